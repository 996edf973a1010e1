import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPdf } from '../../../test/support/pdf.ts';
import { projectRoot } from '../root.ts';
import { createDocuments, type CardData, type Documents, type LetterData, type PdfStandard } from './index.ts';
import { samples } from './samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'documents-'));
const templateDirs = [join(projectRoot, 'src/kernel/documents/templates'), folder];
const at = new Date('2026-11-24T09:00:00Z');
let documents: Documents;

beforeAll(() => {
  writeFileSync(join(folder, 'spy.typ'), '#let render(data, input) = [= Spy\n#read(data.path)]');
  writeFileSync(join(folder, 'skip.typ'), '#let render(data, input) = [= One\n=== Three]');
  writeFileSync(join(folder, 'broken.typ'), '#let render(data, input) = [\n\n#data.secret.at(data.name)]');
  writeFileSync(join(folder, 'bare.typ'), '#let render(data, input) = [= Bare\n#image(bytes(data.svg), format: "svg")]');
  documents = createDocuments({ templateDirs });
});
afterAll(async () => {
  await documents.close();
  rmSync(folder, { recursive: true });
});

const text = async (pdf: Uint8Array): Promise<string> => (await readPdf(pdf)).text;
/** Typst writes objects uncompressed, so what a document claims of itself can be read from its bytes. */
const raw = (pdf: Uint8Array): string => Buffer.from(pdf).toString('latin1');
const make = async (name: 'letter' | 'copy' | 'card', standard: PdfStandard, change: object = {}): Promise<Uint8Array> => {
  const sample = (await samples())[name];
  const data = { ...(sample.data as object), ...change };
  const attachments = standard === 'a-3a' ? [{ name: 'data.json', mime: 'application/json', description: 'Die Angaben dieses Dokuments', content: Buffer.from(JSON.stringify(data)) }] : [];
  return documents.render({ ...sample, data, standard, attachments, at });
};

describe.each(['letter', 'copy', 'card'] as const)('%s', (name) => {
  it('is PDF/UA-1 for people', async () => {
    const pdf = await make(name, 'ua-1');
    expect(raw(pdf)).toContain('<pdfuaid:part>1</pdfuaid:part>');
    expect(raw(pdf)).toMatch(/\/Lang \(de\)/);
    expect(raw(pdf)).toMatch(/\/DisplayDocTitle true/);
    expect(raw(pdf)).toMatch(/\/Marked true/);
    expect((await readPdf(pdf)).text.length).toBeGreaterThan(100);
  });

  it('is PDF/A-3a with its data for the record', async () => {
    const pdf = await make(name, 'a-3a');
    expect(raw(pdf)).toContain('<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>');
    expect(raw(pdf)).toMatch(/\/AFRelationship \/Data/);
    expect(raw(pdf)).toContain('data.json');
    expect(raw(pdf)).toContain('<xmp:CreateDate>2026-11-24T09:00:00');
    expect(JSON.parse((await readPdf(pdf)).attachments.get('data.json')!)).toEqual((await samples())[name].data);
  });

  it('is the same for the same request and time', async () => {
    expect(Buffer.compare(await make(name, 'a-3a'), await make(name, 'a-3a'))).toBe(0);
  });
});

describe('what people read', () => {
  it('has the letter in its order, with label and value together', async () => {
    const pdf = await make('letter', 'ua-1');
    const order = ['Stadt Halle (Saale)', 'Maria-Luise von der Großen Heide', 'Mansfelder Straße 12 a', 'HAL-2026-7KQ4-M', 'automatisch erstellt', 'Ihre Genehmigung wurde verlängert', 'Kennzeichen', 'Begründung', 'Gebührenordnung', 'Rechtsbehelfsbelehrung', 'Mit freundlichen Grüßen', 'ohne Unterschrift gültig', 'Genehmigung zum Ausdrucken'];
    const { text: said, structure: tree } = await readPdf(pdf);
    const places = order.map((words) => tree.indexOf(`"${words}`) >= 0 ? tree.indexOf(`"${words}`) : tree.indexOf(words));
    expect(places.every((place) => place >= 0), JSON.stringify(places)).toBe(true);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
    expect(tree).toMatch(/Lbl\s+Span\s+"Kennzeichen"\s+LBody(\s+Span)?\s+"HAL-AB 123"/);
    expect(raw(pdf)).toMatch(/\/S \/TH[^]{0,200}?\/Scope \/Column/);
    expect(tree.match(/^ +H1$/gm)).toHaveLength(1);
    expect(said).toContain('Seite 1 von 2');
    expect(said).toContain('Demonstration');
  });

  it('has the text that binds behind the other one: under its own heading, each element tagged with its language, in its own words', async () => {
    const { letter } = await samples();
    const german = letter.data as LetterData;
    const data: LetterData = { ...german, notice: 'Two parts.', subject: 'Your permit', salutation: 'Hello,', blocks: [{ type: 'legal-remedy', text: 'You may object.' }], binding: { ...german, lang: 'de', heading: 'Verbindlicher Text auf Deutsch' } };
    for (const standard of ['ua-1', 'a-3a'] as const) {
      const pdf = await documents.render({ ...letter, data, lang: 'en', standard, at });
      expect(raw(pdf)).toMatch(/\/Type \/Catalog[^]*?\/Lang \(en\)/);
      for (const element of ['H1', 'H2', 'H3', 'P', 'L', 'Table']) expect(raw(pdf)).toMatch(new RegExp(`/S /${element}\\n  /P \\d+ 0 R\\n  /Lang \\(de\\)`));
      const { structure, text: said } = await readPdf(pdf);
      expect(structure.match(/^ +H\d\n +"[^"]*/gm)!.map((line) => line.replace(/\s+"?/g, ' ').trim())).toEqual(['H1 Your permit', 'H2 Your right to object', 'H1 Verbindlicher Text auf Deutsch', 'H2 Ihre Genehmigung wurde verlängert', 'H3 Begründung', 'H3 Kosten', 'H3 Bitte beachten Sie', 'H3 Rechtsbehelfsbelehrung']);
      for (const words of ['Two parts.', 'Reference HAL-2026', 'Aktenzeichen HAL-2026', 'created automatically', 'automatisch erstellt']) expect(said).toContain(words);
    }
  });

  it('says its own words in Leichte Sprache', async () => {
    const said = await text(await make('letter', 'ua-1', { wording: 'de-leicht' }));
    for (const words of ['Nummer von Ihrem Antrag', 'So können Sie sich wehren', 'Viele Grüße', 'Der Brief gilt trotzdem']) expect(said).toContain(words);
    for (const words of ['Aktenzeichen', 'Rechtsbehelfsbelehrung', 'ohne Unterschrift']) expect(said).not.toContain(words);
  });

  it('says "keine Angabe" and where each value comes from', async () => {
    const copy = await text(await make('copy', 'ua-1'));
    expect(copy).toContain('Telefonnummer für Rückfragen keine Angabe');
    expect(copy).toContain('HAL-AB 123 aus Ihrer Genehmigung');
    const english = await documents.render({ ...(await samples()).copy, lang: 'en', standard: 'ua-1' });
    const inEnglish = await text(english);
    for (const words of ['not stated', 'Page 1 of 1']) expect(inEnglish).toContain(words);
  });

  it('reads out what the code on the card is for', async () => {
    const pdf = await make('card', 'ua-1');
    expect((await readPdf(pdf)).structure).toMatch(/Figure \(QR-Code, der zur Prüfseite/);
    const alt = Buffer.from('QR-Code, der zur Prüfseite', 'utf16le').swap16().toString('hex').toUpperCase();
    expect(raw(pdf).includes(`/Alt <FEFF${alt}`)).toBe(true);
  });

  it('leaves out what is not given', async () => {
    const data: LetterData = { letterhead: { authority: 'Stadt' }, recipient: ['A'], reference: { date: '24.11.2026', clerk: { name: 'Frau Muster' } }, subject: 'Kurz', blocks: [] };
    const short = await text(await documents.render({ template: 'letter', data, standard: 'ua-1', title: 'Kurz', lang: 'de' }));
    expect(short).toContain('Bearbeitung Frau Muster');
    expect(short).not.toContain('automatisch');
    const card: CardData = { letterhead: { authority: 'Stadt' }, heading: 'Karte', fields: [] };
    expect(await text(await documents.render({ template: 'card', data: card, standard: 'a-3a', title: 'Karte', lang: 'en' }))).toContain('Karte');
  });

  it('keeps hostile text as text', async () => {
    const hostile = '#read("/etc/passwd") *fett* $x^2$ _k_ `c` <a> @ref [x] \\n "q" #panic() ${1} =Titel // c /* d */';
    const names = ['Đurđević-Łukašenko', 'Ṭāhā C\u0328\u0306', 'Ångström', '😀', 'مرحبا'];
    const pdf = await make('letter', 'ua-1', {
      recipient: [hostile, ...names],
      subject: hostile,
      salutation: 'x'.repeat(500),
      blocks: [{ type: 'paragraph', text: `${hostile}\n\n= kein Titel\n- keine Liste\n+ keine\n/ auch: nicht` }, { type: 'list', items: [hostile, `https://example.org/${'a1'.repeat(400)}`] }, { type: 'keyvalue', rows: [{ label: hostile, value: `${'9'.repeat(100)}` }] }, { type: 'table', columns: [{ label: hostile }, { label: 'B' }], rows: [[hostile, 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz']] }, { type: 'box', title: hostile, text: hostile, tone: 'warning' }],
    });
    const read = await readPdf(pdf);
    const shown = read.text.replace(/\s+/g, '');
    expect(shown.split(hostile.replace(/\s+/g, '')).length - 1).toBeGreaterThanOrEqual(8);
    expect(shown).toContain('=keinTitel-keineListe+keine/auch:nicht');
    expect(shown).toContain('a1'.repeat(400));
    expect(shown).toContain('9'.repeat(100));
    for (const name of names.slice(0, 3)) expect(shown.normalize('NFC')).toContain(name.normalize('NFC').replace(/\s+/g, ''));
    expect(shown).toContain('[U+1F600]');
    expect(read.structure.match(/^ +H1$/gm)).toHaveLength(1);
  });

  it('keeps long words inside the paper', async () => {
    const pdf = await make('letter', 'ua-1', { blocks: [{ type: 'table', columns: [{ label: 'A' }, { label: 'B' }, { label: 'C' }], rows: [['W'.repeat(200), '8'.repeat(200), 'u@'.repeat(100)]] }, { type: 'keyvalue', rows: [{ label: 'W'.repeat(90), value: '0'.repeat(300) }] }] });
    const { boxes } = await readPdf(pdf);
    expect(boxes.length).toBeGreaterThan(30);
    for (const { left, right, page } of boxes) expect([left >= 0, right <= page]).toEqual([true, true]);
  });
});

describe('what is refused', () => {
  const bare = { standard: 'ua-1', title: 'T', lang: 'de' } as const;
  const fault = (code: string, message: unknown = expect.any(String)): unknown => expect.objectContaining({ code, message });

  it('a document without a title', async () => {
    await expect(documents.render({ ...(await samples()).letter, title: ' ', standard: 'ua-1' })).rejects.toEqual(fault('DOCUMENT_TITLE_MISSING'));
    await expect(documents.render({ ...(await samples()).letter, title: '\u202e', standard: 'ua-1' })).rejects.toEqual(fault('DOCUMENT_TITLE_MISSING'));
  });

  it('a picture without words', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>';
    await expect(make('letter', 'ua-1', { blocks: [{ type: 'picture', picture: { svg, alt: ' ' } }] })).rejects.toEqual(fault('DOCUMENT_ALT_MISSING'));
    await expect(make('card', 'a-3a', { code: { svg } })).rejects.toEqual(fault('DOCUMENT_ALT_MISSING'));
    await expect(documents.render({ ...bare, template: 'bare', data: { svg } })).rejects.toEqual(fault('DOCUMENT_ALT_MISSING'));
  });

  it('a heading that skips a level', async () => {
    await expect(documents.render({ ...bare, template: 'skip', data: {} })).rejects.toEqual(fault('DOCUMENT_HEADING_ORDER'));
    await expect(make('letter', 'ua-1', { blocks: [{ type: 'heading', level: 3, text: 'x' }] })).rejects.toEqual(fault('DOCUMENT_HEADING_ORDER'));
  });

  it('a template that reads the disk', async () => {
    for (const path of ['/etc/passwd', '../../../../etc/passwd', join(projectRoot, 'package.json')]) {
      await expect(documents.render({ ...bare, template: 'spy', data: { path } })).rejects.toEqual(fault('DOCUMENT_TEMPLATE'));
    }
  });

  it('data that do not fit, saying where, but not what', async () => {
    await expect(documents.render({ ...bare, template: 'broken', data: { secret: {}, name: 'Erika Mustermann' } })).rejects.toEqual(fault('DOCUMENT_TEMPLATE', 'Template "broken" (broken.typ, line 3): dictionary does not contain key … and no default value was specified.'));
    await expect(make('letter', 'ua-1', { blocks: [{ type: 'Erika' }] })).rejects.toEqual(fault('DOCUMENT_TEMPLATE', expect.not.stringContaining('Erika')));
    await expect(documents.render({ ...bare, template: 'letter', data: 7n })).rejects.toEqual(fault('DOCUMENT_DATA'));
    await expect(documents.render({ ...bare, template: 'letter', data: null })).rejects.toEqual(fault('DOCUMENT_TEMPLATE'));
  });

  it('unknown templates and attachments with tricks in their names', async () => {
    await expect(documents.render({ ...bare, template: 'absent', data: {} })).rejects.toEqual(fault('DOCUMENT_TEMPLATE'));
    await expect(documents.render({ ...bare, template: '../letter', data: {} })).rejects.toEqual(fault('DOCUMENT_TEMPLATE'));
    const file = { mime: 'text/plain', description: 'x', content: Buffer.from('x') };
    for (const name of ['../x', 'a/b', '', '.hidden', '"); #panic("']) {
      await expect(documents.render({ ...(await samples()).letter, standard: 'a-3a', attachments: [{ ...file, name }] })).rejects.toEqual(fault('DOCUMENT_ATTACHMENT'));
    }
    await expect(documents.render({ ...(await samples()).letter, standard: 'a-3a', attachments: [{ ...file, name: 'a.txt' }, { ...file, name: 'a.txt' }] })).rejects.toEqual(fault('DOCUMENT_ATTACHMENT'));
  });

  it('two templates of one name', async () => {
    const twice = createDocuments({ templateDirs: [...templateDirs, folder] });
    await expect(twice.render({ ...bare, template: 'skip', data: {} })).rejects.toEqual(fault('DOCUMENT_TEMPLATE', 'The template file "bare.typ" exists twice.'));
    await twice.close();
  });
});
