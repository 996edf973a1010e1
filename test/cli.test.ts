import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { serviceCommand } from '../src/cli/service.ts';
import { projectRoot } from '../src/kernel/root.ts';

let folder: string;
let lines: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
  lines = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const run = (...args: string[]) => serviceCommand(args, { say: (line) => void lines.push(line), env: {}, cwd: projectRoot });

it('checks good packages: exit code 0', async () => {
  expect(await run('check', 'services/hundesteuer-anmelden', 'services/bewohnerparkausweis-verlaengern/')).toBe(0);
  expect(lines.filter((line) => line.includes('in Ordnung'))).toHaveLength(2);
});

it('names file, line and what to do: exit code 1', async () => {
  writeFileSync(join(folder, 'service.yaml'), 'key: falsch\nkind: papier\ntitle: Etwas\n');
  expect(await run('check', folder)).toBe(1);
  expect(lines.join('\n')).toMatch(/service\.yaml, Zeile 2: /);
});

it('says when there is no such folder', async () => {
  expect(await run('check', join(folder, 'nirgends'))).toBe(1);
  expect(lines.join('\n')).toContain('gibt es nicht');
});

it('does not guess: exit code 2', async () => {
  for (const args of [[], ['check'], ['publish'], ['export', 'nur-eins'], ['loeschen', 'x']]) expect(await run(...args)).toBe(2);
});
