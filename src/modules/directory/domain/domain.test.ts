import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainDate } from '../../../kernel/time/index.ts';
import { commonCount, isCommonPassword } from './common-passwords.ts';
import { readEmail } from './email.ts';
import { nextPath } from './next-path.ts';
import { codeAt, codeCounter, newRecoveryCodes, newSeed, readRecoveryCode, seedUri } from './one-time-codes.ts';
import { hashPassword, passwordFits, passwordProblem } from './passwords.ts';
import { fullName, readProfile, type ProfileInput } from './profile.ts';

describe('passwords', () => {
  it('are refused when common, short, long or the address', () => {
    expect(passwordProblem('', 'a@b.de')).toBe('directory.error.password_empty');
    expect(passwordProblem('neunzeich', 'a@b.de')).toBe('directory.error.password_short');
    expect(passwordProblem('x'.repeat(257), 'a@b.de')).toBe('directory.error.password_long');
    expect(passwordProblem('Lena.Sommer@example.org', 'lena.sommer@example.org')).toBe('directory.error.password_email');
    expect(passwordProblem('lena.sommer', 'lena.sommer@example.org')).toBe('directory.error.password_email');
    expect(passwordProblem('drei blaue Kähne', 'a@b.de')).toBeUndefined();
    expect(passwordProblem('ääääöööüß!', 'a@b.de')).toBeUndefined();
    expect(passwordProblem('stadttor-demo-2026', 'a@b.de')).toBeUndefined();
  });
  it.each(['Passwort123', 'P4ssw0rt2026!', 'hallo12345', 'qwertzuiop', 'Qwertz12345', '1234567890', '0987654321', 'aaaaaaaaaa', 'abcabcabcabc', 'Sommer2026!', 'Willkommen1', 'schatzschatz', 'fußball2024', 'iloveyou123', '24.12.1990', '1990-12-24', 'asdfghjklö', '1q2w3e4r5t6z', 'passwortpasswort', 'Magdeburg2025', 'Geheim!!!!', 'abcdefghij', 'HalleSaale2026'])('refuse %s', (password) => {
    expect(isCommonPassword(password)).toBe(true);
    expect(passwordProblem(password, 'a@b.de')).toBe('directory.error.password_common');
  });
  it.each(['drei blaue Kähne', 'Xk4-wurzel-mond', 'kaffee-um-vier-im-hof', 'T7f!pqLw9z', 'der Regen am Montag', 'qu8mmarstubenlaterne'])('allow %s', (password) => {
    expect(isCommonPassword(password)).toBe(false);
  });
  it('know more than a thousand', () => expect(commonCount).toBeGreaterThan(1000));
  it('take random long ones', () => {
    const letters = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!?-';
    const random = fc.array(fc.constantFrom(...letters), { minLength: 16, maxLength: 60 }).map((list) => list.join('')).filter((text) => new Set(text).size > 9);
    fc.assert(fc.property(random, (password) => passwordProblem(password, 'a@b.de') === undefined), { numRuns: 500 });
  });
  it('fit their hash only, in any Unicode form', async () => {
    const hash = await hashPassword('Kähne und Brücken');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwordFits(hash, 'Kähne und Brücken'.normalize('NFD'))).toBe(true);
    expect(await passwordFits(hash, 'Kähne und Brücken ')).toBe(false);
    expect(await passwordFits(undefined, 'nobody has this password')).toBe(false);
    expect(await passwordFits(null, 'nobody has this password')).toBe(false);
  });
});

describe('one-time codes', () => {
  it('follow RFC 6238, appendix B', () => {
    const seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'; // "12345678901234567890"
    expect(codeAt(seed, new Date(59_000))).toBe('287082');
    expect(codeAt(seed, new Date(1_111_111_109_000))).toBe('081804');
    expect(codeAt(seed, new Date(20_000_000_000_000))).toBe('353130');
  });
  it('fit one step to either side and say which', () => {
    const seed = newSeed();
    const now = new Date('2026-11-24T09:00:10Z');
    const step = Math.floor(now.getTime() / 30_000);
    const at = (seconds: number) => codeAt(seed, new Date(now.getTime() + seconds * 1000));
    expect(codeCounter(seed, at(0), now)).toBe(step);
    expect(codeCounter(seed, ` ${at(0).slice(0, 3)} ${at(0).slice(3)} `, now)).toBe(step);
    expect(codeCounter(seed, at(30), now)).toBe(step + 1);
    expect(codeCounter(seed, at(-30), now)).toBe(step - 1);
    expect(codeCounter(seed, at(90), now)).not.toBe(step + 3);
    for (const bad of ['', '12345', '1234567', 'abcdef', '１２３４５６']) expect(codeCounter(seed, bad, now)).toBeUndefined();
  });
  it('name issuer and account for the app', () => {
    const uri = new URL(seedUri('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 'a+b@example.org'));
    expect(uri.protocol).toBe('otpauth:');
    expect(uri.searchParams.get('secret')).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
    expect(uri.searchParams.get('issuer')).toBe('Stadttor');
  });
  it('have ten different recovery codes that survive handwriting', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) {
      expect(code).toMatch(/^[A-HJKMNP-Z2-9]{5}-[A-HJKMNP-Z2-9]{5}$/);
      expect(readRecoveryCode(` ${code.toLowerCase().replace('-', ' ')} `)).toBe(code.replace('-', ''));
    }
    expect(readRecoveryCode('123456')).toBeUndefined();
  });
});

describe('the page after the login', () => {
  it.each(['/konto', '/antrag/hund/0190a1b2/seite-1', '/leistungen?amt=parken', '/suche?q=a%20b'])('may be %s', (path) => expect(nextPath(path, '/x')).toBe(path));
  it.each(['', '//evil.example', '/\\evil.example', '/\t/evil.example', '/\n/evil.example', 'https://evil.example', 'javascript:alert(1)', '/konto/anmelden', '/abmelden', '/a b', `/${'a'.repeat(500)}`])('is never %j', (path) => expect(nextPath(path, '/x')).toBe('/x'));
  it('stays on this site whatever is asked for', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.string().map((tail) => `/${tail}`), fc.webUrl()), (wanted) => new URL(nextPath(wanted, '/'), 'http://localhost:8080').host === 'localhost:8080'));
  });
});

describe('addresses', () => {
  it('are compared in lower case without blanks', () => {
    expect(readEmail('  Lena.Sommer@Example.ORG ')).toBe('lena.sommer@example.org');
    for (const bad of ['', 'lena', 'lena@', 'a@b@c.de', 'a b@c.de', `${'a'.repeat(250)}@b.de`, 'a@b.de\nbcc: x@y.de']) expect(readEmail(bad)).toBeUndefined();
  });
});

describe('the profile', () => {
  const empty: ProfileInput = { family_name: '', given_names: '', single_name: '', street: '', house_number: '', postcode: '', city: '', phone: '', birth: { day: '', month: '', year: '' } };
  const read = (input: Partial<ProfileInput>) => readProfile({ ...empty, ...input }, plainDate('2026-11-24'));
  const errorsOf = (input: Partial<ProfileInput>) => {
    const result = read(input);
    return result.ok ? [] : result.errors.map((error) => error.field);
  };
  it('may stay empty', () => expect(read({})).toEqual({ ok: true, profile: {} }));
  it('takes names as they are written', () => {
    expect(read({ given_names: ' Ṭāhir ', family_name: 'al-Ḥusaynī' })).toEqual({ ok: true, profile: { given_names: 'Ṭāhir', family_name: 'al-Ḥusaynī' } });
    expect(fullName({ single_name: 'Suharto' })).toBe('Suharto');
    expect(fullName({ given_names: 'Lena Marie', family_name: 'Sommer' })).toBe('Lena Marie Sommer');
  });
  it('names the field that is wrong', () => {
    expect(errorsOf({ family_name: 'Łukasz <b>' })).toEqual(['family_name']);
    expect(errorsOf({ single_name: 'Suharto', family_name: 'Meier' })).toEqual(['single_name']);
    expect(errorsOf({ birth: { day: '31', month: '2', year: '1990' } })).toEqual(['birth_date']);
    expect(errorsOf({ birth: { day: '25', month: '11', year: '2026' } })).toEqual(['birth_date']);
    expect(errorsOf({ postcode: '0611', house_number: 'a', phone: 'zwölf' })).toEqual(['house_number', 'postcode', 'phone']);
    expect(errorsOf({ family_name: 'x'.repeat(121) })).toEqual(['family_name']);
  });
  it('survives anything', () => {
    const any = fc.string({ unit: 'binary', maxLength: 200 });
    fc.assert(fc.property(fc.record({ family_name: any, given_names: any, single_name: any, street: any, house_number: any, postcode: any, city: any, phone: any, birth: fc.record({ day: any, month: any, year: any }) }), (input) => typeof readProfile(input, plainDate('2026-11-24')).ok === 'boolean'));
  });
});
