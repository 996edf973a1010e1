import { describe, expect, it } from 'vitest';
import { fieldOf } from './testing.ts';

const typed = (given: string, family: string) => ({ 'feld.given': given, 'feld.family': family });

describe('person_name', () => {
  const { read, again, show, html, type } = fieldOf({ type: 'person_name', prefill: { family: 'account.family_name' } });

  it.each([
    [typed('Eva', 'von der Heide'), { given: 'Eva', family: 'von der Heide' }],
    [typed('Đorđe', "O'Connor-Łuczak"), { given: 'Đorđe', family: "O'Connor-Łuczak" }],
    [typed('', 'Sukarno'), { family: 'Sukarno' }],
    [typed('Cher', ''), { given: 'Cher' }],
    [typed(' ', ''), undefined],
  ])('%j', (raw, value) => {
    expect(read(raw)).toEqual(value);
    if (value) expect(again(value)).toEqual(value);
  });

  it('names the character that cannot be', () => {
    expect(read(typed('Eva', 'M0ller'))).toEqual(['family name_character']);
    expect(read(typed('王', 'Müller'))).toEqual(['given name_character']);
    expect(read(typed('-', 'Müller'))).toEqual(['given name_letters']);
    expect(read(typed('a'.repeat(121), 'Müller'))).toEqual(['given too_long']);
  });

  it('gives expressions the full name', () => {
    expect(type.celValue?.({ given: 'Eva', family: 'Beispiel' })).toEqual({ given: 'Eva', family: 'Beispiel', full: 'Eva Beispiel' });
    expect(show({ family: 'Sukarno' })).toBe('Sukarno');
  });

  it('puts each error at its input and the field\'s at the first', () => {
    expect(html(typed('', ''), [{ part: 'family', key: 'forms.error.name_letters' }])).toMatch(/f-feld-family--error[\s\S]*»Nachname«/);
    expect(html(typed('', ''), [{ key: 'forms.error.required_name' }])).toContain('id="f-feld-given--error"');
    expect(html(typed('', ''))).toContain('autocomplete="family-name"');
  });
});
