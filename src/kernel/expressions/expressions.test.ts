import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, evaluate, holds } from './index.ts';
import type { CelEnv, CelType } from './index.ts';

const env: CelEnv = {
  today: 'date',
  answers: { record: { name: 'string', age: 'int', weight: 'double', tags: { list: 'string' }, since: 'date', dangerous: 'bool', owner: { record: { family: 'string' } } } },
};

function run(source: string, values: Record<string, unknown> = {}, expected?: CelType) {
  const compiled = compile(source, env, expected);
  if (!compiled.ok) return compiled.message.de;
  return evaluate(compiled.program, { today: '2026-11-24', ...values });
}

const answers = { name: 'Rex', age: 3, weight: 2.5, tags: ['a', 'b'], since: '2026-01-31', dangerous: false, owner: { family: 'Beispiel' } };

describe('evaluate', () => {
  it.each<[string, unknown]>([
    ['answers.age + 2', 5],
    ['answers.weight * 2.0', 5],
    ['answers.name == "Rex" && !answers.dangerous', true],
    ['answers.owner.family.startsWith("Bei")', true],
    ['"a" in answers.tags', true],
    ['answers.tags.exists(t, t == "b")', true],
    ['answers.tags.map(t, t + "!")', ['a!', 'b!']],
    ['answers.tags.filter(t, t != "a").exists(t, t == "b")', true],
    ['answers.tags[1]', 'b'],
    ['size(answers.tags)', 2],
    ['days_between(answers.since, today)', 297],
    ['add_months(answers.since, 1)', '2026-02-28'],
    ['add_months(date("2026-01-15"), -13)', '2024-12-15'],
    ['add_days(date("2026-12-31"), 1)', '2027-01-01'],
    ['years_between(date("2008-11-25"), today)', 17],
    ['years_between(date("2008-11-24"), today)', 18],
    ['answers.since < today && today <= date("2026-11-24")', true],
    ['date("2026-11-24") in [today]', true],
    ['eur(123456789)', '1.234.567,89\u00a0€'],
    ['eur(-5)', '-0,05\u00a0€'],
    ['string(today)', '2026-11-24'],
    ['answers.age > 2 ? "alt" : "jung"', 'alt'],
    ['[]', []],
  ])('%s', (source, value) => {
    expect(run(source, { answers })).toEqual({ ok: true, value });
  });

  it('tells missing values from errors and lets || survive them', () => {
    expect(run('answers.age > 1')).toMatchObject({ ok: false, reason: 'missing' });
    expect(run('answers.age > 1 || true')).toEqual({ ok: true, value: true });
    expect(run('answers.age > 1 && false')).toEqual({ ok: true, value: false });
    expect(run('!answers.dangerous', { answers: {} })).toMatchObject({ ok: false, reason: 'missing' });
    expect(run('has(answers.age)')).toEqual({ ok: true, value: false });
    expect(run('has(answers.owner.family)', { answers: { owner: {} } })).toEqual({ ok: true, value: false });
    expect(run('1 / 0')).toMatchObject({ ok: false, reason: 'error' });
    expect(run('date(answers.name) < today', { answers })).toMatchObject({ ok: false, reason: 'error' });
    expect(run('answers.tags[7]', { answers })).toMatchObject({ ok: false, reason: 'missing' });
  });

  it('treats values of another type as missing', () => {
    expect(run('answers.age', { answers: { age: 'drei' } })).toMatchObject({ reason: 'missing' });
    expect(run('answers.age', { answers: { age: 1.5 } })).toMatchObject({ reason: 'missing' });
    expect(run('answers.since', { answers: { since: '2026-02-30' } })).toMatchObject({ reason: 'missing' });
    expect(run('answers.tags', { answers: { tags: ['a', 1] } })).toMatchObject({ reason: 'missing' });
    expect(run('answers.name', { answers: 'x' })).toMatchObject({ reason: 'missing' });
  });

  it('reads only own properties', () => {
    const inherited = Object.create({ name: 'Rex' }) as Record<string, unknown>;
    expect(run('answers.name', { answers: inherited })).toMatchObject({ reason: 'missing' });
  });

  it('holds only on true', () => {
    const program = compile('answers.dangerous', env, 'bool');
    if (!program.ok) throw new Error('must compile');
    expect(holds(program.program, { answers: { dangerous: true } })).toBe(true);
    expect(holds(program.program, { answers: { dangerous: false } })).toBe(false);
    expect(holds(program.program, {})).toBe(false);
  });
});

describe('compile', () => {
  it.each<[string, string]>([
    ['answers.nam', '»answers« hat kein Feld »nam«. Meinten Sie »name«?'],
    ['name', 'Den Namen »name« gibt es hier nicht. Meinten Sie »answers.name«?'],
    ['tody', 'Den Namen »tody« gibt es hier nicht. Meinten Sie »today«?'],
    ['has(answers.nam)', '»answers« hat kein Feld »nam«. Meinten Sie »name«?'],
    ['answers.name.foo', '»answers.name« ist string und hat keine Felder wie »foo«.'],
    ['answers.name + 1', '»+« passt nicht zu string und int.'],
    ['today == "2026-01-01"', '»==« passt nicht zu date und string. Schreiben Sie das Datum als date("2026-01-31").'],
    ['answers.weight == 1', '»==« passt nicht zu double und int. Schreiben Sie die ganze Zahl mit .0, etwa 1.0.'],
    ['answers.name == null', 'null gibt es nicht. Ob ein Wert da ist, fragt has(answers.name).'],
    ['date("31.01.2026") < today', '»31.01.2026« ist kein Datum. Schreiben Sie date("2026-01-31").'],
    ['day_between(today, today)', 'Die Funktion »day_between« gibt es nicht. Meinten Sie »days_between«?'],
    ['days_between(today)', '»days_between« kann mit (date) nichts anfangen.'],
    ['answers.tags.exists(a, answers.tags.exists(b, a == b))', '»exists« steht in einer anderen Schleife. Eine Schleife in der anderen geht nicht.'],
    ['answers.name.matches("(a+)+")', 'Die Funktion »matches« gibt es nicht.'],
    ['dyn(1)', 'Die Funktion »dyn« gibt es nicht.'],
    ['answers["name"]', 'In eckigen Klammern steht eine Zahl: liste[0]. Felder schreiben Sie mit Punkt: answers.name.'],
    ['{"a": 1}', 'Geschweifte Klammern { } gibt es hier nicht.'],
    ['"abc', 'Ein Text in Anführungszeichen ist nicht geschlossen.'],
    ['1 +', 'Der Ausdruck ist nicht zu Ende geschrieben.'],
    ['1 2', 'Ab »2« ist der Ausdruck nicht zu lesen.'],
    ['answers.owner', 'Der Ausdruck ergibt keinen einzelnen Wert. Nennen Sie ein Feld, etwa answers.name.full.'],
    ['1 && true', '&& und || verbinden Bedingungen (bool), hier steht etwas anderes.'],
    ['b"x"', 'Diese Art von Wert gibt es hier nicht.'],
  ])('says in words: %s', (source, message) => {
    expect(run(source)).toBe(message);
  });

  it('points at the place', () => {
    expect(compile('answers.age > 1 && answers.nam == ""', env)).toMatchObject({ ok: false, position: 27 });
    expect(compile('true || foo', env)).toMatchObject({ ok: false, position: 8 });
  });

  it('checks the expected type; an int fits a double', () => {
    expect(run('answers.age', {}, 'bool')).toBe('Der Ausdruck ergibt int, gebraucht wird bool.');
    expect(compile('answers.age', env, 'double')).toMatchObject({ ok: true });
    expect(compile('answers.weight', env, 'int')).toMatchObject({ ok: false });
  });

  it('limits size', () => {
    expect(compile(Array.from({ length: 249 }, () => '1').join('+'), env)).toMatchObject({ ok: true });
    expect(compile(Array.from({ length: 600 }, () => '1').join('+'), env)).toMatchObject({ ok: false });
    for (const source of ['('.repeat(3000), '!'.repeat(3999), '-'.repeat(3999), '['.repeat(3999), 'x'.repeat(100_000)]) {
      expect(compile(source, env)).toMatchObject({ ok: false });
    }
  });

  it('names what an expression reads, without loop variables', () => {
    const compiled = compile('answers.tags.exists(t, t == answers.owner.family) || has(answers.age) || today > answers.since', env);
    expect(compiled.ok && compiled.program.references.map((path) => path.join('.'))).toEqual(['answers.tags', 'answers.owner.family', 'answers.age', 'today', 'answers.since']);
  });

  it('never throws, for any text', () => {
    const word = fc.constantFrom('answers', '.', 'name', 'tags', 'exists', '(', ')', '[', ']', '"', "'", '&&', '||', '!', '?', ':', ',', '1', '1.5', 'today', 'has', 'date', '+', '-', '==', 'in', '{', '}', '\\', '\n', 'null', 'b"', 'r"', '"""', '9223372036854775808', '1e999', ' ');
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.array(word, { maxLength: 25 }).map((parts) => parts.join(''))), fc.object({ maxDepth: 2 }), (source, values) => {
        const compiled = compile(source, env);
        if (compiled.ok) {
          const result = evaluate(compiled.program, { ...values, answers });
          expect(typeof result.ok).toBe('boolean');
          return;
        }
        expect(compiled.message.de.length * compiled.message.en.length).toBeGreaterThan(0);
        expect(compiled.position).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 1500 },
    );
  });
});
