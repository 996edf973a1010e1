import pg from 'pg';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseUrl } from '../support/app.ts';
import { launchBrowser, visitor } from '../support/browser.ts';
import { logInResident, logInStaff } from '../support/log-in.ts';
import { payFee } from '../support/paying.ts';
import { copyDrafts, fillInRenewal, freshPermit, logIn, resident, service } from '../support/renewals.ts';

let browser: Browser;
const cases: string[] = [];
beforeAll(async () => {
  browser = await launchBrowser();
  // three renewals, sent and granted: what this journey is about begins with the fee
  const client = await logIn(process.env['STADTTOR_JOURNEY_URL']!);
  const db = new pg.Client({ connectionString: databaseUrl(process.env['STADTTOR_JOURNEY_DATA']!) });
  await db.connect();
  try {
    const template = await fillInRenewal(client, await freshPermit(db));
    for (const draft of await copyDrafts(db, template, 3)) {
      await client.get(`/antrag/${service}/${draft}/pruefen`);
      expect((await client.post(`/antrag/${service}/${draft}/absenden`)).location).toMatch(/fertig$/);
      cases.push((await db.query<{ id: string }>('select submitted_case as id from forms.draft where id = $1', [draft])).rows[0]!.id);
    }
    const due = async () => (await db.query(`select 1 from payments.claim_event e join payments.claim c on c.id = e.claim_id where e.kind = 'due' and c.case_id = any($1)`, [cases])).rowCount;
    while ((await due()) !== 3) await new Promise((done) => setTimeout(done, 200));
  } finally {
    await db.end();
  }
});
afterAll(() => browser.close());

describe.each([{ javaScript: true, index: 0 }, { javaScript: false, index: 1 }])('a resident pays, JavaScript $javaScript', ({ javaScript, index }) => {
  it('later, by transfer, not at all, cancelled, with the provider down, in a second tab, and at last online', async () => {
    const me = await visitor(browser, { javaScript });
    await logInResident(me, resident.email, `/konto/vorgaenge/${cases[index]}`);
    await payFee(me);
    await me.press('Zu Ihrem Vorgang');
    expect(await me.text()).toContain('bezahlt');
    await me.inspect();
    await me.close();
  });
});

describe('the treasury', () => {
  it('finds the claim, asks for a refund, a second person approves it, and the money goes back', async () => {
    const me = await visitor(browser, { javaScript: true });
    await logInResident(me, resident.email, `/konto/vorgaenge/${cases[2]}`);
    await me.press('Jetzt bezahlen');
    await me.page.getByRole('radio', { name: 'Kreditkarte' }).check();
    await me.press('Weiter');
    await me.page.getByRole('button', { name: 'Jetzt bezahlen' }).click();
    await me.page.waitForURL(/\/stand$/);
    const reference = /RF\d\d [A-Z0-9 ]+/.exec(await me.text())![0].trim();
    await me.close();

    const uwe = await visitor(browser, { javaScript: true });
    await logInStaff(uwe, 'uwe.krause@example.org');
    await uwe.go('/amt/kasse');
    await uwe.inspect();
    await uwe.page.getByLabel('Verwendungszweck').fill(reference);
    await uwe.press('Suchen');
    await uwe.inspect();
    await uwe.page.getByLabel('Betrag').fill('10,20');
    await uwe.page.getByLabel('Grund').fill('Fahrzeug abgemeldet');
    await uwe.press('Erstattung beantragen');
    expect(await uwe.text()).toContain('Eine zweite Person gibt frei.');
    await uwe.inspect();
    expect(await uwe.page.getByRole('button', { name: /^Freigeben/ }).count()).toBe(0);
    await uwe.close();

    const hanna = await visitor(browser, { javaScript: false });
    await logInStaff(hanna, 'hanna.voss@example.org');
    await hanna.go('/amt/kasse/erstattungen');
    await hanna.press(/^Freigeben 10,20/);
    await expect.poll(async () => {
      await hanna.go('/amt/kasse/erstattungen');
      return hanna.text();
    }, { timeout: 15_000 }).toMatch(/Fahrzeug abgemeldet[\s\S]*erstattet/);
    await hanna.go('/amt/kasse/abweichungen');
    await hanna.go('/amt/kasse/abschluesse');
    await hanna.press(/^Bis .* abschließen/);
    expect(await hanna.text()).toContain('Stapel 1');
    await hanna.close();
    const look = await visitor(browser, { javaScript: true });
    await logInStaff(look, 'hanna.voss@example.org');
    for (const page of ['', '/erstattungen', '/abweichungen', '/abschluesse']) {
      await look.go(`/amt/kasse${page}`);
      await look.inspect();
    }
    await look.close();
  });
});
