import { expect, it } from 'vitest';
import { createKeys } from './keys.ts';

const keys = createKeys(['x'.repeat(64)]);

it('a signature fits its purpose, its value and its installation, and nothing else', () => {
  const signature = keys.sign('csrf', 'value');
  expect(keys.verify('csrf', 'value', signature)).toBe(true);
  expect(keys.verify('csrf', 'value ', signature)).toBe(false);
  expect(keys.verify('permits.code-hash', 'value', signature)).toBe(false);
  expect(createKeys(['y'.repeat(64)]).verify('csrf', 'value', signature)).toBe(false);
  for (const wrong of ['', signature.slice(1), `${signature}A`, signature.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A')), 'ä'.repeat(43)]) expect(keys.verify('csrf', 'value', wrong)).toBe(false);
});

it('what is sealed opens with its key only, and not at all once a bit of it was changed', () => {
  const sealed = keys.seal('seed', Buffer.from('geheim'));
  expect(keys.open('seed', sealed).toString()).toBe('geheim');
  expect(keys.seal('seed', Buffer.from('geheim')).equals(sealed)).toBe(false);
  expect(() => keys.open('other', sealed)).toThrow();
  expect(() => createKeys(['y'.repeat(64)]).open('seed', sealed)).toThrow();
  for (let at = 0; at < sealed.length; at += 1) {
    const broken = Buffer.from(sealed);
    broken[at]! ^= 1;
    expect(() => keys.open('seed', broken), `byte ${at}`).toThrow();
  }
});

it('of two secrets the first signs and seals, and what the other did still holds', () => {
  const [before, between, after] = [createKeys(['x'.repeat(64)]), createKeys(['y'.repeat(64), 'x'.repeat(64)]), createKeys(['y'.repeat(64)])];
  const [old, fresh] = [before.sign('csrf', 'value'), between.sign('csrf', 'value')];
  expect([between.verify('csrf', 'value', old), between.verify('csrf', 'value', fresh), after.verify('csrf', 'value', fresh), after.verify('csrf', 'value', old), before.verify('csrf', 'value', fresh)]).toEqual([true, true, true, false, false]);
  expect(between.signatures('csrf', 'value')).toEqual([fresh, old]);
  const sealed = before.seal('seed', Buffer.from('geheim'));
  expect(between.open('seed', sealed).toString()).toBe('geheim');
  expect(after.open('seed', between.seal('seed', Buffer.from('neu'))).toString()).toBe('neu');
  expect(() => after.open('seed', sealed)).toThrow();
  expect(() => between.open('other', sealed)).toThrow();
});
