import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { uuidv7 } from '../../kernel/ids/index.ts';
import { createTestKernel, type TestBrowser, type TestKernel } from '../../kernel/testing/test-kernel.ts';
import { demoCitizens, directoryModule } from '../directory/index.ts';
import { mailboxModule, messagesOfCase, provide, retrieve, type Message, type Provision } from './index.ts';
import { heldByMessages } from './store.ts';

let t: TestKernel;
const told: { messageId: string; caseId: string; once: string }[] = [];
const lena = demoCitizens.lena;
const jonas = demoCitizens.jonas;
const start = '2026-11-24T09:00:00Z';

beforeAll(async () => {
  t = await createTestKernel({ modules: [directoryModule, mailboxModule], now: start });
  await t.start();
  t.kernel.events.on<(typeof told)[number]>('mailbox.not_retrieved', 'test', async (event) => void told.push(event));
});
afterAll(() => t.close());
afterEach(() => t.clock.set(start));

const rows = async (query: string, values: unknown[] = []) => (await t.ownerPool.query(query, values)).rows;
const evidence = async (accountId: string, messageId: string, kind: string) =>
  rows(`select o.content from evidence.entry e join kernel.evidence_opening o on o.entry_id = e.id where e.kind = $1 and o.owner_id = $2 and o.content ->> 'message' = $3`, [kind, accountId, messageId]);
const sweep = async () => {
  await t.kernel.jobs.enqueue(t.kernel.db, 'mailbox.sweep', {});
  await t.work();
};
const give = (provision: Provision) => t.kernel.db.transaction().execute((tx) => provide(tx, t.kernel, provision));

async function letter(more: Partial<Provision> = {}): Promise<{ message: Message; provision: Provision }> {
  const caseId = uuidv7();
  const { sha256 } = await t.kernel.objects.put(Buffer.from(`%PDF-1.7 letter of ${caseId}`));
  const provision: Provision = { accountId: lena.id, caseId, once: `decision:${caseId}`, kind: 'letter', subject: 'Bescheid über den geheimen Anlass', document: { sha256, name: 'Bescheid.pdf' }, rule: 'own_mailbox', ...more };
  expect(await give(provision)).toBe('provided');
  return { message: (await messagesOfCase(t.kernel.db, caseId))[0]!, provision };
}

async function signedIn(id: string): Promise<TestBrowser> {
  const browser = t.browser();
  await browser.signInAs({ kind: 'citizen', id, name: 'Test' });
  return browser;
}

describe('what is to do', () => {
  it('names unread letters on the account’s page until they are opened', async () => {
    const { message } = await letter();
    const browser = await signedIn(lena.id);
    const tasks = async () => /<a href="\/postfach">(?:Ein neues Schreiben|(\d+) neue Schreiben) lesen/.exec((await browser.get('/konto')).body);
    const before = await tasks();
    expect(before).not.toBeNull();
    await browser.get(`/postfach/${message.id}/dokument`);
    const after = await tasks();
    expect(Number(after ? (after[1] ?? 1) : 0)).toBe(Number(before![1] ?? 1) - 1);
  });
});

describe('providing', () => {
  it('puts the message there with its last day, the proof, and a notice that says only that there is something', async () => {
    const { message, provision } = await letter();
    expect(message).toMatchObject({ accountId: lena.id, providedOn: '2026-11-24', retrievableUntil: '2026-12-04', retrievedAt: null, announcedOn: null, document: provision.document });
    expect(await evidence(lena.id, message.id, 'letter.provided')).toEqual([{ content: { message: message.id, case: provision.caseId, kind: 'letter', document: provision.document!.sha256, rule: 'own_mailbox', day: '2026-11-24' } }]);
    const [mail] = await rows(`select recipient, subject, body, owner_id from kernel.mail where kind = 'mailbox.notice' order by created_at desc, id desc limit 1`);
    expect(mail).toMatchObject({ recipient: lena.email, owner_id: lena.id });
    expect(mail.body).toContain('/postfach');
    for (const secret of ['geheimen', 'Bescheid', message.id, provision.caseId]) expect(`${mail.subject} ${mail.body}`).not.toContain(secret);
  });

  it('of the same thing once, also by several at a time: one message, one proof, one notice', async () => {
    const caseId = uuidv7();
    const provision: Provision = { accountId: lena.id, caseId, once: `once:${caseId}`, kind: 'letter', subject: 'x', document: null, rule: 'none' };
    const mails = async () => (await rows(`select count(*)::int as n from kernel.mail where kind = 'mailbox.notice'`))[0].n as number;
    const before = await mails();
    const answers = await Promise.all(Array.from({ length: 5 }, () => give(provision)));
    expect(answers.filter((answer) => answer === 'provided')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'already')).toHaveLength(4);
    const messages = await messagesOfCase(t.kernel.db, caseId);
    expect(messages).toHaveLength(1);
    expect(await evidence(lena.id, messages[0]!.id, 'letter.provided')).toHaveLength(1);
    expect(await mails()).toBe(before + 1);
  });

  it('tells the caller when the account is gone, and leaves nothing', async () => {
    const caseId = uuidv7();
    expect(await give({ accountId: uuidv7(), caseId, once: `gone:${caseId}`, kind: 'letter', subject: 'x', document: null, rule: 'none' })).toBe('no_account');
    expect(await messagesOfCase(t.kernel.db, caseId)).toEqual([]);
  });
});

describe('retrieving', () => {
  it('leaves the proof once, whoever opens it how often at the same time; the day after counts as announced', async () => {
    const { message } = await letter();
    await Promise.all(Array.from({ length: 6 }, () => retrieve(t.kernel, message.id, lena.id)));
    t.clock.advance({ days: 3 });
    await retrieve(t.kernel, message.id, lena.id);
    expect(await evidence(lena.id, message.id, 'letter.retrieved')).toHaveLength(1);
    expect((await messagesOfCase(t.kernel.db, message.caseId!))[0]).toMatchObject({ retrievedAt: new Date(start), announcedOn: '2026-11-25' });
  });

  it('counts on the tenth day up to midnight in Berlin, and no longer', async () => {
    const [inTime, tooLate] = [(await letter()).message, (await letter()).message];
    t.clock.set('2026-12-04T22:59:00Z');
    await sweep();
    expect((await retrieve(t.kernel, inTime.id, lena.id)).retrievedAt).not.toBeNull();
    t.clock.set('2026-12-04T23:01:00Z');
    await expect(retrieve(t.kernel, tooLate.id, lena.id)).rejects.toMatchObject({ status: 410 });
    expect(await evidence(lena.id, tooLate.id, 'letter.retrieved')).toEqual([]);
    // what was opened in time stays open for good
    t.clock.advance({ days: 400 });
    expect((await retrieve(t.kernel, inTime.id, lena.id)).document).not.toBeNull();
  });

  it('is for the one it was sent to: for everybody else neither the message nor the letter exists', async () => {
    const { message } = await letter();
    await expect(retrieve(t.kernel, message.id, jonas.id)).rejects.toMatchObject({ status: 404 });
    const stranger = await signedIn(jonas.id);
    for (const path of [`/postfach/${message.id}`, `/postfach/${message.id}/dokument`]) expect((await stranger.get(path)).statusCode, path).toBe(404);
    expect((await stranger.get('/postfach')).body).not.toContain(message.id);
    expect(await rows('select 1 from mailbox.retrieval where message_id = $1', [message.id])).toEqual([]);
    expect((await (await signedIn(lena.id)).get(`/postfach/${message.id}/dokument`)).statusCode).toBe(200);
  });

  it('never gives out a letter whose bytes are not those that were provided', async () => {
    const { message, provision } = await letter();
    const { sha256 } = provision.document!;
    writeFileSync(join(t.kernel.config.dataDir, 'objects', sha256.slice(0, 2), sha256), '%PDF-1.7 something else, of whatever length');
    const answer = await (await signedIn(lena.id)).get(`/postfach/${message.id}/dokument`).catch(() => undefined);
    expect(answer?.body ?? '').not.toContain('something else');
    expect(await rows('select 1 from mailbox.retrieval where message_id = $1', [message.id])).toEqual([]);
  });

  it('is not proved while the store cannot give the letter, and the letter is not given while the proof cannot be written', async () => {
    const { message } = await letter();
    const browser = await signedIn(lena.id);
    const open = vi.spyOn(t.kernel.objects, 'open').mockRejectedValue(new Error('store down'));
    expect((await browser.get(`/postfach/${message.id}/dokument`)).statusCode).toBe(500);
    open.mockRestore();
    expect(await rows('select 1 from mailbox.retrieval where message_id = $1', [message.id])).toEqual([]);
    expect(await evidence(lena.id, message.id, 'letter.retrieved')).toEqual([]);
    const append = vi.spyOn(t.kernel.evidence, 'append').mockRejectedValue(new Error('log down'));
    const refused = await browser.get(`/postfach/${message.id}/dokument`);
    append.mockRestore();
    expect([refused.statusCode, refused.body.includes('%PDF')]).toEqual([500, false]);
    expect(await rows('select 1 from mailbox.retrieval where message_id = $1', [message.id])).toEqual([]);
    expect((await browser.get(`/postfach/${message.id}/dokument`)).body).toContain('%PDF');
    expect(await evidence(lena.id, message.id, 'letter.retrieved')).toHaveLength(1);
  });

  it('by a HEAD request leaves no proof: link scanners are not the person', async () => {
    const { message } = await letter();
    const browser = await signedIn(lena.id);
    await t.kernel.http.app.inject({ method: 'HEAD', url: `/postfach/${message.id}/dokument`, headers: { cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '), host: 'localhost:8080' } });
    expect(await rows('select 1 from mailbox.retrieval where message_id = $1', [message.id])).toEqual([]);
  });
});

describe('the end of a provision', () => {
  it('comes after the tenth day to what nobody opened, is told once with the case, and spares the rest', async () => {
    const open = (await letter()).message;
    const opened = (await letter()).message;
    const ozg = (await letter({ rule: 'ozg_mailbox' })).message;
    await retrieve(t.kernel, opened.id, lena.id);
    t.clock.set('2026-12-04T12:00:00Z');
    await sweep();
    expect(told.map(({ messageId }) => messageId)).not.toContain(open.id);
    t.clock.set('2026-12-05T12:00:00Z');
    await sweep();
    await sweep();
    expect(told.filter(({ messageId }) => messageId === open.id)).toEqual([{ messageId: open.id, caseId: open.caseId, once: open.once }]);
    for (const spared of [opened, ozg]) {
      expect(told.map(({ messageId }) => messageId)).not.toContain(spared.id);
      expect((await messagesOfCase(t.kernel.db, spared.caseId!))[0]!.endedAt).toBeNull();
    }
    await expect(retrieve(t.kernel, open.id, lena.id)).rejects.toMatchObject({ status: 410 });
  });

  it('that is just being written is waited for: what ends now is not opened any more', async () => {
    const { message } = await letter();
    const sweeping = await t.ownerPool.connect();
    try {
      await sweeping.query('begin');
      await sweeping.query('update mailbox.message set ended_at = now() where id = $1', [message.id]);
      const opening = retrieve(t.kernel, message.id, lena.id).catch((error: unknown) => error);
      await new Promise((done) => setTimeout(done, 150));
      await sweeping.query('commit');
      expect(await opening).toMatchObject({ status: 410 });
    } finally {
      sweeping.release();
    }
    expect(await rows('select 1 from mailbox.retrieval where message_id = $1', [message.id])).toEqual([]);
  });

  it('and a retrieval at the same moment agree: either opened or ended, never both', async () => {
    const messages = await Promise.all(Array.from({ length: 8 }, async () => (await letter()).message));
    t.clock.set('2026-12-04T22:59:59Z');
    await Promise.all([sweep(), ...messages.map((message) => retrieve(t.kernel, message.id, lena.id))]);
    t.clock.set('2026-12-04T23:00:01Z');
    await sweep();
    for (const message of messages) expect((await messagesOfCase(t.kernel.db, message.caseId!))[0]).toMatchObject({ endedAt: null, announcedOn: '2026-12-05' });
  });
});

describe('privacy', () => {
  it('erases and exports one account and no other; what lies in a mailbox is held', async () => {
    const mine = await letter();
    const his = await letter({ accountId: jonas.id });
    const hashes = [mine.provision.document!.sha256, his.provision.document!.sha256];
    expect((await heldByMessages(t.kernel.db, [...hashes, 'f'.repeat(64)])).sort()).toEqual([...hashes].sort());
    const part = t.kernel.privacy.parts().find(({ module }) => module === 'mailbox')!;
    const exported = JSON.stringify(await part.export(t.kernel.db, jonas.id));
    expect(exported).toContain(his.message.caseId);
    expect(exported).not.toContain(mine.message.caseId);
    await t.kernel.db.transaction().execute((tx) => part.erase(tx, jonas.id));
    expect(await messagesOfCase(t.kernel.db, his.message.caseId!)).toEqual([]);
    expect(await messagesOfCase(t.kernel.db, mine.message.caseId!)).toHaveLength(1);
    expect(await heldByMessages(t.kernel.db, hashes)).toEqual([hashes[0]]);
  });

  it('lets the application neither change nor delete a proof of retrieval', async () => {
    await expect(t.kernel.db.deleteFrom('mailbox.retrieval').execute()).rejects.toMatchObject({ code: '42501' });
    await expect(t.kernel.db.updateTable('mailbox.retrieval').set({ day: '2020-01-01' }).execute()).rejects.toMatchObject({ code: '42501' });
  });
});
