import fc from 'fast-check';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkPackage } from './check-package.ts';
import { describeProblem } from './problems.ts';
import type { PackageFiles } from './read-package.ts';
import { changed, documentedPackage, testParts } from './testing.ts';

const said = (files: PackageFiles | string) => checkPackage(files, testParts).map((problem) => describeProblem(problem));
const errors = (files: PackageFiles) => checkPackage(files, testParts).filter((problem) => problem.severity === 'error').map((problem) => describeProblem(problem));

/** What is missing has no line of its own: then that of what lacks it. */
const elsewhere: Record<string, number> = { 'a missing entry': 2, 'no legal basis': 2, 'an office left out': 2, 'no word about the fee': 2, 'an unused condition': 23, 'sensitive without law': 15, 'no plain language': 5 };

describe('checkPackage', () => {
  it('finds nothing in the documented example', () => {
    expect(said(documentedPackage())).toEqual([]);
  });

  it.each<[string, string, string | RegExp, string, string]>([
    // YAML
    ['a tab', 'form.yaml', '    title: {de: Ihr Hund', '\ttitle: {de: Ihr Hund', 'Zeile 12: Rücken Sie mit Leerzeichen ein, nicht mit Tabulator.'],
    ['a name twice', 'service.yaml', 'office: steuern', 'office: steuern\noffice: ordnung', 'Zeile 19: Dieser Name steht hier schon einmal.'],
    ['a colon in a text', 'service.yaml', 'summary: {de: Melden', 'summary: Achtung: {de: Melden', 'Hier steht ein Doppelpunkt zu viel. Setzen Sie Text mit Doppelpunkt in Anführungszeichen.'],
    ['an open quote', 'process.yaml', '"!answers.gefaehrlich"', '"!answers.gefaehrlich', 'process.yaml'],
    ['a tag', 'process.yaml', 'ok: "!answers.gefaehrlich"', 'ok: !answers.gefaehrlich', 'Zeile 5: Angaben mit ! gibt es hier nicht. Setzen Sie Text, der mit ! beginnt, in Anführungszeichen.'],
    ['a text beginning with @', 'service.yaml', 'office: steuern', 'office: @steuern', 'Ein Text darf nicht mit »@« beginnen. Setzen Sie ihn in Anführungszeichen.'],
    // schema
    ['a missing entry', 'service.yaml', /title: \{de: Hund anmelden.*\n/, '', '»title« fehlt.'],
    ['an unknown entry', 'service.yaml', 'office:', 'ofice:', 'Zeile 18: Die Angabe »ofice« gibt es hier nicht. Meinten Sie »office«?'],
    ['an unknown entry of a field', 'form.yaml', 'legal_basis:', 'legal_base:', 'Zeile 10: Die Angabe »legal_base« gibt es hier nicht. Meinten Sie »legal_basis«?'],
    ['an unknown entry in a list', 'service.yaml', '{title: {de: Hundesteuersatzung', '{titel: {de: Hundesteuersatzung', '»titel« gibt es hier nicht. Meinten Sie »title«?'],
    ['a comma without quotes', 'service.yaml', '"Alle, die in der Stadt einen Hund halten."', 'Alle, die halten', '»die halten« ist kein Name einer Angabe. Setzen Sie Text mit Komma oder Doppelpunkt in Anführungszeichen.'],
    ['a wrong choice', 'service.yaml', 'kind: online', 'kind: onlin', 'Zeile 3: »onlin« gibt es hier nicht. Meinten Sie »online«?'],
    ['a number for a text', 'process.yaml', 'position: "20.5-HST"', 'position: 20.5', '»position« muss ein Text sein; hier steht eine Zahl. Setzen Sie es in Anführungszeichen.'],
    ['a text for a list', 'service.yaml', 'synonyms: [hundesteuer, welpe, hundemarke]', 'synonyms: hundesteuer', '»synonyms« muss eine Liste sein; hier steht ein Text.'],
    ['a wrong date', 'service.yaml', 'date: 2026-11-24', 'date: 24.11.2026', 'Schreiben Sie das Datum als JJJJ-MM-TT, etwa 2026-01-31.'],
    ['a day there is not', 'service.yaml', 'date: 2026-11-24', 'date: 2026-02-31', 'Schreiben Sie das Datum als JJJJ-MM-TT, etwa 2026-01-31.'],
    ['a wrong id', 'form.yaml', 'id: gefaehrlich', 'id: Gefährlich', 'Nur Kleinbuchstaben a–z, Ziffern und _, am Anfang ein Buchstabe.'],
    ['an unknown block', 'process.yaml', 'type: paragraph\n', 'type: paragraf\n', '»paragraf« gibt es hier nicht. Meinten Sie »paragraph«?'],
    ['an amount without source', 'service.yaml', 'free: true\n  source: Demo-Annahme', 'amounts: [{from: 2026-01-01, cents: 100, label: normal}]', '»source« fehlt.'],
    ['fraction of a cent', 'service.yaml', 'free: true\n  source: Demo-Annahme', 'amounts: [{from: 2026-01-01, cents: 1.5, label: a, source: x}]', '»cents« muss eine ganze Zahl sein'],
    ['no German text', 'service.yaml', 'title: {de: Hund anmelden, en:', 'title: {en:', '»de« fehlt.'],
    // service
    ['another folder name', 'service.yaml', 'key: hundesteuer-anmelden', 'key: hundesteuer', 'Der Ordner heißt »hundesteuer-anmelden«, der Schlüssel »hundesteuer«. Beide müssen gleich sein.'],
    ['no legal basis', 'service.yaml', /legal:\n.*\n/, '', 'Die Rechtsgrundlage fehlt (»legal«).'],
    ['an office left out', 'service.yaml', 'office: steuern\n', '', '»office« fehlt: welche Stelle zuständig ist.'],
    ['no word about the fee', 'service.yaml', /fee:\n(?: {2}.*\n)+/, '', 'Zur Gebühr fehlt eine Angabe'],
    ['a LeiKa key without source', 'service.yaml', 'office: steuern', 'office: steuern\nleika: 99123456789012', 'Zum Leistungsschlüssel fehlt die Quelle (»leika_source«).'],
    ['a short LeiKa key', 'service.yaml', 'office: steuern', 'office: steuern\nleika: 991', 'Der Leistungsschlüssel hat 14 Ziffern.'],
    ['the wrong kind', 'service.yaml', 'kind: online', 'kind: elsewhere', '»target« fehlt: wohin der Dienst führt.'],
    ['a script as link', 'service.yaml', '**5 Minuten**', '[klick](javascript:alert)', 'Der Link »javascript:alert« geht nicht'],
    // form
    ['an unknown field type', 'form.yaml', 'type: yes_no', 'type: yesno', 'Zeile 16: Die Feldart »yesno« gibt es nicht. Meinten Sie »yes_no«?'],
    ['an id twice', 'form.yaml', 'id: gefaehrlich', 'id: name', 'Die id »name« gibt es schon'],
    ['page and field of one id', 'form.yaml', 'id: gefaehrlich', 'id: hund', 'Die id »hund« gibt es schon'],
    ['an unknown field in a condition', 'form.yaml', 'cel: answers.gefaehrlich', 'cel: answers.gefahrlich', 'Zeile 25: »answers« hat kein Feld »gefahrlich«. Meinten Sie »gefaehrlich«?'],
    ['a condition that is none', 'form.yaml', 'cel: answers.gefaehrlich', 'cel: answers.seit', 'Der Ausdruck ergibt date, gebraucht wird bool.'],
    ['a date compared with text', 'form.yaml', 'cel: answers.gefaehrlich', `cel: answers.seit < "2020-01-01"`, 'Schreiben Sie das Datum als date("2026-01-31").'],
    ['an undefined condition', 'form.yaml', 'when: ist_gefaehrlich', 'when: ist_gefährlich', 'Die Bedingung »ist_gefährlich« gibt es nicht. Meinten Sie »ist_gefaehrlich«?'],
    ['an unused condition', 'form.yaml', '    when: ist_gefaehrlich\n', '', 'Hinweis: Die Bedingung »ist_gefaehrlich« wird nirgends verwendet.'],
    ['a condition on the same page', 'form.yaml', 'id: gefaehrlich\n', 'id: gefaehrlich\n        when: ist_gefaehrlich\n', 'Dieses Feld steht auf derselben Seite; es muss auf einer früheren stehen.'],
    ['a condition on a later page', 'form.yaml', '  - id: halter\n', '  - id: halter\n    when: ist_gefaehrlich\n', 'Dieses Feld steht erst auf einer späteren Seite; es muss auf einer früheren stehen.'],
    ['a condition never true', 'form.yaml', 'cel: answers.gefaehrlich', 'cel: answers.gefaehrlich && !answers.gefaehrlich', 'Die Bedingung »ist_gefaehrlich« kann nie zutreffen.'],
    ['a constant false', 'form.yaml', 'cel: answers.gefaehrlich', 'cel: 1 > 2', 'kann nie zutreffen'],
    ['a constant true', 'form.yaml', 'cel: answers.gefaehrlich', 'cel: 2 > 1', 'Hinweis: Die Bedingung »ist_gefaehrlich« trifft immer zu.'],
    ['an unknown prefill', 'form.yaml', 'account.family_name', 'account.familyname', 'Meinten Sie »account.family_name«?'],
    ['an unknown part', 'form.yaml', '{family: account.family_name, ', '{surname: account.family_name, ', 'Den Teil »surname« gibt es nicht. Möglich sind: family, given.'],
    ['prefill of another type', 'form.yaml', 'account.family_name', 'account.birth_date', '»account.birth_date« passt nicht zu diesem Feld'],
    ['prefill from no subject', 'form.yaml', 'account.family_name', 'subject.name', '»subject.name« geht nur, wenn process.yaml ein »subject« nennt.'],
    ['locked without prefill', 'form.yaml', 'type: yes_no\n', 'type: yes_no\n        locked: true\n', 'Ein gesperrtes Feld braucht »prefill«'],
    ['sensitive without law', 'form.yaml', 'type: yes_no\n', 'type: yes_no\n        sensitive: true\n', 'dazu gehört die Rechtsgrundlage'],
    // process
    ['an unknown answer in a rule', 'process.yaml', '!answers.gefaehrlich', '!answers.bissig', 'Zeile 5: »answers« hat kein Feld »bissig«.'],
    ['an automatic decision without law', 'process.yaml', ', legal_basis: § 155 Abs. 4 AO (Demo-Annahme)', '', 'Zur automatischen Entscheidung fehlt die Rechtsgrundlage'],
    ['an unknown subject', 'process.yaml', 'anonymous: allowed', 'subject: dog.holders', 'Den Gegenstand »dog.holders« gibt es nicht. Meinten Sie »dog.holder«?'],
    ['an unknown check', 'process.yaml', 'rules:', 'checks: [{id: a, use: dog.knwon}]\nrules:', 'Die Prüfung »dog.knwon« gibt es nicht. Meinten Sie »dog.known«?'],
    ['an unknown effect', 'process.yaml', 'rules:', 'effects: [{id: a, use: cat.register}]\nrules:', 'Die Wirkung »cat.register« gibt es nicht.'],
    ['an unknown input', 'process.yaml', 'rules:', 'effects: [{id: a, use: dog.register, with: {nam: answers.name.full}}]\nrules:', '»dog.register« kennt die Angabe »nam« nicht. Meinten Sie »name«?'],
    ['a missing input', 'process.yaml', 'rules:', 'effects: [{id: a, use: dog.register}]\nrules:', '»dog.register« braucht unter »with« die Angabe »name«.'],
    ['an input of another type', 'process.yaml', 'rules:', 'effects: [{id: a, use: dog.register, with: {name: answers.seit}}]\nrules:', 'Der Ausdruck ergibt date, gebraucht wird string.'],
    ['an output that is none', 'process.yaml', 'rules:', 'checks: [{id: a, use: dog.known, with: {chip: answers.name.full, since: answers.seit}, when: checks.a.dangerous}]\nrules:', '»checks« hat kein Feld »a«.'],
    ['an unknown amount', 'process.yaml', 'fee: {collect: none}', 'fee: {collect: after_decision, choose: [{amount: normal}]}', 'In service.yaml: den Betrag »normal« gibt es nicht.'],
    ['a fee without amount', 'process.yaml', 'fee: {collect: none}', 'fee: {collect: after_decision}', '»choose« fehlt'],
    ['an amount where nothing is collected', 'process.yaml', 'fee: {collect: none}', 'fee: {collect: none, choose: [{amount: normal}]}', 'Bei collect: none wird kein Betrag gewählt.'],
    ['an amount never reached', 'process.yaml', 'fee: {collect: none}', 'fee: {collect: after_decision, choose: [{amount: a}, {amount: b}]}', 'Dieser Betrag kommt nie an die Reihe: der vorige hat keine Bedingung.'],
    ['cases without a fee', 'process.yaml', 'fee: {collect: none}', 'fee: {collect: after_decision, choose: [{when: answers.gefaehrlich, amount: a}]}', 'Hinweis: Der letzte Betrag sollte keine Bedingung haben'],
    ['a negative amount', 'service.yaml', 'free: true\n  source: Demo-Annahme', 'amounts: [{from: 2026-01-01, cents: -100, label: a, source: x}]', 'cents'],
    ['a prefilled field in parts, given whole', 'form.yaml', '{family: account.family_name, given: account.given_names}', 'account.family_name', 'Dieses Feld wird in Teilen vorbelegt: family, given.'],
    ['a rule id twice', 'process.yaml', 'fee: {', '  - {id: nicht_gefaehrlich, ok: "true", reason: x.y, text: {de: Ein Grund, en: A reason}}\nfee: {', 'Die id »nicht_gefaehrlich« gibt es in »rules« schon.'],
    ['an unknown value in a letter', 'process.yaml', 'seit {{ answers.seit }}', 'seit {{ answers.sait }}', '»answers« hat kein Feld »sait«. Meinten Sie »seit«?'],
    ['a value of another letter', 'process.yaml', 'seit {{ answers.seit }}', '{{ question.text }}', 'Den Namen »question« gibt es hier nicht.'],
    ['an open insertion', 'process.yaml', 'seit {{ answers.seit }}', 'seit {{ answers.seit', 'Nach {{ fehlt }}.'],
    ['a stray insertion', 'process.yaml', 'seit {{ answers.seit }}', 'seit answers.seit }}', 'Vor }} fehlt {{.'],
    ['a deadline without source', 'process.yaml', '{days: 10, source: Demo-Annahme}', '10', 'Hinweis: Schreiben Sie dazu, woher die Frist ist'],
    // texts and examples
    ['no English', 'form.yaml', '{de: Erlaubnis, en: Permission}', 'Erlaubnis', 'Hinweis: »title«: die englische Fassung fehlt (en).'],
    ['no plain language', 'service.yaml', 'languages: [de, en]', 'languages: [de, en, de-leicht]', 'Hinweis: »summary«: die Fassung in Leichter Sprache fehlt (de-leicht).'],
    ['copied plain language', 'service.yaml', 'en: Register your dog for the dog tax.}', 'de-leicht: Melden Sie Ihren Hund zur Hundesteuer an., en: Register.}', 'die Leichte Sprache ist nur eine Kopie'],
    ['an unknown field in an example', 'examples/klar.yaml', 'seit:', 'sait:', 'examples/klar.yaml, Zeile 6: Das Feld »sait« gibt es nicht. Meinten Sie »seit«?'],
    ['an unknown page in an example', 'examples/klar.yaml', 'skipped_pages: [erlaubnis]', 'skipped_pages: [erlaubniss]', 'Die Seite »erlaubniss« gibt es nicht. Meinten Sie »erlaubnis«?'],
    ['an unknown reason in an example', 'examples/klar.yaml', '{outcome: granted, ', '{outcome: fallout, reasons: [dog.dangrous], ', 'Den Grund »dog.dangrous« gibt es nicht. Meinten Sie »dog.dangerous«?'],
    ['a wrong outcome', 'examples/klar.yaml', 'outcome: granted', 'outcome: ok', 'Möglich sind: granted, fallout, rejected_at_form.'],
  ])('says: %s', (what, file, from, to, message) => {
    const found = said(changed(file, from, to));
    expect(found.filter((line) => line.includes(message)), found.join('\n')).toHaveLength(1);
    expect(found.length).toBeLessThanOrEqual(message.includes('Leichter Sprache') ? 40 : 4);
    // the line is that of the mistake itself
    const [before, after] = [documentedPackage().files[file] ?? '', changed(file, from, to).files[file] ?? ''].map((text) => text.split('\n')) as [string[], string[]];
    const changedLine = after.findIndex((text, index) => text !== before[index]) + 1;
    expect(Number(/Zeile (\d+)/.exec(found.find((text) => text.includes(message))!)![1])).toBe(elsewhere[what] ?? changedLine);
  });

  it('points at the very character inside a one-line expression', () => {
    const [problem] = checkPackage(changed('process.yaml', '!answers.gefaehrlich', '!answers.gefaehrlich && !answers.bissig'), testParts);
    expect(problem).toMatchObject({ file: 'process.yaml', line: 5, column: 10 + '"!answers.gefaehrlich && !answers.'.length - 1 });
  });

  it('knows subjects: prefill, conditions and examples may use them', () => {
    const base = changed('process.yaml', 'anonymous: allowed', 'subject: dog.holder');
    const form = changed('form.yaml', 'type: date,', 'type: date, prefill: subject.born,', base);
    const example = changed('examples/klar.yaml', 'answers:', 'subject: {born: 2026-01-01}\nanswers:', form);
    expect(said(example)).toEqual([]);
    expect(said(changed('examples/klar.yaml', 'born:', 'birth:', example))).toEqual(['examples/klar.yaml, Zeile 4: Im Gegenstand: den Wert »birth« gibt es nicht.']);
  });

  it('lets every expression read what ran before it, and nothing that comes later or belongs to another letter', () => {
    const chain = (first: string, second: string) => changed('process.yaml', 'rules:', `checks:\n  - {id: eins, use: dog.known, with: {chip: answers.name.full, since: answers.seit}${first}}\n  - {id: zwei, use: dog.known, with: {chip: answers.name.full, since: answers.seit}${second}}\neffects:\n  - {id: marke, use: dog.register, with: {name: answers.name.family}, when: checks.zwei.count > 0}\nrules:`);
    const good = chain('', ', when: checks.eins.dangerous');
    expect(said(good)).toEqual([]);
    expect(said(changed('process.yaml', '"!answers.gefaehrlich"', '"!answers.gefaehrlich && checks.zwei.count < 3"', good))).toEqual([]);
    expect(said(changed('process.yaml', 'fee: {collect: none}', 'fee: {collect: after_decision, choose: [{when: checks.eins.count > 1, amount: normal}, {amount: normal}]}', changed('service.yaml', 'free: true\n  source: Demo-Annahme', 'amounts: [{from: 2026-01-01, cents: 100, label: normal, source: x}]', good)))).toEqual([]);
    expect(said(chain(', when: checks.zwei.dangerous', ''))).toEqual([expect.stringContaining('»checks« hat kein Feld »zwei«')]);
    expect(said(changed('process.yaml', '"!answers.gefaehrlich"', 'effects.marke.number == ""', good))).toEqual([expect.stringContaining('»effects« hat kein Feld »marke«')]);
    // the number of what was granted stands in the letter that grants, never in a rejection or a question
    expect(said(changed('process.yaml', 'seit {{ answers.seit }}', '{{ effects.marke.number }}', good))).toEqual([]);
    expect(said(changed('process.yaml', 'de: "{{ decision.text }}"', 'de: "{{ effects.marke.number }}"', good))).toEqual([expect.stringContaining('»effects« hat kein Feld »marke«')]);
    expect(said(changed('process.yaml', 'de: "{{ decision.text }}"', 'de: "{{ question.text }}"', good))).toEqual([expect.stringContaining('Den Namen »question« gibt es hier nicht.')]);
  });

  it('says an unknown part once, however often the package uses it', () => {
    const subject = changed('process.yaml', 'anonymous: allowed', 'subject: cat.holder');
    const rule = changed('process.yaml', '"!answers.gefaehrlich"', 'subject.chip == checks.bekannt.chip', subject);
    const letter = changed('process.yaml', '{{ answers.seit }}', '{{ effects.marke.number }} {{ subject.chip }}', rule);
    const uses = changed('process.yaml', 'rules:', 'checks: [{id: bekannt, use: cat.known}]\neffects: [{id: marke, use: cat.register}]\nrules:', letter);
    const form = changed('form.yaml', 'account.family_name', 'subject.name', changed('form.yaml', 'cel: answers.gefaehrlich', 'cel: subject.dangerous', uses));
    const example = changed('examples/klar.yaml', '{outcome: granted, ', '{outcome: fallout, reasons: [cat.unknown], ', changed('examples/klar.yaml', 'answers:', 'subject: {chip: x}\nanswers:', form));
    expect(errors(example).map((line) => line.split(': ')[1])).toEqual([
      'Den Gegenstand »cat.holder« gibt es nicht. Meinten Sie »dog.holder«?',
      'Die Prüfung »cat.known« gibt es nicht. Meinten Sie »dog.known«?',
      'Die Wirkung »cat.register« gibt es nicht. Meinten Sie »dog.register«?',
    ]);
  });

  it('says missing files, and the field errors only once when the form is broken', () => {
    expect(errors({ name: 'x', files: {}, problems: [] })).toEqual(['service.yaml, Zeile 1: Die Datei service.yaml fehlt.']);
    const { files } = documentedPackage();
    expect(errors({ files: { 'service.yaml': files['service.yaml'] ?? '' }, problems: [] })).toEqual([
      'service.yaml, Zeile 3: Ein Online-Dienst braucht die Datei form.yaml.',
      'service.yaml, Zeile 3: Ein Online-Dienst braucht die Datei process.yaml.',
    ]);
    expect(errors(changed('form.yaml', 'type: yes_no', 'type: yesno'))).toHaveLength(1);
    expect(errors({ files: { 'service.yaml': '' }, problems: [] })).toHaveLength(1);
    expect(errors({ files: { 'service.yaml': '- a' }, problems: [] })).toHaveLength(1);
  });

  it('reads a folder; broken bytes and stray files are problems', () => {
    const folder = mkdtempSync(join(tmpdir(), 'package-'));
    try {
      mkdirSync(join(folder, 'examples'));
      writeFileSync(join(folder, 'service.yaml'), Buffer.from([0x6b, 0xff, 0xfe]));
      writeFileSync(join(folder, 'formular.yaml'), 'a: 1');
      writeFileSync(join(folder, 'examples', 'eins.yml'), 'a: 1');
      expect(said(folder).sort()).toEqual([
        'examples/eins.yml, Zeile 1: Dateien enden auf .yaml, nicht auf .yml.',
        'formular.yaml, Zeile 1: Diese Datei gehört nicht in ein Paket. Möglich sind: service.yaml, form.yaml, process.yaml.',
        'service.yaml, Zeile 1: Die Datei ist nicht lesbar oder nicht in UTF-8 gespeichert.',
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(said(join(folder, 'weg'))).toEqual(['service.yaml, Zeile 1: Den Ordner »weg« gibt es nicht.']);
  });

  it('survives a billion laughs and a huge file', () => {
    const laughs = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n`;
    expect(errors({ files: { 'service.yaml': laughs }, problems: [] })).toEqual(['service.yaml, Zeile 1: Die Datei verwendet zu viele Verweise (*name).']);
    expect(errors({ files: { 'service.yaml': '#'.repeat(300_000) }, problems: [] })).toEqual(['service.yaml, Zeile 1: Die Datei ist größer als 256 kB.']);
  });

  it('never throws, however a file is mangled, and never shows a library\'s words', () => {
    const base = documentedPackage();
    const names = Object.keys(base.files);
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), fc.nat(60), fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('{', '}', '[', ']', ': ', '\n', '- ', '*a', '&a ', '!!map ', 'null', '"', "'", '{{', '__proto__: 1', '?')), (name, start, length, insert) => {
        const text = base.files[name] ?? '';
        const at = start % (text.length + 1);
        const files = { ...base.files, [name]: text.slice(0, at) + insert + text.slice(at + length) };
        for (const problem of checkPackage({ ...base, files }, testParts)) {
          expect(problem.line).toBeGreaterThan(0);
          expect(problem.message.de).not.toMatch(/Invalid|expected|Unrecognized|undefined|\[object|NaN/);
        }
      }),
      { numRuns: 250 },
    );
  });
});
