import { describe, expect, it } from 'vitest';
import { fieldOf } from './testing.ts';

const typed = (day: string, month: string, year: string) => ({ 'feld.day': day, 'feld.month': month, 'feld.year': year });

describe('date', () => {
  const { read, again, show, html } = fieldOf({ type: 'date', autocomplete: 'bday', prefill: 'account.birth_date' });

  it('reads three inputs', () => {
    expect(read(typed('1', '2', '2026'))).toBe('2026-02-01');
    expect(read(typed('', '', ''))).toBeUndefined();
    expect(again('2026-02-01')).toBe('2026-02-01');
    expect(fieldOf({ type: 'date' }).type.toInputs('kein Datum', fieldOf({ type: 'date' }).field)).toEqual(typed('', '', ''));
  });

  it.each([
    [typed('', '2', '2026'), 'day date_day_missing'],
    [typed('1', '', '2026'), 'month date_month_missing'],
    [typed('1', '2', ''), 'year date_year_missing'],
    [typed('30', '2', '2026'), 'day date'],
    [typed('1', '13', '2026'), 'month date'],
    [typed('eins', '2', '2026'), 'day date'],
    [typed('1', '2', '26'), 'year date_year'],
    [typed('1', '2', '0126'), 'year date_year'],
  ])('%j', (raw, key) => expect(read(raw)).toEqual([key]));

  it('knows the bounds, with today', () => {
    const past = fieldOf({ type: 'date', max: 'today', min: '2020-01-01' });
    expect(past.check('2026-11-24')).toEqual([]);
    expect(past.check('2026-11-25')).toEqual(['date_future']);
    expect(past.check('2019-12-31')).toEqual(['date_too_early']);
    const future = fieldOf({ type: 'date', min: 'today', max: '2027-01-01' });
    expect(future.check('2026-11-23')).toEqual(['date_past']);
    expect(future.check('2027-01-02')).toEqual(['date_too_late']);
  });

  it('refuses bounds in the wrong order and bounds that are no dates', () => {
    const { type, field } = fieldOf({ type: 'date', min: '2020-01-01', max: '2021-01-01' });
    expect(type.checkConfig?.({ ...field, min: '2022-01-01' })).toHaveLength(1);
    expect(() => fieldOf({ type: 'date', min: 'gestern' })).toThrow();
  });

  it('speaks the reader\'s language', () => {
    expect(show('2026-02-01')).toBe('1. Februar 2026');
    expect(fieldOf({ type: 'date' }, { lang: 'en' }).show('2026-02-01')).toBe('1 February 2026');
  });

  it('marks the wrong part and helps browsers with a birthday', () => {
    const page = html(typed('30', '2', '2026'), [{ part: 'month', key: 'forms.error.date' }]);
    expect(page.match(/aria-invalid="true"/g)).toHaveLength(1);
    expect(page).toContain('id="f-feld" name="feld.month"');
    expect(page).toContain('bday-year');
  });
});
