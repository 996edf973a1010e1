import * as z from 'zod';
import type { AnyRoute } from '../http/types.ts';

type JsonObject = Record<string, unknown>;

/** Shapes of JSON answers by path pattern, such as `/api/v1/services/:key`. */
export type AnswerShapes = Record<string, z.ZodType>;

/**
 * OpenAPI 3.1 of every route this process has: pages and forms (`text/html`) as well as the JSON interface below `/api/`.
 * Generated from the routes' own zod schemas, so that it cannot say anything else than what is validated.
 */
export function openApiDocument(routes: readonly AnyRoute[], answers: AnswerShapes = {}): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const route of [...routes].sort((a, b) => (a.path === b.path ? a.method.localeCompare(b.method) : a.path < b.path ? -1 : 1))) {
    const path = route.path.replace(/:(\w+)/g, '{$1}').replace(/\*$/, '{rest}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operation(route, answers[route.path] ?? route.answer);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Stadttor',
      version: '1',
      description: 'Generated from the routes. Only paths below /api/v1/ are a stable interface for programs; the others are pages and forms for people.',
      license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
    },
    paths,
    ...(routes.some((route) => route.access.audience === 'client') ? { components: { securitySchemes: { clientKey: { type: 'http', scheme: 'bearer', description: 'Key of a delivering program, given out by staff' } } } } : {}),
  };
}

function operation(route: AnyRoute, answer: z.ZodType | undefined): JsonObject {
  const api = route.path.startsWith('/api/');
  const parameters = [...pathParameters(route), ...queryParameters(route), ...headerParameters(route)];
  return {
    summary: route.summary,
    'x-access': route.access.name,
    ...(route.access.audience === 'client' ? { security: [{ clientKey: [] }] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.method === 'POST' ? { requestBody: requestBody(route, api) } : {}),
    responses: responses(route, api, answer),
  };
}

function pathParameters(route: AnyRoute): JsonObject[] {
  const shape = properties(route.params);
  return [...route.path.matchAll(/:(\w+)|\*$/g)].map(([, name = 'rest']) => ({ name, in: 'path', required: true, schema: shape.properties[name] ?? { type: 'string' } }));
}

function queryParameters(route: AnyRoute): JsonObject[] {
  const shape = properties(route.query);
  return Object.entries(shape.properties).map(([name, schema]) => ({ name, in: 'query', required: shape.required.includes(name), schema }));
}

function headerParameters(route: AnyRoute): JsonObject[] {
  return Object.entries(route.headers ?? {}).map(([name, description]) => ({ name, in: 'header', required: true, description, schema: { type: 'string' } }));
}

function requestBody(route: AnyRoute, api: boolean): JsonObject {
  const schema = route.body ? toSchema(route.body) : { type: 'object' };
  const mime = api && !route.streamed ? 'application/json' : route.upload || route.streamed ? 'multipart/form-data' : 'application/x-www-form-urlencoded';
  return { required: true, content: { [mime]: { schema } } };
}

function responses(route: AnyRoute, api: boolean, answer: z.ZodType | undefined): JsonObject {
  const problem = api ? { content: { 'application/json': { schema: { type: 'object', properties: { error: { type: 'string' }, requestId: { type: 'string' } } } } } } : {};
  const found = route.mime ? { [route.mime]: {} } : api ? { 'application/json': answer ? { schema: toSchema(answer) } : {} } : { 'text/html': {} };
  return {
    ...(route.method === 'POST' && !api
      ? { 303: { description: 'Done; the next page' }, 422: { description: 'The page again, with what to correct' } }
      : { 200: { description: 'OK', content: found } }),
    ...(route.access.audience === 'public' ? {} : { [api ? 401 : 303]: { description: api ? 'Log-in needed' : 'Log-in needed, or done' } }),
    ...(/[:*]/.test(route.path) ? { 404: { description: 'Does not exist, or not for you', ...problem } } : {}),
    ...(route.rateLimit ? { 429: { description: 'Too many requests', ...problem } } : {}),
  };
}

function properties(schema: z.ZodType | undefined): { properties: JsonObject; required: string[] } {
  const json = schema ? toSchema(schema) : {};
  return { properties: (json['properties'] ?? {}) as JsonObject, required: (json['required'] ?? []) as string[] };
}

function toSchema(schema: z.ZodType): JsonObject {
  const { $schema, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as JsonObject;
  return $schema === undefined ? {} : json;
}
