import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { projectRoot } from '../../../kernel/root.ts';
import { publishedSchemas } from './published.ts';

const folder = join(projectRoot, 'schemas');
const schemas = publishedSchemas();
const write = process.env['UPDATE_SCHEMAS'] === '1';

describe('published schemas', () => {
  it.each(Object.keys(schemas))('schemas/%s is up to date (UPDATE_SCHEMAS=1 writes it)', (name) => {
    const text = `${JSON.stringify(schemas[name], null, 2)}\n`;
    if (write) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
  });

  it('accept the example of the documentation and refuse a slip', () => {
    const docs = readFileSync(join(projectRoot, 'docs', 'service-packages.md'), 'utf8');
    const blocks = [...docs.matchAll(/\$schema=[./]*schemas\/(\w+\.schema\.json)\n([\s\S]*?)```/g)].filter(([, , body]) => body?.trim());
    expect(blocks.length).toBe(4);
    for (const [, name = '', body = ''] of blocks) {
      const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schemas[name] as object);
      const data = parse(body) as Record<string, unknown>;
      expect(validate(data), `${name}: ${JSON.stringify(validate.errors)}`).toBe(true);
      expect(validate({ ...data, surprise: 1 }), name).toBe(false);
    }
  });
});
