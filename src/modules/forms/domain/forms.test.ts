import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { translator } from '../fields/testing.ts';
import { errorList, firstIncompletePage, formModel, nextPage, pageFields, path, prefill, prevPage, prune, summarise, validateAll, validatePage } from './index.ts';
import type { Answers, Author, FormContext } from './index.ts';
import { anyForm, serviceWith } from './testing.ts';

const ctx: FormContext = { today: '2026-11-24', subject: { chip: '123', born: '2020-05-01', dangerous: false } };
const author: Author = { source: 'applicant', assurance: 'basis', at: '2026-11-24T10:00:00.000Z' };
const t = translator('de');

const dog = formModel(serviceWith({
  pages: [
    { id: 'halter', title: 'Halter', fields: [{ id: 'name', type: 'person_name', label: 'Ihr Name', prefill: { family: 'account.family_name', given: 'account.given_names' } }, { id: 'mail', type: 'email', label: 'E-Mail', required: false, prefill: 'account.email' }] },
    { id: 'hund', title: 'Hund', fields: [{ id: 'geboren', type: 'date', label: 'Geboren', max: 'today', prefill: 'subject.born', locked: true }, { id: 'bissig', type: 'yes_no', label: 'Bissig?' }, { id: 'hinweis', type: 'content', text: 'Bitte lesen' }] },
    { id: 'biss', title: 'Biss', when: 'ist_bissig', fields: [{ id: 'schwer', type: 'yes_no', label: 'Schwer?' }] },
    { id: 'folgen', title: 'Folgen', fields: [{ id: 'was', type: 'longtext', label: 'Was geschah?', when: 'war_schwer' }, { id: 'ok', type: 'declaration', label: 'Alles stimmt' }] },
  ],
  conditions: { ist_bissig: { cel: 'answers.bissig', why: { de: 'Weil Ihr Hund bissig ist.' } }, war_schwer: { cel: 'answers.schwer', why: 'Weil es schwer war.' } },
}));

function send(page: string, raw: Record<string, string>, answers: Answers): Answers {
  const result = validatePage(dog, page, raw, answers, ctx, author);
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.answers;
}

const own = (value: unknown) => ({ value, provenance: { source: 'applicant' as const, label: 'forms.provenance.applicant', assurance: 'basis' as const, at: author.at } });
const biting: Answers = { name: own({ family: 'Beispiel' }), geboren: own('2020-05-01'), bissig: own(true), schwer: own(true), was: own('Es war laut.'), ok: own(true) };

describe('path', () => {
  it('skips pages and fields whose condition does not hold, and says why', () => {
    expect(path(dog, {}, ctx).pages).toEqual(['halter', 'hund', 'folgen']);
    const walked = path(dog, biting, ctx);
    expect(walked.pages).toEqual(['halter', 'hund', 'biss', 'folgen']);
    expect(walked.explanations).toEqual([
      { kind: 'page', id: 'biss', condition: 'ist_bissig', holds: true, why: { de: 'Weil Ihr Hund bissig ist.' } },
      { kind: 'field', id: 'was', condition: 'war_schwer', holds: true, why: 'Weil es schwer war.' },
    ]);
  });

  it('gives an answer of an abandoned branch no say', () => {
    const changed = { ...biting, bissig: own(false) };
    expect(path(dog, changed, ctx).visibleFields.has('was')).toBe(false);
    expect(prune(dog, { ...changed, fremd: own(1) }, ctx).dropped.sort()).toEqual(['fremd', 'schwer', 'was']);
    expect(prune(dog, biting, ctx).dropped).toEqual([]);
  });

  it('goes forth and back along the path', () => {
    expect([nextPage(dog, {}, ctx, 'hund'), nextPage(dog, biting, ctx, 'hund'), nextPage(dog, {}, ctx, 'folgen')]).toEqual(['folgen', 'biss', undefined]);
    expect([prevPage(dog, {}, ctx, 'folgen'), prevPage(dog, biting, ctx, 'folgen'), prevPage(dog, {}, ctx, 'halter')]).toEqual(['hund', 'biss', undefined]);
    expect([nextPage(dog, {}, ctx, 'biss'), prevPage(dog, {}, ctx, 'biss'), nextPage(dog, {}, ctx, 'weg')]).toEqual(['folgen', 'hund', 'halter']);
  });
});

describe('validatePage', () => {
  it('takes only what the path allows, reports the rest', () => {
    const result = validatePage(dog, 'halter', { 'name.family': 'Beispiel', bissig: 'ja', ok: 'ja', __proto__: 'x', constructor: 'x', _csrf: 'y', 'mail.remove': '1' } as Record<string, string>, {}, ctx, author);
    expect(result).toEqual({ ok: true, answers: { name: own({ family: 'Beispiel' }) }, unknown: ['bissig', 'ok', 'constructor'] });
  });

  it('refuses a page off the path and says where to go', () => {
    expect(validatePage(dog, 'biss', { schwer: 'ja' }, {}, ctx, author)).toEqual({ ok: false, reason: 'not_on_path', page: 'halter' });
    expect(validatePage(dog, 'weg', {}, biting, ctx, author)).toEqual({ ok: false, reason: 'not_on_path', page: undefined });
  });

  it('says each mistake with a link to its input', () => {
    const result = validatePage(dog, 'halter', { mail: 'eva' }, {}, ctx, author);
    if (result.ok || result.reason !== 'invalid') throw new Error('must fail');
    expect(errorList(dog, result.errors, t, 'de')).toEqual([
      { name: 'name.given', message: 'Bitte geben Sie bei »Ihr Name« einen Namen an.' },
      { name: 'mail', message: 'Bitte geben Sie bei »E-Mail« eine vollständige E-Mail-Adresse an, zum Beispiel name@beispiel.de.' },
    ]);
    const page = pageFields({ model: dog, page: 'halter', answers: {}, ctx, t, lang: 'de', inputs: { mail: 'eva' }, errors: result.errors }).text;
    for (const { name } of errorList(dog, result.errors, t, 'de')) expect(page).toContain(`id="f-${name?.replace('.', '-')}"`);
    expect(page).toContain('value="eva"');
  });

  it('drops an emptied optional answer', () => {
    const before = send('halter', { 'name.family': 'Beispiel', mail: 'a@b.de' }, {});
    expect(send('halter', { 'name.family': 'Beispiel', mail: '' }, before)).toEqual({ name: before['name'] });
  });
});

describe('provenance', () => {
  const entries = {
    'account.family_name': { value: 'Beispiel', source: 'account' as const, label: 'x.account', assurance: 'hoch' as const },
    'account.given_names': { value: 'Eva', source: 'account' as const, label: 'x.self', assurance: 'basis' as const },
    'account.email': { value: 'kein Mail', source: 'account' as const, label: 'x.account', assurance: 'basis' as const },
    'subject.born': { value: '2020-05-01', source: 'subject' as const, label: 'x.subject', assurance: 'hoch' as const },
  };
  const filled = prefill(dog, {}, entries, ctx, '2026-11-24T09:00:00.000Z');

  it('fills what is valid, worth what its weakest part is worth', () => {
    expect(filled).toEqual({
      name: { value: { family: 'Beispiel', given: 'Eva' }, provenance: { source: 'account', label: 'x.self', assurance: 'basis', at: '2026-11-24T09:00:00.000Z' } },
      geboren: { value: '2020-05-01', provenance: { source: 'subject', label: 'x.subject', assurance: 'hoch', at: '2026-11-24T09:00:00.000Z' } },
    });
    expect(prefill(dog, { name: own({ family: 'Anders' }) }, entries, ctx, author.at)['name']).toEqual(own({ family: 'Anders' }));
  });

  it('stays when the value is sent unchanged, becomes the applicant\'s when edited', () => {
    expect(send('halter', { 'name.family': 'Beispiel', 'name.given': 'Eva' }, filled)['name']?.provenance.source).toBe('account');
    expect(send('halter', { 'name.family': 'Beispiel', 'name.given': 'Evi' }, filled)['name']?.provenance).toEqual(own(0).provenance);
  });

  it('a locked value cannot be overwritten by a post, and is shown as text', () => {
    const after = send('hund', { bissig: 'nein', 'geboren.day': '1', 'geboren.month': '1', 'geboren.year': '2001' }, filled);
    expect(after['geboren']).toEqual(filled['geboren']);
    expect(pageFields({ model: dog, page: 'hund', answers: filled, ctx, t: (key) => key, lang: 'de' }).text).not.toContain('name="geboren.day"');
    expect(send('hund', { bissig: 'nein', 'geboren.day': '1', 'geboren.month': '1', 'geboren.year': '2001' }, {})['geboren']).toEqual(own('2001-01-01'));
  });
});

describe('validateAll', () => {
  it('lets a complete form pass, pruned', () => {
    const result = validateAll(dog, { ...biting, bissig: own(false) }, ctx);
    expect(result.ok && Object.keys(result.answers)).toEqual(['name', 'geboren', 'bissig', 'ok']);
    expect(result.ok && result.dropped).toEqual(['schwer', 'was']);
    expect(firstIncompletePage(dog, biting, ctx)).toBeUndefined();
    expect(firstIncompletePage(dog, biting, ctx, { visited: new Set(['halter']) })).toBe('hund');
  });

  it.each<[string, Answers, string, string]>([
    ['a missing answer', { ...biting, schwer: own(undefined) }, 'biss', 'forms.error.required_choice'],
    ['a forged value', { ...biting, name: own({ family: 'Beispiel', admin: true }) }, 'halter', 'forms.error.value'],
    ['a value of another kind', { ...biting, bissig: own('ja') }, 'hund', 'forms.error.value'],
    ['a date in the future', { ...biting, geboren: own('2027-01-01') }, 'hund', 'forms.error.date_future'],
    ['a day that is none', { ...biting, geboren: own('2026-02-30') }, 'hund', 'forms.error.value'],
  ])('finds %s', (_what, answers, page, key) => {
    const result = validateAll(dog, answers, ctx);
    expect(result).toMatchObject({ ok: false, page });
    expect(!result.ok && result.errors[0]?.errors[0]?.key).toBe(key);
  });
});

describe('summarise', () => {
  it('lists what was asked, answered or not', () => {
    const sections = summarise(dog, { ...biting, bissig: own(false) }, ctx, t, 'de');
    expect(sections.map((section) => [section.title, section.rows.map((row) => [row.label, row.value])])).toEqual([
      ['Halter', [['Ihr Name', ['Beispiel']], ['E-Mail', []]]],
      ['Hund', [['Geboren', ['1. Mai 2020']], ['Bissig?', ['Nein']]]],
      ['Folgen', [['Alles stimmt', ['Ja, bestätigt']]]],
    ]);
    expect(sections[0]?.rows[0]?.provenance?.source).toBe('applicant');
  });
});

describe('any form, any answers', () => {
  const posted = fc.oneof(fc.constantFrom('ja', 'nein', 'a', 'b', '1', '5', '2026', 'HAL-AB 1', '0345 12345', 'a@b.de', '06108', 'Eva', '', 'u1'), fc.string({ unit: 'binary', maxLength: 12 }), fc.array(fc.constantFrom('a', 'b', 'x'), { maxLength: 3 }));
  const uploads = { u1: { id: 'u1', name: 'a.pdf', size: 10, mime: 'application/pdf', sha256: 'b'.repeat(64) } };
  const full: FormContext = { ...ctx, uploads };

  it('walks, renders, validates and sums up without throwing; what passed page by page passes as a whole', () => {
    fc.assert(
      fc.property(anyForm, fc.array(posted, { minLength: 40, maxLength: 40 }), (form, values) => {
        const model = formModel(serviceWith(form));
        let answers = prefill(model, {}, { 'account.family_name': { value: 'X', source: 'account', label: 'forms.provenance.account', assurance: 'basis' } }, full, author.at);
        let clean = true;
        let next = 0;
        for (let page = path(model, answers, full).pages[0]; page; page = nextPage(model, answers, full, page)) {
          const fields = path(model, answers, full).fieldsOf.get(page) ?? [];
          const names = fields.flatMap((field) => model.fields.get(field.id)?.type.inputNames(field) ?? []);
          const raw = Object.fromEntries(names.map((name) => [name, values[next++ % values.length]]));
          const result = validatePage(model, page, raw, answers, full, author);
          if (result.ok) {
            answers = result.answers;
            expect(result.unknown).toEqual([]);
          } else {
            clean = false;
            if (result.reason !== 'invalid') throw new Error('a page of the path must be accepted as one');
            const html = pageFields({ model, page, answers, ctx: full, t, lang: 'de', inputs: raw, errors: result.errors }).text;
            for (const { name, message } of errorList(model, result.errors, t, 'de')) {
              expect(message).not.toContain('forms.');
              expect(html).toContain(`id="f-${name?.replaceAll(/[^A-Za-z0-9]+/g, '-')}"`);
            }
          }
          pageFields({ model, page, answers, ctx: full, t, lang: 'de' }).text;
        }
        const whole = validateAll(model, answers, full);
        if (clean) expect(whole.ok).toBe(true);
        expect(firstIncompletePage(model, answers, full)).toBe(whole.ok ? undefined : whole.page);
        const pruned = prune(model, answers, full).answers;
        expect(prune(model, pruned, full)).toEqual({ answers: pruned, dropped: [] });
        expect(path(model, pruned, full).pages).toEqual(path(model, answers, full).pages);
        summarise(model, answers, full, t, 'de');
      }),
      { numRuns: 120 },
    );
  });

  it('survives stored answers of any shape', () => {
    fc.assert(
      fc.property(anyForm, fc.array(fc.jsonValue({ maxDepth: 2 }), { minLength: 20, maxLength: 20 }), (form, values) => {
        const model = formModel(serviceWith(form));
        const answers: Answers = Object.fromEntries([...model.fields.keys()].map((id, index) => [id, own(values[index % values.length])]));
        const whole = validateAll(model, answers, full);
        for (const page of whole.path.pages) pageFields({ model, page, answers, ctx: full, t, lang: 'de' }).text;
        if (whole.ok) summarise(model, answers, full, t, 'de');
      }),
      { numRuns: 80 },
    );
  });
});
