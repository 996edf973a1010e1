import { describe, expect, it } from 'vitest';
import { createI18n } from '../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { PublishedService } from '../catalogue/index.ts';
import { reasonText, splitReason } from './reasons.ts';

const kernel = { i18n: createI18n() } as Kernel;
const service = { compiled: { process: { rules: [{ id: 'alter', text: { de: 'Zu jung.', en: 'Too young.' } }] }, checks: [{ id: 'ausweis', use: 'permit.current' }, { id: 'wohnung', use: 'resident.confirmed' }], effects: [{ id: 'verlaengern', use: 'permit.extend' }] } } as unknown as PublishedService;
const say = (reason: string, lang: 'de' | 'en' = 'de') => reasonText(kernel, service, reason, lang, kernel.i18n.translator(lang));

describe('reasons in words', () => {
  it('takes the package\'s text for a rule', () => {
    expect(say('alter:probe.too_young')).toBe('Zu jung.');
    expect(say('alter:probe.too_young', 'en')).toBe('Too young.');
  });
  it('tells the same key of two checks apart', () => {
    expect(say('wohnung:not_found')).toBe(kernel.i18n.translator('de')('registers.not_found'));
    expect(say('ausweis:not_found')).toBe(kernel.i18n.translator('de')('permits.reason.not_found'));
  });
  it('has words for what the machine itself says, and shows what nobody knows', () => {
    expect(say('process:clerk_decides')).toContain('entscheidet immer eine Person');
    expect(say('wohnung:never_heard')).toBe('Grund ohne Text: never_heard');
  });
  it('says why an effect refused, in general when it has no words of its own', () => {
    expect(say('verlaengern:permit_term_taken')).toContain('seit der Prüfung schon verlängert');
    expect(say('verlaengern:never_heard', 'en')).toContain('something has changed since the check (never_heard)');
  });
  it('splits at the first colon', () => {
    expect(splitReason('a:b.c')).toEqual({ source: 'a', key: 'b.c' });
  });
});
