import type { PackageFiles } from '../src/modules/catalogue/index.ts';

const key = 'zwanzig-felder';

/** A service whose first page asks twenty things: one field of every type that asks, and six lines of text. */
export const twentyFields = {
  key,
  page: 'alles',
  files: pack(),
  /** What a resident might answer. */
  answers: {
    'name.given': 'Lena Marie', 'name.family': 'Sommer', 'geburt.day': '14', 'geburt.month': '5', 'geburt.year': '1990', 'anschrift.street': 'Mansfelder Straße', 'anschrift.number': '17', 'anschrift.postcode': '06108', 'anschrift.city': 'Halle (Saale)',
    mail: 'lena.sommer@example.org', telefon: '0345 1234567', kennzeichen: 'HAL-LS 417', anzahl: '3', neu: 'ja', art: 'a', arten: 'b', auswahl: 'a', erklaert: 'ja', lang: 'Zwei Zeilen\nText',
    ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`zeile_${n}`, `Antwort ${n}`])),
  } as Record<string, string>,
};

function pack(): PackageFiles {
  const options = ['a', 'b', 'c'].map((value) => ({ value, label: `Möglichkeit ${value}` }));
  const why = 'Damit wir den Antrag bearbeiten können.';
  const field = (id: string, type: string, label: string, more: object = {}) => ({ id, type, label, hint: `So schreiben Sie es: ${label}`, why, ...more });
  const fields = [
    field('name', 'person_name', 'Ihr Name'), field('geburt', 'date', 'Ihr Geburtsdatum'), field('anschrift', 'address', 'Ihre Anschrift'), field('mail', 'email', 'Ihre E-Mail-Adresse'), field('telefon', 'phone', 'Ihre Telefonnummer'),
    field('kennzeichen', 'licence_plate', 'Ihr Kennzeichen'), field('anzahl', 'number', 'Wie viele?'), field('neu', 'yes_no', 'Ist es neu?'), field('art', 'radios', 'Welche Art?', { options }), field('arten', 'checkboxes', 'Welche noch?', { options }),
    field('auswahl', 'select', 'Was davon?', { options }), field('erklaert', 'declaration', 'Alles stimmt.'), field('lang', 'longtext', 'Was sollten wir noch wissen?'), field('nachweis', 'file', 'Ein Nachweis', { required: false }),
    ...[1, 2, 3, 4, 5, 6].map((n) => field(`zeile_${n}`, 'text', `Zeile ${n}`)),
  ];
  const letter = { subject: 'Ihr Antrag', blocks: [{ type: 'paragraph', text: 'Danke.' }] };
  return {
    problems: [],
    files: {
      'service.yaml': JSON.stringify({ key, kind: 'online', title: 'Zwanzig Felder', summary: 'Nur zum Messen', fee: { free: true, source: 'Messung' }, legal: [{ title: 'Messung' }], office: 'steuern' }),
      'form.yaml': JSON.stringify({ pages: [{ id: 'alles', title: 'Alles auf einmal', fields }, { id: 'ende', title: 'Zum Schluss', fields: [field('ende_text', 'text', 'Noch etwas?')] }] }),
      'process.yaml': JSON.stringify({ anonymous: 'allowed', assurance: 'basis', fee: { collect: 'none' }, decision: { automatic: false }, letters: { granted: letter, rejected: letter, question: letter }, filing: { position: '00.9', retention_years: 1, source: 'Messung' } }),
    },
  };
}
