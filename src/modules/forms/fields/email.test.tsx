import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEmail } from './email.tsx';
import { fieldOf } from './testing.ts';

describe('email', () => {
  const { read, again, html } = fieldOf({ type: 'email', prefill: 'account.email' });

  it.each([
    ['eva@beispiel.de', 'eva@beispiel.de'],
    [' Eva.Von@BEISPIEL.De ', 'Eva.Von@beispiel.de'],
    ['mailto:a+b@x-y.example.org', 'a+b@x-y.example.org'],
    ['jörg@müller.de', 'jörg@müller.de'],
  ])('reads %s', (typed, value) => expect(read(typed)).toBe(value));

  it.each(['eva', 'eva@', '@b.de', 'a@b', 'a b@c.de', 'a@b..de', '.a@b.de', 'a..b@c.de', 'a@-b.de', 'a@b.d', 'a,b@c.de', `${'a'.repeat(65)}@b.de`, 'a@b.de\nBcc: x@y.de', '<a@b.de>', 'a@1.2'])(
    'refuses %s',
    (typed) => expect(read(typed)).toEqual(['email']),
  );

  it('is filled by browsers only when it is the applicant\'s own', () => {
    expect(html('')).toContain('autocomplete="email"');
    expect(fieldOf({ type: 'email' }).html('')).toContain('autocomplete="off"');
  });

  it('reads back what it accepted', () => {
    fc.assert(fc.property(fc.emailAddress(), (typed) => {
      const value = read(typed);
      if (typeof value === 'string') expect([isEmail(value), again(value)]).toEqual([true, value]);
    }));
  });
});
