import { describe, expect, it } from 'vitest';
import { canonicalJson, contentHash } from './canonical.ts';
import { compilePackage, fromStored } from './compiled.ts';
import type { CompiledService } from './compiled.ts';
import { amountOn, amountsOn } from './fee.ts';
import { brokenRules, chooseFee, fillLetter, inputsOf } from './process-rules.ts';
import { changed, documentedPackage, testParts } from './testing.ts';
import type { PackageFiles } from './read-package.ts';

function compiled(files: PackageFiles = documentedPackage()): CompiledService {
  const result = compilePackage(files, testParts);
  if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 1));
  return result.service;
}

const paid = changed(
  'process.yaml',
  'fee: {collect: none}',
  'fee: {collect: after_decision, choose: [{when: answers.gefaehrlich, amount: hoch}, {amount: normal}]}',
  changed(
    'service.yaml',
    'free: true\n  source: Demo-Annahme',
    `amounts:
    - {from: 2024-01-01, cents: 1000, label: normal, source: a}
    - {from: 2026-06-01, cents: 1200, label: normal, source: b}
    - {from: 2027-01-01, cents: 1500, label: normal, source: c}
    - {from: 2026-01-01, cents: 9000, label: hoch, source: d}`,
  ),
);

const parts = changed(
  'process.yaml',
  'rules:',
  `checks:
  - {id: bekannt, use: dog.known, with: {chip: answers.name.full, since: answers.seit}, when: "!answers.gefaehrlich"}
effects:
  - {id: marke, use: dog.register, with: {name: answers.name.family}}
rules:`,
);

describe('compilePackage', () => {
  it('is frozen and the same from stored JSON', () => {
    const service = compiled();
    const again = fromStored(JSON.parse(JSON.stringify(service.stored)));
    expect(again.hash).toBe(service.hash);
    expect(again.stored).toEqual(service.stored);
    expect([...again.conditions.keys()]).toEqual(['ist_gefaehrlich']);
    expect(Object.isFrozen(service.stored.form?.pages[0]?.fields[0])).toBe(true);
    expect(() => { (service.service as { key: string }).key = 'x'; }).toThrow();
  });

  it('has one hash per content, whatever the order and the comments', () => {
    const base = compiled().hash;
    expect(compiled(changed('service.yaml', 'office: steuern\nlife_situations: [tiere]', '# Zuständig\nlife_situations: [tiere]\noffice: steuern')).hash).toBe(base);
    expect(compiled(changed('service.yaml', 'Hund anmelden', 'Hund an-melden')).hash).not.toBe(base);
    expect(compiled(changed('examples/klar.yaml', 'gefaehrlich: false', 'gefaehrlich: true')).hash).not.toBe(base);
    expect(base).toMatch(/^[0-9a-f]{64}$/);
  });

  it('refuses packages with errors, keeps warnings', () => {
    expect(compilePackage(changed('service.yaml', 'kind: online', 'kind: online2'), testParts).ok).toBe(false);
    const warned = compilePackage(changed('form.yaml', '{de: Erlaubnis, en: Permission}', 'Erlaubnis'), testParts);
    expect([warned.ok, warned.problems.length]).toEqual([true, 1]);
  });

  it('does not take foreign JSON for a stored service', () => {
    for (const json of [null, 1, 'x', {}, { format: 2 }]) expect(() => fromStored(json)).toThrow('unknown format');
    const { stored } = compiled();
    expect(() => fromStored({ ...stored, types: { ...stored.types, answers: {} } })).toThrow('no longer compiles');
  });

  it('writes canonical JSON', () => {
    expect(canonicalJson({ b: [1, { d: undefined, c: null }], a: 'ä"\n' })).toBe('{"a":"ä\\"\\n","b":[1,{"c":null}]}');
    expect(contentHash({ a: 1, b: 2 })).toBe(contentHash({ b: 2, a: 1 }));
  });
});

describe('process rules', () => {
  const values = { today: '2026-11-24', answers: { name: { family: 'Beispiel', full: 'Eva Beispiel' }, seit: '2026-11-01', gefaehrlich: false } };

  it('computes inputs, leaves out what does not apply or is missing', () => {
    const service = compiled(parts);
    const [check] = service.checks;
    if (!check) throw new Error('no check');
    expect(inputsOf(check, values)).toEqual({ chip: 'Eva Beispiel', since: '2026-11-01' });
    expect(inputsOf(check, { ...values, answers: { gefaehrlich: false, seit: '2026-11-01' } })).toEqual({ since: '2026-11-01' });
    expect(inputsOf(check, { ...values, answers: { gefaehrlich: true } })).toBeUndefined();
    expect(service.effects[0] && inputsOf(service.effects[0], values)).toEqual({ name: 'Beispiel' });
  });

  it('sends what breaks a rule, or cannot be answered, to a clerk', () => {
    const service = compiled();
    expect(brokenRules(service, values)).toEqual([]);
    expect(brokenRules(service, { ...values, answers: { gefaehrlich: true } }).map((rule) => rule.reason)).toEqual(['dog.dangerous']);
    expect(brokenRules(service, { ...values, answers: {} })).toHaveLength(1);
  });

  it('chooses the amount in force on the day', () => {
    const service = compiled(paid);
    expect(chooseFee(service, values)?.cents).toBe(1200);
    expect(chooseFee(service, values, '2026-05-31')?.cents).toBe(1000);
    expect(chooseFee(service, values, '2023-12-31')).toBeUndefined();
    expect(chooseFee(service, { ...values, answers: { gefaehrlich: true } })?.cents).toBe(9000);
    expect(chooseFee(compiled(), values)).toBeUndefined();
    expect(amountOn(service.service, 'normal', '2027-01-01')?.source).toBe('c');
    expect(amountsOn(service.service, '2026-11-24').map((amount) => amount.cents)).toEqual([1200, 9000]);
  });

  it('fills letters in the reader\'s language; missing values print nothing, empty blocks are left out', () => {
    const service = compiled();
    expect(fillLetter(service, 'granted', values, 'de')).toEqual({ subject: 'Anmeldung Ihres Hundes', blocks: [{ type: 'paragraph', text: 'Ihr Hund ist seit 1. November 2026 angemeldet.' }] });
    expect(fillLetter(service, 'granted', values, 'en')?.blocks[0]).toEqual({ type: 'paragraph', text: 'Your dog is registered since 1 November 2026.' });
    expect(fillLetter(service, 'rejected', values, 'de')?.blocks).toEqual([]);
    expect(fillLetter(service, 'rejected', { ...values, decision: { text: '{{ answers.name.full }} *#$' } }, 'de')?.blocks).toEqual([{ type: 'paragraph', text: '{{ answers.name.full }} *#$' }]);
    expect(fillLetter(service, 'question', values, 'de')).toBeUndefined();
  });

  it('leaves out a block whose condition does not hold, and formats every kind of value', () => {
    const letter = changed(
      'process.yaml',
      '      - type: paragraph\n        text: {de: "Ihr Hund',
      `      - {type: box, when: answers.gefaehrlich, text: {de: Nur, en: Only}}
      - type: keyvalue
        rows: [{label: {de: Gefährlich, en: Dangerous}, value: "{{ answers.gefaehrlich }}"}, {label: {de: Gebühr, en: Fee}, value: "{{ eur(fee.cents) }} {{ fee.cents }}"}]
      - {type: list, items: ["{{ answers.name.full }}", "{{ decision.text }}"]}
      - type: paragraph
        text: {de: "Ihr Hund`,
    );
    const filled = fillLetter(compiled(letter), 'granted', { ...values, fee: { cents: 123456 } }, 'de');
    expect(filled?.blocks.slice(0, 2)).toEqual([
      { type: 'keyvalue', rows: [{ label: 'Gefährlich', value: 'nein' }, { label: 'Gebühr', value: '1.234,56\u00a0€ 123.456' }] },
      { type: 'list', items: ['Eva Beispiel'] },
    ]);
  });
});
