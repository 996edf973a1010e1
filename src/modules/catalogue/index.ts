import * as z from 'zod';
import type { Module } from '../../kernel/kernel.ts';
import { registerApi } from './api.ts';
import { registerCatalogueIndicators } from './indicators.ts';
import { checkLinks } from './links.ts';
import { importFolders } from './publish.ts';

export * from './domain/index.ts';
export { lifeSituations, knownKeys } from './city.ts';
export type { LifeSituation } from './city.ts';
export { currentService, linkState, listServices, searchServices, serviceVersion } from './services.ts';
export type { PublishedService, ServiceEntry } from './services.ts';
export { importFolders, packageFolders, publishPackage, servicesFolder, writePackage } from './publish.ts';
export type { PublishResult } from './publish.ts';
export { checkLinks } from './links.ts';
export { apiAnswers } from './api.ts';

export const catalogueModule: Module = {
  name: 'catalogue',
  register(kernel) {
    registerApi(kernel);
    registerCatalogueIndicators(kernel);
    kernel.jobs.define('catalogue.check_links', z.object({}), async () => {
      const { broken } = await checkLinks(kernel);
      if (broken.length > 0) kernel.log.warn('links of services elsewhere do not answer', { code: `broken:${broken.length}` });
    });
    kernel.jobs.schedule('catalogue.check_links', '17 3 * * *');
    kernel.onStart(async (say) => {
      const { published, refused } = await importFolders(kernel);
      if (published.length > 0) say(`Published ${published.length} ${published.length === 1 ? 'service' : 'services'}.`);
      for (const { key, lines } of refused) {
        say(`The service ${key} has mistakes and is not published:`);
        for (const line of lines) say(`  services/${key}/${line}`);
      }
      if (refused.length > 0) say('Mend them and check with ./stadttor service check services/<key>.');
    });
  },
};

