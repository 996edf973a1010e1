import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readPlan } from './filing-plan.ts';
import { fileKind } from './file-kind.ts';
import { fillNumber, keysOf, typedKeys } from './numbers.ts';
import { snippet } from './snippet.ts';
import { compoundParts, foldText, indexText, typedQuery } from './words.ts';

describe('words', () => {
  test.each([
    ['straßenbaubeitrag', ['strassen', 'bau', 'beitrag', 'strassenbau', 'baubeitrag']],
    ['jahresabschluss', ['jahres', 'abschluss']],
    ['personalausweis', ['personal', 'ausweis']],
    ['hundesteuerbescheid', ['hunde', 'steuer', 'bescheid', 'hundesteuer', 'steuerbescheid']],
    ['kaninchenzuchtverein', ['kaninchenzucht', 'verein']],
    ['finanzamt', ['finanz', 'amt']],
  ])('%s has its parts', (word, parts) => {
    expect(compoundParts(foldText(word)).sort()).toEqual([...parts].sort());
  });

  it.each(['genehmigung', 'gesamt', 'unterlagen', 'sachbearbeiterin'])('%s is not torn apart by chance', (word) => {
    for (const part of compoundParts(word)) expect(part.length).toBeGreaterThanOrEqual(4);
  });

  test.each([['Müller', 'Mueller'], ['Straße', 'Strasse'], ['Łąka', 'Laka'], ['GRÜẞE', 'Grüße'], ['Fuß\u00adball', 'Fussball']])('%s and %s are one', (a, b) => expect(foldText(a)).toBe(foldText(b)));
  test.each(['neue', 'Quelle', 'Bauer'])('%s keeps its letters', (word) => expect(foldText(word)).toBe(word.toLowerCase()));

  it('no text can write the lexeme that names a scope, no query can either', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(indexText(`${text} @1 '@1' @12`)).not.toMatch(/@/);
      expect(typedQuery(`${text} @1`) ?? '').not.toMatch(/[@'|!<>\\]/);
    }));
  });

  it('takes any length of anything in reasonable time', () => {
    const began = performance.now();
    indexText('straßenbaubeitragsatzung '.repeat(40_000));
    indexText('x'.repeat(400_000));
    indexText('verwaltung'.repeat(8));
    expect(performance.now() - began).toBeLessThan(8000);
  });

  it('shows the place where a word stands', () => {
    expect(snippet('Eins zwei drei die Dienstausweise liegen bei', 'dienstausweis', 34)).toEqual({ before: 'drei die', hit: 'Dienstausweise', after: 'liegen bei' });
    expect(snippet('Nichts davon', 'fehlt').hit).toBe('');
    const data = `{"address":"${'x'.repeat(400)}","family":"Sommer","given":"${'Lena'.repeat(100)}"}`;
    const { before, hit, after } = snippet(data, 'sommer');
    expect([hit, before.length + hit.length + after.length]).toEqual(['Sommer', 200]);
    for (const text of ['a'.repeat(900), 'Wort '.repeat(200), '\u{1f600}'.repeat(300), `Sommer${'b'.repeat(300)}`]) {
      for (const typed of ['sommer', 'fehlt', 'wort']) expect(Object.values(snippet(text, typed)).join('').length).toBeLessThanOrEqual(200);
    }
    expect(snippet('\u{1f600}'.repeat(300), 'fehlt', 99).after.isWellFormed()).toBe(true);
  });
});

describe('numbers', () => {
  it('follow the rule', () => {
    expect(fillNumber('{position}/{year}-{serial:4}', { position: '32.2', year: 2026, serial: 7 })).toBe('32.2/2026-0007');
    expect(fillNumber('{file}.{serial}', { file: 'A', serial: 12345 })).toBe('A.12345');
  });

  const found = (number: string, typed: string) => typedKeys(typed, 2026).some((key) => keysOf(number).includes(key));
  test.each([
    ['32.2-BPA/2026-0001', '32.2-bpa/2026-1'], ['32.2-BPA/2026-0001', 'Az. 32.2 BPA 2026 0001'], ['32.2-BPA/2026-0001', '322bpa20260001'], ['32.2-BPA/2026-0001', '32.2-BPA/26-1'],
    ['V26-000017-9', 'v26 17 9'], ['V26-000017-9', 'V260000179'],
  ])('%s is found by %s', (number, typed) => expect(found(number, typed)).toBe(true));
  test.each([['32.2-BPA/2026-0001', '32.2-BPA/2026-0010'], ['32.2-BPA/2026-0001', '32.2-BPA'], ['32.2-BPA/2026-0001', 'Parken']])('%s is not found by %s', (number, typed) => expect(found(number, typed)).toBe(false));
});

describe('the filing plan', () => {
  const leaf = { key: '1', title: { de: 'Eins' }, office: 'it', retention_years: 5, disposal: 'V' };
  const plan = (entries: unknown[], more = {}) => readPlan({ source: 'Test', numbers: { file: '{position}-{serial}', case_file: '{file}.{serial}' }, unassigned: '1', entries, ...more }, ['it']);
  it('is read', () => expect(plan([leaf]).ok).toBe(true));
  it.each([
    ['a key twice', [leaf, leaf], /named twice/], ['an unknown office', [{ ...leaf, office: 'x' }], /does not exist/], ['no retention', [{ ...leaf, retention_years: undefined }], /needs office/],
    ['a heading with a period', [leaf, { key: '2', title: { de: 'Zwei' }, retention_years: 3, entries: [{ ...leaf, key: '2.1' }] }], /holds no files/],
  ])('%s is named', (_name, entries, expected) => {
    const result = plan(entries);
    expect(result.ok ? '' : result.problems.join()).toMatch(expected);
  });
  it('needs a place for what has none, and rules with a running number', () => {
    expect(plan([{ ...leaf, key: '9' }]).ok).toBe(false);
    expect(plan([leaf], { numbers: { file: '{position}', case_file: '{file}.{serial}' } }).ok).toBe(false);
  });
});

describe('kinds of file', () => {
  const kind = (content: string, name = '') => fileKind(Buffer.from(content, 'latin1'), name);
  test.each([
    ['%PDF-1.7\n', 'a.pdf', 'application/pdf'], ['%PDF-1.7\n', 'a.html', 'application/pdf'], ['<html><script>', 'a.pdf', 'application/octet-stream'], ['\x89PNG\r\n\x1a\n', 'x', 'image/png'], ['PK\x03\x04', 'a.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['MZ\x90\x00', 'a.txt', 'application/octet-stream'], ['From: a@b\r\nDate: x\r\n', 'a.eml', 'message/rfc822'], ['From: a@b\r\nDate: x\r\n', 'a.txt', 'text/plain'], ['', 'a.pdf', 'application/octet-stream'], ['<svg xmlns=', 'a.svg', 'application/octet-stream'],
  ])('%j named %s is %s', (content, name, expected) => expect(kind(content, name)).toBe(expected));
});
