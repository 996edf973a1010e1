import * as z from 'zod';
import { everyone } from '../../kernel/access/access.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import { json } from '../../kernel/http/types.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { openApiDocument, type AnswerShapes } from '../../kernel/openapi/openapi.ts';
import { localized, serviceSchema } from './domain/index.ts';
import { currentService, listServices, type ServiceEntry } from './services.ts';

const entryAnswer = z.object({
  key: z.string(),
  kind: z.enum(['online', 'elsewhere', 'paper']),
  title: localized,
  summary: localized,
  office: z.string().nullable(),
  life_situations: z.array(z.string()),
  languages: z.array(z.string()),
  /** Page for people. */
  url: z.string(),
});

/** Shapes of what `/api/v1/` answers. */
export const apiAnswers: AnswerShapes = {
  '/api/v1/services': z.object({ services: z.array(entryAnswer) }),
  '/api/v1/services/:key': z.object({ version: z.string(), published_at: z.string(), url: z.string(), service: serviceSchema }),
  '/api/v1/openapi.json': z.record(z.string(), z.unknown()),
};

/** The catalogue for other portals and search engines: open data, read only. */
export function registerApi(kernel: Kernel): void {
  const pageOf = (key: string) => `${kernel.config.publicUrl}/leistungen/${key}`;
  const toAnswer = (entry: ServiceEntry): z.output<typeof entryAnswer> => ({
    key: entry.key, kind: entry.kind, title: entry.title, summary: entry.summary, office: entry.office ?? null,
    life_situations: entry.lifeSituations, languages: entry.languages, url: pageOf(entry.key),
  });
  kernel.http.route({
    method: 'GET',
    path: '/api/v1/services',
    summary: 'All services of the city',
    access: everyone,
    rateLimit: { max: 120, seconds: 60 },
    handler: async () => json({ services: (await listServices(kernel)).map(toAnswer) }),
  });
  kernel.http.route({
    method: 'GET',
    path: '/api/v1/services/:key',
    summary: 'One service with everything the catalogue knows of it',
    access: everyone,
    rateLimit: { max: 120, seconds: 60 },
    params: z.object({ key: z.string().regex(/^[a-z][a-z0-9-]{1,59}$/) }),
    handler: async ({ params }) => {
      const published = await currentService(kernel, params.key);
      if (!published) throw notFound();
      return json({ version: published.hash, published_at: published.publishedAt.toISOString(), url: pageOf(published.key), service: published.compiled.service });
    },
  });
  kernel.http.route({
    method: 'GET',
    path: '/api/v1/openapi.json',
    summary: 'This interface as OpenAPI 3.1',
    access: everyone,
    rateLimit: { max: 60, seconds: 60 },
    handler: () => json(openApiDocument(kernel.http.routes(), apiAnswers)),
  });
}
