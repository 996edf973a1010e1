import { describe, expect, it } from 'vitest';
import { isUuid, uuidTime, uuidv7 } from './uuid.ts';

describe('uuidv7', () => {
  it('has the form of RFC 9562 and its time', () => {
    const before = Date.now();
    const id = uuidv7();
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(isUuid(id)).toBe(true);
    expect(uuidTime(id)).toBeGreaterThanOrEqual(before);
    expect(uuidTime(id)).toBeLessThan(before + 2000);
  });

  it('rises strictly, within a millisecond, over its counter and when the clock steps back', () => {
    const at = Date.now();
    const ids = Array.from({ length: 20_000 }, (_, index) => uuidv7(index % 1000 === 999 ? at - 5000 : at));
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
  });

  it('differs in its random bits', () => {
    const tails = new Set(Array.from({ length: 1000 }, () => uuidv7().slice(-12)));
    expect(tails.size).toBe(1000);
    const variants = new Set(Array.from({ length: 200 }, () => uuidv7()[19]));
    expect([...variants].sort()).toEqual(['8', '9', 'a', 'b']);
  });

  it.each(['', '../../etc/passwd', '0191E6C0-0000-7000-8000-000000000000', '0191e6c0-0000-7000-c000-000000000000', '0191e6c0-0000-7000-8000-00000000000', 7, null])('refuses %j', (value) =>
    expect(isUuid(value)).toBe(false));

  it('reads no time from other versions', () => expect(uuidTime('0191e6c0-0000-4000-8000-000000000000')).toBeUndefined());
});
