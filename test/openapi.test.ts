import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openApiDocument } from '../src/kernel/openapi/openapi.ts';
import { projectRoot } from '../src/kernel/root.ts';
import { createTestKernel, type TestKernel } from '../src/kernel/testing/test-kernel.ts';
import { apiAnswers } from '../src/modules/catalogue/index.ts';
import { modules } from '../src/modules/index.ts';

let test: TestKernel;
beforeAll(async () => {
  test = await createTestKernel({ modules });
});
afterAll(() => test.close());

it('the committed description knows every route: ./stadttor openapi > docs/openapi.json', () => {
  const committed = JSON.parse(readFileSync(join(projectRoot, 'docs', 'openapi.json'), 'utf8')) as { paths: Record<string, Record<string, unknown>> };
  const now = JSON.parse(JSON.stringify(openApiDocument(test.kernel.http.routes(), apiAnswers))) as typeof committed;
  const names = (document: typeof committed) => Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
  expect(names(committed)).toEqual(names(now));
  expect(committed).toEqual(now);
});

it('every route has a summary and a named policy', () => {
  for (const route of test.kernel.http.routes()) {
    expect(route.summary.length, route.path).toBeGreaterThan(3);
    expect(route.access.name, route.path).toMatch(/^[a-z:._@-]+$/);
  }
});
