import { everyone } from '../../kernel/access/access.ts';
import type { Module } from '../../kernel/kernel.ts';
import { registerFeedback } from './feedback.tsx';
import { registerFigures } from './figures/index.tsx';
import { registerHome } from './home.tsx';
import { registerLegalPages } from './legal-pages.tsx';
import { registerLists } from './list.tsx';
import { registerServicePage } from './service-page.tsx';
import { registerSitemap } from './sitemap.ts';

/** What everybody sees first: home, services, search, legal pages. */
export const portalModule: Module = {
  name: 'portal',
  register(kernel) {
    kernel.navigation.register({ area: 'portal', path: '/leistungen', label: 'portal.nav.services', order: 10, access: everyone });
    kernel.navigation.register({ area: 'portal', path: '/suche', label: 'portal.nav.search', order: 20, access: everyone });
    registerHome(kernel);
    registerLists(kernel);
    registerServicePage(kernel);
    registerLegalPages(kernel);
    registerFeedback(kernel);
    registerSitemap(kernel);
    registerFigures(kernel);
  },
};
