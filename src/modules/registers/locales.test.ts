import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { doubtReasons } from './index.ts';

const read = (lang: string) => JSON.parse(readFileSync(join(import.meta.dirname, 'locales', `${lang}.json`), 'utf8')) as Record<string, string>;

describe.each(['de', 'en'])('texts in %s', (lang) => {
  const texts = read(lang);
  it('exist for staff and for applicants, for every reason and nothing else', () => {
    const unavailable = ['timeout', 'unreachable', 'server_error', 'rate_limited', 'unauthorised', 'refused', 'bad_answer', 'circuit_open', 'applicant'];
    const expected = [...doubtReasons.flatMap((key) => [key, `${key}.applicant`]), ...unavailable.map((key) => `registers.unavailable.${key}`)];
    expect(Object.keys(texts).sort()).toEqual(expected.sort());
  });
  it('tell an applicant nothing about a block or a death (§ 51 Abs. 2 S. 3 BMG)', () => {
    expect(texts['registers.blocked.applicant']).toBe(texts['registers.not_found.applicant']);
    expect(texts['registers.deceased.applicant']).toBe(texts['registers.not_found.applicant']);
    expect(texts['registers.keeper_blocked.applicant']).toBe(texts['registers.plate_unknown.applicant']);
  });
});
