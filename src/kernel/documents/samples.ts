import { toString as drawCode } from 'qrcode';
import type { CardData, CopyData, Letterhead, LetterData } from './data.ts';
import type { RenderRequest } from './types.ts';

// Invented documents for tests and measurements: nobody in them exists.

const letterhead: Letterhead = {
  authority: 'Stadt Halle (Saale)',
  unit: 'Musteramt für Beispiele',
  sender: 'Stadt Halle (Saale) · Musterstraße 1 · 00000 Musterstadt',
  footer: [
    ['Stadt Halle (Saale)', 'Musteramt für Beispiele', 'Musterstraße 1, 00000 Musterstadt'],
    ['Montag bis Freitag 9 bis 12 Uhr', 'Dienstag auch 14 bis 18 Uhr'],
    ['Telefon 0000 000-0', 'amt@example.org'],
  ],
};
const marking = 'Demonstration: Personen, Beträge und Daten sind erfunden.';

const letter: LetterData = {
  letterhead,
  marking,
  recipient: ['Frau', 'Maria-Luise von der Großen Heide', 'Mansfelder Straße 12 a', '06108 Halle (Saale)'],
  delivery: 'Bereitgestellt in Ihrem Postfach am 24. November 2026',
  reference: { caseNumber: 'HAL-2026-7KQ4-M', date: '24. November 2026', more: [{ label: 'Ihr Antrag vom', value: '24. November 2026' }] },
  subject: 'Ihre Genehmigung wurde verlängert',
  salutation: 'Guten Tag Maria-Luise von der Großen Heide,',
  blocks: [
    { type: 'paragraph', text: 'wir haben Ihren Antrag geprüft und verlängern Ihre Genehmigung. Sie müssen nichts weiter tun.' },
    { type: 'keyvalue', rows: [{ label: 'Kennzeichen', value: 'HAL-AB 123' }, { label: 'Bereich', value: 'Musterviertel' }, { label: 'Gültig vom', value: '1. Dezember 2026' }, { label: 'Gültig bis einschließlich', value: '30. November 2027' }] },
    { type: 'box', title: 'Bitte zahlen Sie 30,70 € bis zum 8. Dezember 2026', text: 'Verwendungszweck: HAL-2026-7KQ4-M\nBitte geben Sie den Verwendungszweck genau so an.' },
    { type: 'heading', text: 'Begründung' },
    { type: 'paragraph', text: 'Sie wohnen mit Hauptwohnung in dem Bereich, für den Sie die Genehmigung beantragt haben, und das Fahrzeug ist auf Sie zugelassen. Das haben wir am 24. November 2026 mit dem Melderegister und dem Fahrzeugregister abgeglichen.\n\nDiese Entscheidung wurde ausschließlich durch automatische Einrichtungen getroffen.' },
    { type: 'heading', text: 'Kosten' },
    { type: 'table', columns: [{ label: 'Leistung' }, { label: 'Grundlage' }, { label: 'Betrag', align: 'right' }], rows: [['Verlängerung für ein Jahr', 'Gebührenordnung, Nr. 265 (Beispiel)', '30,70 €'], ['Summe', '', '30,70 €']] },
    { type: 'heading', text: 'Bitte beachten Sie' },
    { type: 'list', items: ['Die Genehmigung gilt nur für das genannte Kennzeichen.', 'Wenn Sie umziehen oder das Fahrzeug wechseln, sagen Sie uns bitte Bescheid.', 'Ein Anspruch auf einen bestimmten Platz entsteht nicht.'] },
    { type: 'legal-remedy', text: 'Gegen diesen Bescheid kann innerhalb eines Monats nach Bekanntgabe Widerspruch erhoben werden. Der Widerspruch ist bei der Stadt Halle (Saale), Musterstraße 1, 00000 Musterstadt, einzulegen.' },
  ],
  enclosures: ['Genehmigung zum Ausdrucken'],
};

const copy: CopyData = {
  letterhead,
  marking,
  heading: 'Kopie Ihres Antrags',
  intro: 'Das haben Sie uns geschickt. Bitte heben Sie diese Kopie auf; ändern können Sie daran nichts mehr.',
  reference: [{ label: 'Leistung', value: 'Genehmigung verlängern' }, { label: 'Aktenzeichen', value: 'HAL-2026-7KQ4-M' }, { label: 'Eingegangen am', value: '24. November 2026, 09:41 Uhr' }],
  sections: [
    { title: 'Über Sie', rows: [
      { label: 'Familienname', value: 'von der Großen Heide', provenance: 'aus Ihrem Konto, von Ihnen angegeben' },
      { label: 'Vornamen', value: 'Maria-Luise', provenance: 'aus Ihrem Konto, von Ihnen angegeben' },
      { label: 'Anschrift', value: ['Mansfelder Straße 12 a', '06108 Halle (Saale)'], provenance: 'aus Ihrem Konto, von Ihnen geändert' },
      { label: 'Telefonnummer für Rückfragen', value: '', provenance: '' },
    ] },
    { title: 'Ihr Fahrzeug', rows: [
      { label: 'Kennzeichen', value: 'HAL-AB 123', provenance: 'aus Ihrer Genehmigung' },
      { label: 'Wird das Fahrzeug dauerhaft von Ihnen genutzt?', value: 'Ja', provenance: 'von Ihnen angegeben' },
    ] },
    { title: 'Ihre Erklärung', rows: [{ label: 'Meine Angaben sind richtig und vollständig.', value: 'Ja, bestätigt', provenance: 'von Ihnen angegeben' }] },
  ],
  notes: ['Ist etwas falsch? Schreiben Sie uns über Ihr Postfach.', 'Sie bekommen Nachricht, sobald entschieden ist.'],
};

/** One request for each template, in the shape a module would send it; standard and attachments are the caller's. */
export async function samples(): Promise<Record<'letter' | 'copy' | 'card', Omit<RenderRequest, 'standard'>>> {
  const svg = await drawCode('https://stadttor.example.org/pruefen/7KQ4M-2HX9T', { type: 'svg', margin: 0 });
  const card: CardData = {
    letterhead,
    marking,
    heading: 'Genehmigung zum Beispiel',
    number: '7KQ4-M2HX',
    fields: [{ label: 'Kennzeichen', value: 'HAL-AB 123', big: true }, { label: 'Bereich', value: 'Musterviertel', big: true }, { label: 'Gültig vom', value: '1. Dezember 2026' }, { label: 'Gültig bis einschließlich', value: '30. November 2027' }],
    code: { svg, alt: 'QR-Code, der zur Prüfseite dieser Genehmigung führt: stadttor.example.org/pruefen', caption: 'Echtheit prüfen:\nstadttor.example.org/pruefen' },
    notes: ['Legen Sie diese Seite gut lesbar hinter die Windschutzscheibe.', 'Sie gilt nur für das genannte Kennzeichen.', 'Ob sie gültig ist, zeigt die Prüfseite im QR-Code.'],
  };
  const title = 'Ihre Genehmigung wurde verlängert';
  return {
    letter: { template: 'letter', title, lang: 'de', data: letter },
    copy: { template: 'copy', title: 'Kopie Ihres Antrags', lang: 'de', data: copy },
    card: { template: 'card', title: 'Genehmigung zum Beispiel', lang: 'de', data: card },
  };
}
