import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

it('plays the examples to the letter and says what comes out otherwise: exit code 1', async () => {
  const copy = join(folder, 'bewohnerparkausweis-verlaengern');
  cpSync(join(projectRoot, 'services', 'bewohnerparkausweis-verlaengern'), copy, { recursive: true });
  const change = (name: string, from: string | RegExp, to: string) => {
    const file = join(copy, 'examples', name);
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(from);
    writeFileSync(file, text.replace(from, to));
  };
  change('lena-sommer.yaml', 'fee_cents: 3070', 'fee_cents: 3071');
  change('lena-sommer.yaml', '[anders, nachweis]', '[anders]');
  change('lena-sommer.yaml', '6. Dezember 2027', '7. Dezember 2027');
  change('jonas-weidner.yaml', /outcome: fallout\n {2}reasons: .*/, 'outcome: granted');
  change('neues-kennzeichen.yaml', 'renewal.changed', 'renewal.other_area');
  change('ohne-erklaerung.yaml', 'kein_stellplatz: forms', 'wohnt_dort: forms');
  expect(await run('check', copy)).toBe(1);
  const said = lines.join('\n');
  expect(said).toContain('die Gebühr wäre 3070 Cent, nicht 3071.');
  expect(said).toContain('übersprungen würden anders, nachweis, nicht anders.');
  expect(said).toContain('im Bescheid stünde nicht: 7. Dezember 2027.');
  expect(said).toContain('es käme fallout heraus (registers.moved_within_city), nicht granted.');
  expect(said).toMatch(/die Gründe wären renewal\.changed.*, nicht renewal\.other_area\./);
  expect(said).toContain('die Fehler wären kein_stellplatz: forms.error.required_declaration, nicht wohnt_dort: forms.error.required_declaration.');
  expect(said).not.toContain('in Ordnung');
});

it('says when there is no such folder', async () => {
  expect(await run('check', join(folder, 'nirgends'))).toBe(1);
  expect(lines.join('\n')).toContain('gibt es nicht');
});

it('does not guess: exit code 2', async () => {
  for (const args of [[], ['check'], ['publish'], ['export', 'nur-eins'], ['loeschen', 'x']]) expect(await run(...args)).toBe(2);
});
