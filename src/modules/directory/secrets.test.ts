import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestKernel } from '../../kernel/testing/test-kernel.ts';
import { location, newestMail, startHouse } from './test-support.ts';

let house: TestKernel;
const log: string[] = [];
beforeAll(async () => {
  house = await startHouse();
  for (const level of ['info', 'warn', 'error'] as const) house.kernel.log[level] = (message, fields) => void log.push(JSON.stringify([message, fields]));
});
afterAll(() => house.close());

/** Passwords one would recognise: random letters with a mark, so that chance finds are impossible. */
const password = fc.array(fc.constantFrom(...'abcdefghkmnpqrstuvwxyzABCDEFGHKMNPQRSTUVWXYZ23456789äöüß %&<>"\'\\$'), { minLength: 16, maxLength: 30 }).map((list) => `q${list.join('').trim()}Xw`).filter((text) => new Set(text).size > 8);

async function everything(): Promise<string> {
  const { rows } = await house.ownerPool.query<{ name: string }>(`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`);
  const parts = [];
  for (const { name } of rows) for (const row of (await house.ownerPool.query<{ line: string }>(`select t::text as line from ${name} t`)).rows) parts.push(row.line);
  return parts.join('\n');
}

/** As PostgreSQL and JSON may write it: plain, with doubled quotes or backslashes, as hex and Base64. */
function spellings(text: string): string[] {
  const bytes = Buffer.from(text);
  return [text, text.replaceAll('"', '""').replaceAll('\\', '\\\\'), JSON.stringify(text).slice(1, -1), encodeURIComponent(text), bytes.toString('hex'), bytes.toString('base64').replace(/=+$/, '').slice(0, -2)];
}

it('no password is ever found in the database or the log, wherever it was typed', async () => {
  let n = 0;
  await fc.assert(
    fc.asyncProperty(password, password, password, async (first, second, wrong) => {
      house.clock.advance({ hours: 2 });
      const email = `p${(n += 1)}@example.org`;
      const browser = house.browser();
      await browser.get('/konto/registrieren');
      await browser.post('/konto/registrieren', { email: wrong, password: first });
      await browser.post('/konto/registrieren', { email, password: first });
      const registration = await newestMail(house, email);
      await browser.get(registration!.path);
      await browser.post(registration!.path);
      await browser.get('/konto/anmelden');
      const refused = await browser.post('/konto/anmelden', { email, password: wrong });
      expect(location(await browser.post('/konto/anmelden', { email, password: first }))).toBe('/konto');
      await browser.get('/konto/sicherheit/passwort');
      await browser.post('/konto/sicherheit/passwort', { current: wrong, password: second });
      expect(location(await browser.post('/konto/sicherheit/passwort', { current: first, password: second }))).toBe('/konto/sicherheit?hinweis=passwort');
      await browser.get('/amt/anmelden');
      await browser.post('/amt/anmelden', { email, password: second, code: wrong });
      await house.work();
      const seen = `${await everything()}\n${log.join('\n')}\n${refused.body}`;
      for (const secret of [first, second, wrong]) for (const spelling of spellings(secret)) expect(seen.includes(spelling)).toBe(false);
    }),
    { numRuns: 6 },
  );
  expect(log.length).toBeGreaterThan(20);
});

it('no one-time token of a link lies in a table of the directory, and none in the log', async () => {
  const browser = house.browser();
  await browser.get('/konto/registrieren');
  await browser.post('/konto/registrieren', { email: 'token@example.org', password: 'drei blaue Kähne' });
  const mail = await newestMail(house, 'token@example.org');
  const token = mail!.path.split('/').at(-1)!;
  await browser.get(mail!.path);
  const rows = await house.ownerPool.query(`select t::text as line from directory.registration t union all select t::text from directory.token t`);
  expect(JSON.stringify(rows.rows)).not.toContain(token);
  expect(log.join('\n')).not.toContain(token);
});
