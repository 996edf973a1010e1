import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestKernel, type TestKernel } from '../kernel/testing/test-kernel.ts';
import { modules } from '../modules/index.ts';
import type { CommandContext } from './command.ts';
import { objectsCommand } from './objects.ts';
import { recordsCommand } from './records.ts';

let house: TestKernel;
let cwd: string;
let said: string[];
let context: CommandContext;
beforeAll(async () => {
  house = await createTestKernel({ modules });
  await house.start();
  cwd = mkdtempSync(join(tmpdir(), 'stadttor-cli-'));
  said = [];
  context = { cwd, say: (line) => void said.push(line), env: { DATABASE_URL: house.databaseUrl, STADTTOR_DATA: cwd, STADTTOR_CITY: 'halle', STADTTOR_SECRET: 'x'.repeat(64), LOG_LEVEL: 'silent' } };
});
afterAll(async () => {
  await house.close();
  rmSync(cwd, { recursive: true, force: true });
});

describe('./stadttor records', () => {
  it('writes the documentation of the procedure as PDF, under its own name or the one given', async () => {
    expect(await recordsCommand(['documentation'], context)).toBe(0);
    expect(await recordsCommand(['documentation', 'hier.pdf'], context)).toBe(0);
    const written = readdirSync(cwd).filter((name) => name.endsWith('.pdf'));
    expect(written).toHaveLength(2);
    for (const name of written) expect(readFileSync(join(cwd, name)).subarray(0, 5).toString()).toBe('%PDF-');
    expect(said.at(-1)).toMatch(/hier\.pdf: Verfahrensdokumentation, Stand [0-9a-f]{16}\.$/);
  });

  it('lets a specialist procedure in and says its key once; what does not exist is refused in words', async () => {
    expect(await recordsCommand(['client', 'add', 'kfz-verfahren', 'parken', '32.2-BPA'], context)).toBe(0);
    expect(said.at(-1)).toMatch(/^kfz-verfahren: stadttor_[\w-]{43}$/);
    const key = said.at(-1)!.split(': ')[1]!;
    const { rows } = await house.ownerPool.query<{ row: string }>(`select c::text as row from records.client c where name = 'kfz-verfahren'`);
    expect([rows.length, rows[0]!.row.includes(key)]).toEqual([1, false]);
    for (const wrong of [['X', 'gibt-es-nicht', '32.2-BPA'], ['X', 'parken', '99.9']]) {
      expect(await recordsCommand(['client', 'add', ...wrong], context)).toBe(1);
      expect(said.at(-1)).not.toMatch(/^records\./);
    }
    expect(await recordsCommand(['client', 'add', 'X'], context)).toBe(2);
    expect(await recordsCommand(['unbekannt'], context)).toBe(2);
  });
});

it('./stadttor objects check finds an empty house in order', async () => {
  expect([await objectsCommand(['check'], context), said.at(-1)]).toEqual([0, expect.any(String)]);
});
