import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createTestKernel, type TestKernel } from '../../kernel/testing/test-kernel.ts';
import { catalogueModule, checkLinks, compilePackage, currentService, importFolders, linkState, listServices, publishPackage, searchServices, serviceVersion, writePackage } from './index.ts';

const paper = (key: string, title: string, extra = '') => `key: ${key}
kind: paper
title: {de: "${title}", en: "${title} (en)"}
summary: {de: Ein Satz., en: A sentence.}
fee: {free: true, source: Test}
legal: [{title: {de: Testgesetz, en: Test act}}]
how: [{de: Kommen Sie vorbei., en: Come by.}]
source: nicht belegt
${extra}`;

const form = `pages:
  - id: eins
    title: {de: Eins, en: One}
    fields:
      - {id: hat, type: yes_no, label: {de: Haben Sie etwas?, en: Do you have something?}}
`;
const letter = (word: string) => `{subject: {de: Betreff, en: Subject}, blocks: [{type: paragraph, text: {de: "${word} {{ case.number }}", en: "${word} {{ case.number }}"}}]}`;
const process = `anonymous: allowed
rules: [{id: hat, ok: answers.hat, reason: test.has_nothing, text: {de: Hat nichts., en: Has nothing.}}]
fee: {collect: none}
decision: {automatic: true, legal_basis: Test}
letters:
  granted: ${letter('Ja')}
  rejected: ${letter('Nein')}
filing: {position: "32.2-AG", retention_years: 1, source: Test}
deadline_workdays: {days: 3, source: Test}
`;

let test: TestKernel;
let folder: string;

beforeAll(async () => {
  test = await createTestKernel({ modules: [catalogueModule] });
  test.kernel.parts.fieldType({ type: 'yes_no', configSchema: z.strictObject({}), celType: () => 'bool' });
  folder = mkdtempSync(join(tmpdir(), 'packages-'));
});
afterAll(async () => {
  await test.close();
  rmSync(folder, { recursive: true, force: true });
});

function write(key: string, files: Record<string, string>): string {
  const path = join(folder, key);
  mkdirSync(join(path, 'examples'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

const online = (key: string, title: string) =>
  write(key, {
    'service.yaml': paper(key, title, 'office: steuern').replace('kind: paper', 'kind: online').replace(/how:.*\n/, ''),
    'form.yaml': form,
    'process.yaml': process,
    'examples/ja.yaml': 'name: Ja\ntoday: 2026-11-24\nanswers: {hat: true}\nexpect: {outcome: granted, fee_cents: 0}\n',
  });

describe('publishing', () => {
  it('takes a new folder as it is and works with it, without a change in src/', async () => {
    const path = online('neuer-dienst', 'Neuer Dienst');
    const result = await publishPackage(test.kernel, path, 'test');
    expect(result).toMatchObject({ ok: true, key: 'neuer-dienst', isNew: true });
    const current = await currentService(test.kernel, 'neuer-dienst');
    expect(current?.compiled.rules.has('hat')).toBe(true);
    expect(current?.compiled.form?.pages[0]?.fields[0]?.id).toBe('hat');
  });

  it('freezes versions: who began on the old one still finds it', async () => {
    const path = online('zwei-fassungen', 'Erste Fassung');
    const first = await publishPackage(test.kernel, path, 'test');
    writeFileSync(join(path, 'service.yaml'), readFileSync(join(path, 'service.yaml'), 'utf8').replaceAll('Erste Fassung', 'Zweite Fassung'));
    const second = await publishPackage(test.kernel, path, 'test');
    if (!first.ok || !second.ok) throw new Error('not published');
    expect(second.hash).not.toBe(first.hash);
    expect((await currentService(test.kernel, 'zwei-fassungen'))?.hash).toBe(second.hash);
    expect((await serviceVersion(test.kernel, first.hash))?.compiled.service.title).toMatchObject({ de: 'Erste Fassung' });
    await expect(test.kernel.db.updateTable('catalogue.service_version').set({ key: 'anders' }).where('hash', '=', first.hash).execute()).rejects.toThrow(/permission denied/);
    await expect(test.kernel.db.deleteFrom('catalogue.service_version').execute()).rejects.toThrow(/permission denied/);
  });

  it('changes nothing the second time, and offers an older version again when asked to', async () => {
    const path = online('hin-und-her', 'A');
    const a = await publishPackage(test.kernel, path, 'test');
    const again = await publishPackage(test.kernel, path, 'test');
    expect(again).toMatchObject({ ok: true, isNew: false });
    const old = readFileSync(join(path, 'service.yaml'), 'utf8');
    writeFileSync(join(path, 'service.yaml'), old.replace('Ein Satz.', 'Ein anderer Satz.'));
    await publishPackage(test.kernel, path, 'test');
    writeFileSync(join(path, 'service.yaml'), old);
    await publishPackage(test.kernel, path, 'test');
    expect((await currentService(test.kernel, 'hin-und-her'))?.hash).toBe(a.ok ? a.hash : '');
  });

  it('stores nothing of a package with an error and says the line', async () => {
    const path = online('mit-fehler', 'Mit Fehler');
    writeFileSync(join(path, 'process.yaml'), process.replace('answers.hat', 'answers.haat'));
    const result = await publishPackage(test.kernel, path, 'test');
    expect(result.ok).toBe(false);
    expect(result.problems.find((problem) => problem.severity === 'error')).toMatchObject({ file: 'process.yaml', line: 2 });
    expect(await currentService(test.kernel, 'mit-fehler')).toBeUndefined();
  });

  it('refuses what the database cannot hold, in words', async () => {
    const result = await publishPackage(test.kernel, write('nullzeichen', { 'service.yaml': paper('nullzeichen', 'Null\\0zeichen') }), 'test');
    expect(result).toMatchObject({ ok: false });
    expect(result.problems.at(-1)?.message.de).toContain('Zeichen');
  });

  it('survives sixteen at once', async () => {
    const path = online('gleichzeitig', 'Gleichzeitig');
    const results = await Promise.all(Array.from({ length: 16 }, () => publishPackage(test.kernel, path, 'test')));
    expect(results.filter((result) => result.ok && result.isNew)).toHaveLength(1);
    expect(results.every((result) => result.ok)).toBe(true);
  });
});

describe('importing folders', () => {
  it('publishes what is new, names what is wrong and goes on, and leaves a version chosen by hand alone', async () => {
    const place = mkdtempSync(join(tmpdir(), 'import-'));
    try {
      cpSync(online('import-gut', 'Gut'), join(place, 'import-gut'), { recursive: true });
      mkdirSync(join(place, 'import-kaputt'));
      writeFileSync(join(place, 'import-kaputt', 'service.yaml'), 'key: import-kaputt\nkind: papier\n');
      const first = await importFolders(test.kernel, place);
      expect(first.published).toEqual(['import-gut']);
      expect(first.refused[0]?.key).toBe('import-kaputt');
      expect(first.refused[0]?.lines.join()).toMatch(/Zeile/);
      const byHand = online('import-gut', 'Von Hand');
      await publishPackage(test.kernel, byHand, 'test');
      expect((await importFolders(test.kernel, place)).published).toEqual([]);
      expect((await currentService(test.kernel, 'import-gut'))?.compiled.service.title).toMatchObject({ de: 'Von Hand' });
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  });

  it('exports a folder that is the same version again', async () => {
    const path = online('export', 'Export: „Zeichen“ & Umlaute äöü # - [x]');
    const published = await publishPackage(test.kernel, path, 'test');
    if (!published.ok) throw new Error('not published');
    const target = join(folder, 'ausfuhr', 'export');
    const version = await serviceVersion(test.kernel, published.hash);
    writePackage(version!.compiled.stored, target);
    const again = compilePackage(target, test.kernel.parts.catalog());
    expect(again.ok && again.service.hash).toBe(published.hash);
  });
});

describe('search', () => {
  beforeAll(async () => {
    await publishPackage(test.kernel, write('gehwegschein', { 'service.yaml': paper('gehwegschein', 'Anliegergehwegschein verlängern', 'synonyms: [Gehwegschein, Gehsteigschein, pavement permit]') }), 'test');
    await publishPackage(test.kernel, write('gehwegschein-neu', { 'service.yaml': paper('gehwegschein-neu', 'Anliegergehwegschein beantragen', 'synonyms: [Gehwegschein neu]') }), 'test');
    await publishPackage(test.kernel, write('tauben', { 'service.yaml': paper('tauben', 'Tauben füttern', 'synonyms: [Straßentauben]') }), 'test');
  });
  const keys = async (words: string) => (await searchServices(test.kernel, words)).map((entry) => entry.key);

  it.each([
    ['Gehwegschein', 'gehwegschein'],
    ['gehsteigschein', 'gehwegschein'],
    ['Anliegergehwegscheinn', 'gehwegschein'],
    ['gehwegschien', 'gehwegschein'],
    ['ich möchte meinen gehwegschein bitte verlängern', 'gehwegschein'],
    ['pavement permit', 'gehwegschein'],
    ['TAUBEN', 'tauben'],
    ['strassentauben', 'tauben'],
    ['taube', 'tauben'],
    ['tauben fuettern', 'tauben'],
  ])('finds by »%s«', async (words, expected) => {
    expect((await keys(words))[0]).toBe(expected);
  });

  it.each(['', '   ', "'; drop table catalogue.current_service; --", '<script>', '\0', '%', '((((', '🦄', 'a'.repeat(5000), '!!! & | :*', '\\'])('answers calmly to %j', async (words) => {
    await expect(searchServices(test.kernel, words)).resolves.toBeInstanceOf(Array);
  });

  it('finds nothing for nonsense', async () => {
    expect(await keys('xqzwvk')).toEqual([]);
  });
});

describe('links elsewhere', () => {
  const target = 'https://anderswo.example/dienst';
  beforeAll(async () => {
    const yaml = paper('anderswo', 'Anderswo', `target: {url: "${target}", provider: {de: Andere, en: Others}, handover: {de: Sie gehen., en: You leave.}}`).replace('kind: paper', 'kind: elsewhere').replace(/how:.*\n/, '');
    const result = await publishPackage(test.kernel, write('anderswo', { 'service.yaml': yaml }), 'test');
    expect(result.ok).toBe(true);
  });

  it('records nothing while our own network is missing', async () => {
    expect(await checkLinks(test.kernel, async () => 'no network')).toEqual({ checked: 0, broken: [] });
    expect(await linkState(test.kernel, target)).toBeUndefined();
  });

  it('remembers when a target was last looked at', async () => {
    await checkLinks(test.kernel, async (url) => ({ url, reachable: true, detail: 'HTTP 200' }));
    expect(await linkState(test.kernel, target)).toEqual({ checkedAt: test.kernel.clock.now(), reachable: true });
    expect(await checkLinks(test.kernel, async (url) => ({ url, reachable: false, detail: 'HTTP 404' }))).toEqual({ checked: 1, broken: [target] });
    expect(await linkState(test.kernel, target)).toMatchObject({ reachable: false });
  });
});

describe('the JSON interface', () => {
  it('lists services and shows one with its version', async () => {
    const list = (await test.browser().get('/api/v1/services')).json() as { services: { key: string; url: string }[] };
    expect(list.services.map((entry) => entry.key)).toEqual((await listServices(test.kernel)).map((entry) => entry.key));
    const one = (await test.browser().get('/api/v1/services/neuer-dienst')).json() as { version: string; service: { key: string } };
    expect(one.service.key).toBe('neuer-dienst');
    expect(one.version).toBe((await currentService(test.kernel, 'neuer-dienst'))?.hash);
  });

  it('answers in JSON when there is no such service', async () => {
    for (const path of ['/api/v1/services/gibt-es-nicht', '/api/v1/services/..%2f..%2fetc', '/api/v1/services/UPPER']) {
      const response = await test.browser().get(path);
      expect(response.statusCode).toBe(404);
      expect(response.json()).toHaveProperty('error', 'not_found');
    }
  });

  it('describes itself', async () => {
    const document = (await test.browser().get('/api/v1/openapi.json')).json() as { openapi: string; paths: Record<string, unknown> };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toContain('/api/v1/services/{key}');
  });
});
