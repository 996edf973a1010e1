import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyDocument } from '../../../kernel/evidence/verify/document.ts';
import type { TestBrowser } from '../../../kernel/testing/test-kernel.ts';
import { parseVerifierKey } from '../../../standards/tlog/index.ts';
import { citizenId, clerkPrincipal, createCasesTest, otherCitizenId, type CasesTest } from '../cases.testing.ts';

let t: CasesTest;
let id: string;
let links: string[];
const browsers: Record<string, TestBrowser> = {};
beforeAll(async () => {
  t = await createCasesTest();
  for (const name of ['own', 'other', 'clerk', 'nobody']) browsers[name] = t.browser();
  await browsers['own']!.signInAs({ kind: 'citizen', id: citizenId, name: 'Lena Marie Sommer' });
  await browsers['other']!.signInAs({ kind: 'citizen', id: otherCitizenId, name: 'Jonas Weidner' });
  await browsers['clerk']!.signInAs(clerkPrincipal);
  id = await t.submit({ service: 'probe-nachher' });
  await t.workAll();
  links = [...(await browsers['own']!.get(`/konto/vorgaenge/${id}`)).body.matchAll(/href="(\/konto\/vorgaenge\/[^"]+\/nachweise\/[^"]+)"/g)].map(([, href]) => href!);
}, 120_000);
afterAll(() => t.close());

describe('the proofs of a case', () => {
  it('arrival, decision and letter, each as proof and content, hold away from us', async () => {
    expect(links).toHaveLength(6);
    const keys = (await t.kernel.evidence.keys()).map(({ verifierKey }) => parseVerifierKey(verifierKey)!);
    const kinds = [];
    for (const href of links.filter((link) => !link.endsWith('/inhalt'))) {
      const [proof, content] = [await browsers['own']!.get(href), await browsers['own']!.get(`${href}/inhalt`)];
      expect(proof.headers['content-disposition']).toMatch(/^attachment; .*\.tlog-proof$/);
      expect(content.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'private, no-store' });
      const letter = (JSON.parse(content.body) as { content: { document?: string } }).content.document;
      const document = letter === undefined ? undefined : Buffer.concat(await (await t.kernel.objects.open(letter)).toArray());
      const checked = verifyDocument({ proof: proof.body, disclosed: content.body, keys, ...(document ? { document } : {}) });
      if ('params' in checked) throw new Error(checked.key);
      expect(checked.disclosed.content).toMatchObject({ case: id });
      kinds.push(checked.disclosed.kind);
    }
    expect(kinds).toEqual(['case.submitted', 'case.decided', 'letter.provided']);
  });

  it('exist for the applicant alone', async () => {
    for (const href of links) {
      expect((await browsers['own']!.get(href)).statusCode).toBe(200);
      for (const name of ['other', 'clerk']) expect((await browsers[name]!.get(href)).statusCode, `${name} ${href}`).toBe(404);
      expect((await browsers['nobody']!.get(href)).headers.location, href).toMatch(/^\/konto\/anmelden/);
    }
    // a promise of another case is not to be had through one's own
    const foreign = await t.submit();
    await t.workAll();
    const [entry] = await t.kernel.evidence.entriesOfCase(foreign);
    expect((await browsers['own']!.get(`/konto/vorgaenge/${id}/nachweise/${entry!.id}`)).statusCode).toBe(404);
    // nor one of this case that is not meant to be taken home
    const message = (await t.ownerPool.query('select id from mailbox.message where case_id = $1', [id])).rows[0].id as string;
    expect((await browsers['own']!.get(`/postfach/${message}/dokument`)).statusCode).toBe(200);
    const opened = (await t.kernel.evidence.entriesOfCase(id)).find(({ kind }) => kind === 'letter.retrieved');
    await t.workAll();
    expect((await browsers['own']!.get(`/konto/vorgaenge/${id}/nachweise/${opened!.id}`)).statusCode).toBe(404);
  });

  it('say so while the entry waits for its place', async () => {
    const fresh = await t.submit();
    const [entry] = await t.kernel.evidence.entriesOfCase(fresh);
    const answer = await browsers['own']!.get(`/konto/vorgaenge/${fresh}/nachweise/${entry!.id}`);
    expect(answer.statusCode).toBe(409);
    expect(answer.body).toContain('in einem Augenblick');
  });

  it('go with the content when its time of keeping is over; the entries stay', async () => {
    await t.workAll();
    const before = (await t.ownerPool.query('select count(*)::int n from evidence.entry')).rows[0].n as number;
    await t.ownerPool.query(`update cases.case set retain_until = '2000-01-01' where id = $1`, [id]);
    await t.kernel.jobs.enqueue(t.kernel.db, 'cases.upkeep', {});
    await t.workAll();
    expect(await t.kernel.evidence.entriesOfCase(id)).toEqual([]);
    expect((await browsers['own']!.get(links[0]!)).statusCode).toBe(404);
    expect((await t.ownerPool.query(`select count(*)::int n from evidence.entry where kind = 'opening.erased'`)).rows[0].n).toBe(1);
    expect((await t.ownerPool.query('select count(*)::int n from evidence.entry')).rows[0].n).toBe(before + 1);
  });
});
