import type { Kernel } from '../../kernel/kernel.ts';
import { currentService, listServices } from './services.ts';

/** What the catalogue knows of itself: how much is online, and how far, by a maturity model that is named with its version. */
export function registerCatalogueIndicators(kernel: Kernel): void {
  const define = (key: string, source: string, more: Pick<Parameters<Kernel['indicators']['register']>[0], 'query' | 'rows'>) =>
    kernel.indicators.register({ key: `catalogue.${key}`, unit: 'percent', name: `catalogue.indicator.${key}`, definition: `catalogue.indicator.${key}.definition`, source, sourceText: `catalogue.indicator.${key}.source`, ...more });

  define('online', 'catalogue: services (kind)', {
    async query() {
      const services = await listServices(kernel);
      return share(services.filter((entry) => entry.kind === 'online').length, services.length);
    },
    async rows() {
      const services = await listServices(kernel);
      return (['online', 'elsewhere', 'paper'] as const).map((kind) => ({ label: `portal.kind.${kind}`, value: share(services.filter((entry) => entry.kind === kind).length, services.length) }));
    },
  });
  define('maturity', 'catalogue: services (maturity: model, level)', {
    async query() {
      const { all, rated } = await ratings(kernel);
      return rated.length === 0 ? null : share(rated.length, all);
    },
    async rows() {
      const { all, rated } = await ratings(kernel);
      const counted = new Map<string, number>();
      for (const { model, level } of rated) counted.set(`${model}: ${level}`, (counted.get(`${model}: ${level}`) ?? 0) + 1);
      return [...counted].sort(([a], [b]) => a.localeCompare(b, 'de', { numeric: true })).map(([label, n]) => ({ label, value: share(n, all) }));
    },
  });
}

async function ratings(kernel: Kernel): Promise<{ all: number; rated: { model: string; level: number }[] }> {
  const services = await listServices(kernel);
  const published = await Promise.all(services.map((entry) => currentService(kernel, entry.key)));
  return { all: services.length, rated: published.flatMap((service) => service?.compiled.service.maturity ?? []) };
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : Math.round((part / whole) * 1000) / 10);
