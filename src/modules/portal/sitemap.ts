import { everyone } from '../../kernel/access/access.ts';
import { text } from '../../kernel/http/types.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { dateOf } from '../../kernel/time/index.ts';
import { listServices } from '../catalogue/index.ts';

const standing = ['/', '/leistungen', '/impressum', '/datenschutz', '/barrierefreiheit', '/nachweis'];

/** For search engines. A demo asks not to be listed: nobody should take it for the city. */
export function registerSitemap(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET',
    path: '/sitemap.xml',
    summary: 'Addresses of all public pages',
    access: everyone,
    async handler() {
      const paths = [...standing, ...(await listServices(kernel)).map((entry) => `/leistungen/${entry.key}`)];
      const day = dateOf(kernel.clock.now());
      const urls = paths.map((path) => `<url><loc>${escapeXml(`${kernel.config.publicUrl}${path}`)}</loc><lastmod>${day}</lastmod></url>`);
      return text(`<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls.join('')}</urlset>\n`, 'application/xml; charset=utf-8');
    },
  });
  kernel.http.route({
    method: 'GET',
    path: '/robots.txt',
    summary: 'What search engines may visit',
    access: everyone,
    handler: () => text(kernel.config.demo ? 'User-agent: *\nDisallow: /\n' : `User-agent: *\nDisallow: /amt\nDisallow: /antrag\nDisallow: /konto\nDisallow: /postfach\nDisallow: /suche\nSitemap: ${kernel.config.publicUrl}/sitemap.xml\n`),
  });
}

function escapeXml(value: string): string {
  return value.replace(/[<>&'"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
