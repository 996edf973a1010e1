import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claimForCase } from '../payments/index.ts';
import { backoffSeconds } from './jobs/check.ts';
import { fold } from './domain/fold.ts';
import { citizenId, citizenViewer, clerk, createCasesTest, ok, secondClerk, stranger, type CasesTest } from './cases.testing.ts';
import { loadContext } from './context.ts';
import { composeLetter } from './letters/compose.ts';
import { loadCase } from './queries.ts';
import { findCase, loadHistory } from './store.ts';
import { askApplicant } from './use-cases/ask-applicant.ts';
import { answerQuestion } from './use-cases/answer-question.ts';
import { addNote } from './use-cases/add-note.ts';
import { awaitPayment } from './use-cases/await-payment.ts';
import { bookPayment } from './use-cases/book-payment.ts';
import { claimCase } from './use-cases/claim-case.ts';
import { decideCase } from './use-cases/decide-case.ts';
import { handOverCase } from './use-cases/hand-over-case.ts';
import { previewLetter } from './use-cases/preview-letter.ts';
import { retryChecks } from './use-cases/retry-checks.ts';
import { takeToReview } from './use-cases/take-to-review.ts';
import { withdrawCase } from './use-cases/withdraw-case.ts';

let t: CasesTest;
beforeAll(async () => {
  t = await createCasesTest();
}, 120_000);
afterAll(() => t.close());
beforeEach(() => {
  t.probe.answer = () => ok;
  t.probe.asked = [];
  t.probe.effectFails = false;
  t.clock.set('2026-11-24T09:00:00Z');
});

const kinds = async (id: string) => (await loadHistory(t.kernel.db, id)).map(({ kind }) => kind);
const evidence = async (id: string) => (await sql<{ kind: string }>`select e.kind from evidence.entry e join kernel.evidence_opening o on o.entry_id = e.id where o.content ->> 'case' = ${id} order by e.position`.execute(t.kernel.db)).rows.map((row) => row.kind);
const count = async (table: string, id: string) => Number((await t.ownerPool.query(`select count(*) as n from ${table} where case_id = $1`, [id])).rows[0].n);
const effects = async (id: string) => (await t.kernel.indicators.sum(t.kernel.db, 'probe.effect', { from: t.kernel.clock.today(), to: t.kernel.clock.today() }, id)) ?? 0;
const staffView = { principal: { kind: 'staff' as const, id: clerk.id, name: 'Kim Bauer', role: 'clerk', permissions: clerk.permissions, offices: clerk.offices } };
const again = async (caseId: string) => {
  await t.kernel.jobs.enqueue(t.kernel.db, 'cases.check', { caseId });
  await t.kernel.jobs.enqueue(t.kernel.db, 'cases.copy', { caseId });
  const decision = (await t.ownerPool.query('select id, outcome from cases.decision where case_id = $1', [caseId])).rows[0];
  if (decision) for (let n = 0; n < 3; n++) await t.kernel.jobs.enqueue(t.kernel.db, 'cases.letter', { caseId, letter: decision.outcome, ref: decision.id });
  await t.workAll();
};
/** Whatever happened: the projection is the folded history. */
const expectFolded = async (id: string) => {
  const file = await t.file(id);
  expect(file).toMatchObject({ ...fold(await loadHistory(t.kernel.db, id)) });
};

describe('from submission to letter', () => {
  it('grants without a clerk, with effect, letter, proof and notice, each exactly once however often jobs run', async () => {
    const id = await t.submit();
    expect(await t.file(id)).toMatchObject({ state: 'received', number: expect.stringMatching(/^V26-\d{6}-\d$/), dueOn: '2026-12-08', applicantName: 'Lena Marie Sommer', office: 'parken' });
    await t.workAll();
    await again(id);
    const detail = await loadCase(t.kernel, id, citizenViewer());
    expect(detail.file).toMatchObject({ state: 'granted', automatic: true, outcome: 'granted', decidedBy: null });
    expect(await kinds(id)).toEqual(['received', 'check_started', 'granted', 'letter_provided']);
    expect(detail.decision?.effects).toEqual({ gewaehren: { number: 'N-C-1' } });
    expect(await effects(id)).toBe(1);
    // the code stands in the letter and nowhere else
    for (const table of ['cases.decision', 'kernel.evidence_opening', 'kernel.mail', 'cases.event', 'mailbox.message']) {
      expect((await t.ownerPool.query(`select count(*) as n from ${table} as r where r::text like '%GEHEIM%'`)).rows[0].n).toBe(0);
    }
    expect(detail.messages).toHaveLength(1);
    expect(await evidence(id)).toEqual(['case.submitted', 'case.decided', 'letter.provided']);
    expect(detail.documents.map(({ kind }) => kind).sort()).toEqual(['copy', 'letter']);
    expect(await count('cases.document', id)).toBe(3);
    expect(await count('cases.print_item', id)).toBe(0);
    expect(t.probe.asked).toEqual([{ family_name: 'Sommer' }]);
    const mails = (await t.ownerPool.query(`select subject, body from kernel.mail where kind = 'mailbox.notice'`)).rows;
    expect(mails).toHaveLength(1);
    expect(JSON.stringify(mails)).not.toMatch(/Sommer|V26|Probe|bewilligt/);
    await expectFolded(id);
  });

  it('sends every doubt and every broken rule to a clerk, counted, and the applicant learns no reason', async () => {
    t.probe.answer = () => ({ result: 'doubt', reasons: ['strange', 'unknown'], outputs: { good: true } });
    const id = await t.submit({ age: 12 });
    await t.workAll();
    const file = await t.file(id);
    expect(file).toMatchObject({ state: 'review', reasons: ['suche:strange', 'suche:unknown', 'erwachsen:probe.too_young'] });
    const today = t.kernel.clock.today();
    const rows = await t.kernel.indicators.get('cases.fallout')!.rows!(t.kernel.db, { from: today, to: today }, { service: 'probe-frei' });
    expect(rows).toEqual(expect.arrayContaining([{ label: 'strange', value: 1 }, { label: 'unknown', value: 1 }, { label: 'probe.too_young', title: { de: 'Die Person ist zu jung.', en: 'The person is too young.' }, value: 1 }]));
    expect(await effects(id)).toBe(0);
    expect((await loadCase(t.kernel, id, citizenViewer())).checkRuns).toEqual([]);
    // granting needs what only the check could have found
    expect(await decideCase(t.kernel, clerk, { caseId: id, revision: file.revision, outcome: 'granted', reasons: '' })).toEqual({ ok: false, key: 'cases.error.effect_inputs' });
    t.probe.answer = () => ok;
    expect(await retryChecks(t.kernel, clerk, { caseId: id, revision: file.revision })).toEqual({ ok: true });
    await t.workAll();
    const second = await t.file(id);
    expect(second).toMatchObject({ state: 'review', reasons: ['erwachsen:probe.too_young'] });
    expect(await decideCase(t.kernel, clerk, { caseId: id, revision: second.revision, outcome: 'granted', reasons: 'Ausnahme' })).toEqual({ ok: true });
    await t.workAll();
    expect(await t.file(id)).toMatchObject({ state: 'granted', automatic: false, decidedBy: clerk.id });
    expect(await effects(id)).toBe(1);
    await expectFolded(id);
  });

  it('does not repeat a doubt as a broken rule that only lacks what the check did not find', async () => {
    t.probe.answer = () => ({ result: 'doubt', reasons: ['unknown'], outputs: {} });
    const id = await t.submit();
    await t.workAll();
    expect((await t.file(id)).reasons).toEqual(['suche:unknown']);
  });

  it('waits while a register is down, says which, and goes on when it is back', async () => {
    t.probe.answer = () => ({ result: 'unavailable', neighbour: 'melderegister' });
    const id = await t.submit();
    await t.work();
    expect(await t.file(id)).toMatchObject({ state: 'waiting_register', neighbour: 'melderegister', registerAttempts: 1 });
    const job = (await t.ownerPool.query(`select run_at from graphile_worker._private_jobs where key = $1`, [`cases.check:${id}`])).rows[0];
    const wait = job.run_at.getTime() - Date.now();
    expect(wait).toBeLessThanOrEqual(30_000);
    expect(wait).toBeGreaterThan(20_000);
    await t.ownerPool.query(`update graphile_worker._private_jobs set run_at = now() - interval '1 minute'`);
    await t.work();
    expect((await t.file(id)).registerAttempts).toBe(2);
    t.probe.answer = () => ok;
    await t.workAll();
    expect(await t.file(id)).toMatchObject({ state: 'granted', neighbour: null });
    await expectFolded(id);
  });

  it('lets a clerk look without waiting for the register', async () => {
    t.probe.answer = () => ({ result: 'unavailable', neighbour: 'melderegister' });
    const id = await t.submit();
    await t.work();
    expect(await takeToReview(t.kernel, clerk, { caseId: id })).toEqual({ ok: true });
    t.probe.answer = () => ok;
    await t.workAll();
    expect(await t.file(id)).toMatchObject({ state: 'review', neighbour: null });
    // the copy of the application is there all the same, once (§ 9a OZG)
    expect((await t.ownerPool.query(`select kind from cases.document where case_id = $1`, [id])).rows).toEqual([{ kind: 'copy' }]);
  });

  it('backs off from 30 seconds to an hour', () => {
    expect([1, 2, 3, 7, 8, 40].map(backoffSeconds)).toEqual([30, 60, 120, 1920, 3600, 3600]);
  });

  it('waits for the fee that comes before the decision, at the amount of the day of submission', async () => {
    const id = await t.submit({ service: 'probe-vorher' });
    await t.workAll();
    expect(await t.file(id)).toMatchObject({ state: 'waiting_payment' });
    expect(await claimForCase(t.kernel.db, id)).toMatchObject({ amountCents: 1000, state: 'due', dueOn: '2026-12-08', reference: expect.stringMatching(/^RF\d\dV26\d{7}$/) });
    t.clock.set('2026-12-01T09:00:00Z');
    expect(await bookPayment(t.kernel, clerk, { caseId: id })).toEqual({ ok: true });
    expect(await bookPayment(t.kernel, clerk, { caseId: id })).toMatchObject({ ok: false });
    await t.workAll();
    expect(await t.file(id)).toMatchObject({ state: 'granted', automatic: true });
    expect(await claimForCase(t.kernel.db, id)).toMatchObject({ amountCents: 1000, state: 'settled' });
    expect(await kinds(id)).toEqual(['received', 'check_started', 'payment_awaited', 'payment_settled', 'granted', 'letter_provided']);
    await expectFolded(id);
  });

  it('makes the fee due with the decision where it comes after it, and names it in the letter', async () => {
    const id = await t.submit({ service: 'probe-nachher' });
    expect(await claimForCase(t.kernel.db, id)).toMatchObject({ state: 'announced', dueOn: null });
    await t.workAll();
    expect(await claimForCase(t.kernel.db, id)).toMatchObject({ state: 'due', dueOn: '2026-12-08' });
    await t.kernel.db.transaction().execute(async (tx) => (await import('../payments/index.ts')).settleClaim(tx, t.kernel, id, null));
    await t.workAll();
    expect((await kinds(id)).filter((kind) => kind.startsWith('payment'))).toEqual(['payment_noted']);
  });

  it('writes the claim later where its amount hangs on the checks, at the amount of the day of submission all the same', async () => {
    t.probe.answer = () => ({ result: 'unavailable', neighbour: 'melderegister' });
    const id = await t.submit({ service: 'probe-geprueft' });
    await t.work();
    expect(await claimForCase(t.kernel.db, id)).toBeUndefined();
    t.clock.set('2026-11-26T09:00:00Z');
    t.probe.answer = () => ok;
    await t.workAll();
    expect(await t.file(id)).toMatchObject({ state: 'granted' });
    expect(await claimForCase(t.kernel.db, id)).toMatchObject({ amountCents: 1000, state: 'due', dueOn: '2026-12-10' });
  });

  it('goes on when a clerk leaves a note while the checks run', async () => {
    const id = await t.submit();
    t.probe.answer = async () => {
      if (t.probe.asked.length === 1) await addNote(t.kernel, clerk, { caseId: id, text: 'Anruf' });
      return ok;
    };
    await t.workAll();
    expect(await t.file(id)).toMatchObject({ state: 'granted' });
    expect(t.probe.asked).toHaveLength(2);
    expect(await effects(id)).toBe(1);
  });

  it.each([['into the mailbox', citizenId], ['for the post', null]])('writes one letter %s when several workers write it at once', async (_name, accountId) => {
    const id = await t.submit({ accountId });
    await t.work();
    await t.ownerPool.query('delete from mailbox.message where case_id = $1', [id]);
    await t.ownerPool.query('delete from cases.print_item where case_id = $1', [id]);
    await t.ownerPool.query('delete from cases.document where case_id = $1', [id]);
    const before = (await kinds(id)).length;
    const decision = (await t.ownerPool.query('select id from cases.decision where case_id = $1', [id])).rows[0];
    for (let n = 0; n < 4; n++) await t.kernel.jobs.enqueue(t.kernel.db, 'cases.letter', { caseId: id, letter: 'granted', ref: decision.id });
    await Promise.all([t.work(), t.work(), t.work()]);
    await t.workAll();
    expect(await count(accountId === null ? 'cases.print_item' : 'mailbox.message', id)).toBe(1);
    expect((await kinds(id)).length).toBe(before + 1);
  });

  it('does not grant unpaid: the clerk asks for the money first', async () => {
    t.probe.answer = () => ({ result: 'doubt', reasons: ['strange'], outputs: { code: 'C-2', good: true } });
    const id = await t.submit({ service: 'probe-vorher' });
    await t.workAll();
    expect(await decideCase(t.kernel, clerk, { caseId: id, outcome: 'granted', reasons: '' })).toEqual({ ok: false, key: 'cases.error.unpaid' });
    expect(await awaitPayment(t.kernel, clerk, { caseId: id })).toEqual({ ok: true });
    expect((await t.file(id)).state).toBe('waiting_payment');
    t.probe.answer = () => ok;
    await bookPayment(t.kernel, clerk, { caseId: id });
    await t.workAll();
    expect((await t.file(id)).state).toBe('granted');
  });

  it('notes the money once, however often it is told', async () => {
    const id = await t.submit({ service: 'probe-vorher' });
    await t.workAll();
    await bookPayment(t.kernel, clerk, { caseId: id });
    await t.workAll();
    const claim = (await claimForCase(t.kernel.db, id))!;
    for (let n = 0; n < 2; n++) await t.kernel.db.transaction().execute((tx) => t.kernel.events.emit(tx, 'payments.settled', { claimId: claim.id, caseId: id }));
    await t.workAll();
    expect((await kinds(id)).filter((kind) => kind === 'payment_settled' || kind === 'payment_noted')).toEqual(['payment_settled']);
  });

  it('asks a clerk at once when an effect refuses what it announced', async () => {
    t.probe.effectFails = 'PROBE_TAKEN';
    const id = await t.submit();
    await t.work();
    expect(await t.file(id)).toMatchObject({ state: 'review', reasons: ['gewaehren:probe_taken'] });
    expect(await effects(id)).toBe(0);
    expect(await count('cases.decision', id)).toBe(0);
    expect(await count('cases.check_run', id)).toBe(1);
    expect(await evidence(id)).toEqual(['case.submitted']);
  });

  it('decides nothing when an effect refuses a clerk, checks again, and goes on with what is true now', async () => {
    t.probe.answer = () => ({ result: 'doubt', reasons: ['strange'], outputs: { code: 'C-2', good: true } });
    const id = await t.submit();
    await t.workAll();
    t.probe.effectFails = 'PROBE_TAKEN';
    expect(await decideCase(t.kernel, clerk, { caseId: id, revision: (await t.file(id)).revision, outcome: 'granted', reasons: '' })).toEqual({ ok: false, key: 'cases.error.effect_refused' });
    expect(await t.file(id)).toMatchObject({ state: 'checking', decidedBy: null });
    expect((await loadHistory(t.kernel.db, id)).at(-1)).toMatchObject({ kind: 'check_started', data: { refused: 'gewaehren:probe_taken' }, actor: { kind: 'staff', id: clerk.id } });
    expect(await count('cases.decision', id)).toBe(0);
    await t.workAll();
    expect((await t.file(id)).state).toBe('review');
    // what an effect never announced stays a bug
    t.probe.effectFails = 'PROBE_BROKEN';
    await expect(decideCase(t.kernel, clerk, { caseId: id, outcome: 'granted', reasons: '' })).rejects.toMatchObject({ code: 'PROBE_BROKEN' });
    expect((await t.file(id)).state).toBe('review');
    await expectFolded(id);
  });

  it('leaves nothing of a decision when an effect fails, tries again, and then asks a clerk', async () => {
    t.probe.effectFails = true;
    const id = await t.submit();
    for (let n = 0; n < 4; n++) await t.workAll();
    expect(await t.file(id)).toMatchObject({ state: 'review', reasons: ['process:internal'] });
    expect(await effects(id)).toBe(0);
    expect(await count('cases.decision', id)).toBe(0);
    expect(await evidence(id)).toEqual(['case.submitted']);
    t.probe.effectFails = false;
    await retryChecks(t.kernel, clerk, { caseId: id });
    await t.workAll();
    expect((await t.file(id)).state).toBe('granted');
  });

  it('always asks a clerk where the package says so, and does not call that a fall-out', async () => {
    const id = await t.submit({ service: 'probe-person' });
    await t.workAll();
    expect(await t.file(id)).toMatchObject({ state: 'review', reasons: ['process:clerk_decides'] });
    const today = t.kernel.clock.today();
    expect(await t.kernel.indicators.get('cases.fallout')!.query(t.kernel.db, { from: today, to: today }, { service: 'probe-person' })).toBeNull();
  });

  it('puts the letter on the print list where there is no account', async () => {
    const session = '00000000-0000-7000-8000-00000000abcd';
    const id = await t.submit({ accountId: null, sessionId: session });
    await t.workAll();
    await again(id);
    expect(await count('cases.print_item', id)).toBe(1);
    expect((await loadHistory(t.kernel.db, id)).at(-1)).toMatchObject({ kind: 'letter_provided', data: { by: 'post' } });
    await expect(loadCase(t.kernel, id, { principal: { kind: 'anonymous' }, sessionId: session })).resolves.toMatchObject({ file: { id } });
    await expect(loadCase(t.kernel, id, { principal: { kind: 'anonymous' }, sessionId: undefined })).rejects.toMatchObject({ status: 404 });
    await expect(loadCase(t.kernel, id, citizenViewer())).rejects.toMatchObject({ status: 404 });
  });

  it('sends by post what nobody opened within ten days, once', async () => {
    const id = await t.submit();
    await t.workAll();
    t.clock.set('2026-12-04T22:00:00Z');
    await t.kernel.jobs.enqueue(t.kernel.db, 'mailbox.sweep', {});
    await t.workAll();
    expect(await count('cases.print_item', id)).toBe(0);
    t.clock.set('2026-12-05T02:00:00Z');
    for (let n = 0; n < 2; n++) {
      await t.kernel.jobs.enqueue(t.kernel.db, 'mailbox.sweep', {});
      await t.workAll();
    }
    expect(await count('cases.print_item', id)).toBe(1);
    const detail = await loadCase(t.kernel, id, citizenViewer());
    expect(detail.messages[0]?.endedAt).not.toBeNull();
    // the event seen once more changes nothing
    await t.kernel.db.transaction().execute((tx) => t.kernel.events.emit(tx, 'mailbox.not_retrieved', { messageId: detail.messages[0]!.id, caseId: id, once: detail.messages[0]!.once }));
    await t.workAll();
    expect((await kinds(id)).filter((kind) => kind === 'letter_provided')).toHaveLength(2);
    expect((await evidence(id)).filter((kind) => kind === 'letter.provided')).toHaveLength(2);
  });
});

describe('the letter', () => {
  it('speaks the applicant\'s language, names the values of the case, and its record holds no code', async () => {
    const id = await t.submit({ service: 'probe-nachher', lang: 'en', accountId: null });
    await t.work();
    const file = await t.file(id);
    const decision = { automatic: true, text: '', effects: { gewaehren: { number: 'N-1', access_code: 'GEHEIM-77' } }, decidedOn: t.kernel.clock.today(), decidedBy: null };
    const letter = await composeLetter(t.kernel, await loadContext(t.kernel, t.kernel.db, file), { kind: 'granted', decision });
    expect(letter.subject).toBe('Your application is granted');
    expect(letter.data.recipient).toEqual(['Lena Marie Sommer']);
    expect(letter.data.reference).toMatchObject({ caseNumber: file.number, date: '24 November 2026' });
    expect(JSON.stringify(letter.data.blocks)).toMatch(/Number N-1 code GEHEIM-77, amount 10,00/);
    expect(JSON.stringify(letter.record)).not.toContain('GEHEIM');
    expect(letter.record).toMatchObject({ answers: { name: { value: { family: 'Sommer' } } }, fee: { cents: 1000 } });
  });
});

describe('clerks', () => {
  const reviewed = async () => {
    const id = await t.submit({ age: 12 });
    await t.workAll();
    return t.file(id);
  };

  it('lets one of two who act at once win, and tells the other', async () => {
    const { id, revision } = await reviewed();
    const results = await Promise.allSettled([
      decideCase(t.kernel, clerk, { caseId: id, revision, outcome: 'rejected', reasons: 'Zu jung.' }),
      decideCase(t.kernel, secondClerk, { caseId: id, revision, outcome: 'granted', reasons: '' }),
      claimCase(t.kernel, clerk, { caseId: id, revision }),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ status: 409 });
    await expectFolded(id);
  });

  it('hides the case of another office from every step', async () => {
    const { id } = await reviewed();
    const attempts = [
      () => claimCase(t.kernel, stranger, { caseId: id }),
      () => handOverCase(t.kernel, stranger, { caseId: id, to: stranger.id }),
      () => askApplicant(t.kernel, stranger, { caseId: id, question: 'Wer sind Sie?', answerType: 'text' }),
      () => decideCase(t.kernel, stranger, { caseId: id, outcome: 'granted', reasons: '' }),
      () => previewLetter(t.kernel, stranger, { caseId: id, letter: 'granted', text: '' }),
      () => addNote(t.kernel, stranger, { caseId: id, text: 'x' }),
      () => retryChecks(t.kernel, stranger, { caseId: id }),
      () => bookPayment(t.kernel, stranger, { caseId: id }),
      () => claimCase(t.kernel, { ...clerk, permissions: [] }, { caseId: id }),
      () => withdrawCase(t.kernel, { caseId: id, viewer: citizenViewer('00000000-0000-7000-8000-000000000002') }),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ status: 404 });
    expect(await kinds(id)).toEqual(['received', 'check_started', 'doubt_found']);
  });

  it('claims, hands over, notes', async () => {
    const { id } = await reviewed();
    expect(await claimCase(t.kernel, clerk, { caseId: id })).toEqual({ ok: true });
    expect(await handOverCase(t.kernel, clerk, { caseId: id, to: stranger.id })).toEqual({ ok: false, key: 'cases.error.not_in_office' });
    expect(await handOverCase(t.kernel, clerk, { caseId: id, to: secondClerk.id })).toEqual({ ok: true });
    expect(await claimCase(t.kernel, clerk, { caseId: id })).toEqual({ ok: false, key: 'cases.error.assigned' });
    expect(await handOverCase(t.kernel, secondClerk, { caseId: id, to: null })).toEqual({ ok: true });
    expect(await addNote(t.kernel, clerk, { caseId: id, text: '  ' })).toMatchObject({ ok: false });
    expect(await addNote(t.kernel, clerk, { caseId: id, text: 'Rückruf vereinbart' })).toEqual({ ok: true });
    expect((await loadCase(t.kernel, id, staffView)).notes).toMatchObject([{ text: 'Rückruf vereinbart' }]);
    expect((await loadCase(t.kernel, id, citizenViewer())).notes).toEqual([]);
  });

  it('needs reasons to reject, and writes them into the letter', async () => {
    const { id } = await reviewed();
    expect(await decideCase(t.kernel, clerk, { caseId: id, outcome: 'rejected', reasons: ' ' })).toEqual({ ok: false, key: 'cases.error.reasons_empty' });
    const preview = await previewLetter(t.kernel, clerk, { caseId: id, letter: 'rejected', text: 'Sie sind noch nicht volljährig.' });
    expect(Buffer.from(preview.subarray(0, 5)).toString()).toBe('%PDF-');
    expect(await count('cases.document', id)).toBe(1);
    expect(await decideCase(t.kernel, clerk, { caseId: id, outcome: 'rejected', reasons: 'Sie sind noch nicht volljährig.' })).toEqual({ ok: true });
    await t.workAll();
    expect(await t.file(id)).toMatchObject({ state: 'rejected', outcome: 'rejected' });
    expect(await effects(id)).toBe(0);
    expect(await decideCase(t.kernel, clerk, { caseId: id, outcome: 'granted', reasons: '' })).toEqual({ ok: false, key: 'cases.error.state' });
  });

  it('lets the claim fall away with a rejection', async () => {
    const id = await t.submit({ service: 'probe-nachher', age: 12 });
    await t.workAll();
    expect(await decideCase(t.kernel, clerk, { caseId: id, outcome: 'rejected', reasons: 'Zu jung.' })).toEqual({ ok: true });
    expect(await claimForCase(t.kernel.db, id)).toMatchObject({ state: 'cancelled' });
  });

  it('asks, is answered once, and looks again; what nobody answers comes back after the day', async () => {
    const { id } = await reviewed();
    const asked = await askApplicant(t.kernel, clerk, { caseId: id, question: 'Sind Sie 12?', answerType: 'yes_no' });
    await t.workAll();
    expect(await t.file(id)).toMatchObject({ state: 'waiting_applicant', questionId: asked.questionId });
    await expect(answerQuestion(t.kernel, { questionId: asked.questionId!, viewer: citizenViewer('00000000-0000-7000-8000-000000000002'), answer: { yes: true } })).rejects.toMatchObject({ status: 404 });
    expect(await answerQuestion(t.kernel, { questionId: asked.questionId!, viewer: citizenViewer(), answer: {} })).toEqual({ ok: false, key: 'cases.error.answer_yes_no' });
    const both = await Promise.all([1, 2].map(() => answerQuestion(t.kernel, { questionId: asked.questionId!, viewer: citizenViewer(), answer: { yes: false } })));
    expect(both.map((result) => result.ok).sort()).toEqual([false, true]);
    expect(both).toContainEqual({ ok: false, key: 'cases.error.answered' });
    expect((await t.file(id)).state).toBe('review');
    expect((await loadCase(t.kernel, id, staffView)).questions).toMatchObject([{ answer: { yes: false }, answeredBy: null }]);
    expect(await evidence(id)).toEqual(['case.submitted', 'question.asked', 'letter.provided', 'question.answered']);

    const next = await askApplicant(t.kernel, clerk, { caseId: id, question: 'Noch etwas?', answerType: 'text' });
    t.clock.set('2026-12-08T22:59:00Z');
    await t.kernel.jobs.enqueue(t.kernel.db, 'cases.upkeep', {});
    await t.workAll();
    expect((await t.file(id)).state).toBe('waiting_applicant');
    t.clock.set('2026-12-09T02:00:00Z');
    await t.kernel.jobs.enqueue(t.kernel.db, 'cases.upkeep', {});
    await t.workAll();
    expect((await t.file(id)).state).toBe('review');
    expect(await answerQuestion(t.kernel, { questionId: next.questionId!, viewer: citizenViewer(), answer: { text: 'zu spät' } })).toEqual({ ok: false, key: 'cases.error.question_over' });
    await expectFolded(id);
  });
});

describe('applicants', () => {
  it('withdraw while nothing is decided, and the claim falls away', async () => {
    const id = await t.submit({ service: 'probe-vorher' });
    await t.workAll();
    expect(await withdrawCase(t.kernel, { caseId: id, viewer: citizenViewer() })).toEqual({ ok: true });
    expect(await withdrawCase(t.kernel, { caseId: id, viewer: citizenViewer() })).toEqual({ ok: true });
    expect(await claimForCase(t.kernel.db, id)).toMatchObject({ state: 'cancelled' });
    expect(await evidence(id)).toEqual(['case.submitted', 'case.withdrawn']);
    const granted = await t.submit();
    await t.workAll();
    expect(await withdrawCase(t.kernel, { caseId: granted, viewer: citizenViewer() })).toEqual({ ok: false, key: 'cases.error.decided' });
  });

  it('withdraw while the checks run: nothing is granted afterwards', async () => {
    const id = await t.submit();
    t.probe.answer = async () => {
      await withdrawCase(t.kernel, { caseId: id, viewer: citizenViewer() });
      return ok;
    };
    await t.workAll();
    expect((await t.file(id)).state).toBe('withdrawn');
    expect(await effects(id)).toBe(0);
  });

  it('see their data, and erasure unties cases from the account but keeps the record', async () => {
    const id = await t.submit({ service: 'probe-vorher' });
    await t.workAll();
    const data = JSON.stringify(await t.kernel.privacy.exportAll(t.kernel.db, citizenId));
    for (const part of ['Lena Marie', (await t.file(id)).number, 'RF']) expect(data).toContain(part);
    const kept = await t.kernel.db.transaction().execute((tx) => t.kernel.privacy.eraseAll(tx, citizenId));
    expect(kept).toEqual(expect.arrayContaining(['cases.privacy.kept', 'payments.privacy.kept']));
    expect(await t.file(id)).toMatchObject({ accountId: null, state: 'waiting_payment' });
    expect(await findCase(t.kernel.db, id)).toBeDefined();
    await expect(loadCase(t.kernel, id, citizenViewer())).rejects.toMatchObject({ status: 404 });
    // the letter of a case whose account is gone is printed
    await bookPayment(t.kernel, clerk, { caseId: id });
    await t.workAll();
    expect(await t.file(id)).toMatchObject({ state: 'granted' });
    expect(await count('cases.print_item', id)).toBe(1);
    // years later the content goes, the bare history stays
    t.clock.set('2029-01-01T03:00:00Z');
    await t.kernel.jobs.enqueue(t.kernel.db, 'cases.upkeep', {});
    await t.workAll();
    expect(await count('cases.submission', id)).toBe(0);
    expect(await count('cases.document', id)).toBe(0);
    expect(await t.file(id)).toMatchObject({ applicantName: null, state: 'granted' });
    expect((await loadCase(t.kernel, id, staffView)).submission).toBeUndefined();
  });
});
