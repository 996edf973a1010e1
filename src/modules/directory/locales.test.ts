import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createI18n } from '../../kernel/i18n/i18n.ts';
import { roleNames } from './roles.ts';

const i18n = createI18n();
const source = (path: string) => readFileSync(join(import.meta.dirname, path), 'utf8');
const names = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]!);

/** Keys that are put together at run time, which no linter sees. */
const mails = names(source('mails.ts').split('\n').find((line) => line.startsWith('type MailName'))!, /'([a-z_]+)'/g);
const events = [...new Set(['index.ts', 'use-cases/log-in.ts', 'use-cases/change-login.ts', 'use-cases/second-factor.ts'].flatMap((file) => names(source(file), /recordLogin\([^;]*?kind: '([a-z_]+)'/g)))];
const notices = [...new Set(['web/log-in.tsx', 'web/security.tsx', 'office/log-in.tsx'].flatMap((file) => names(/const notices = \[(.*)\]/.exec(source(file))![1]!, /'([a-z-]+)'/g)))];
const errors = ['web/log-in.tsx', 'web/register.tsx', 'web/reset.tsx', 'web/change-login.tsx', 'web/data.tsx', 'office/log-in.tsx', 'office/people.tsx', 'domain/passwords.ts', 'domain/profile.ts'].flatMap((file) => names(source(file), /'(directory\.error\.[a-z_]+)'/g));

it('has a text for everything that is put together at run time', () => {
  expect([mails.length, events.length, notices.length]).toEqual([9, 7, 8]);
  const keys = [
    ...mails.flatMap((name) => [`directory.mail.${name}.subject`, `directory.mail.${name}.body`, `directory.${name}.mail`]),
    ...events.map((kind) => `directory.event.${kind}`),
    ...notices.map((name) => `directory.notice.${name}`),
    ...roleNames.flatMap((role) => [`directory.role.${role}`, `directory.role.${role}.hint`]),
    ...errors,
    'directory.source.account',
  ];
  for (const lang of ['de', 'en'] as const) expect(keys.filter((key) => !i18n.has(lang, key))).toEqual([]);
});
