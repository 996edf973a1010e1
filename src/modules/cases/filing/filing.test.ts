import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoStaff, staffPrincipal } from '../../directory/index.ts';
import { citizenId, createCasesTest, type CasesTest } from '../cases.testing.ts';
import { withdrawCase } from '../use-cases/withdraw-case.ts';

let t: CasesTest;
beforeAll(async () => {
  t = await createCasesTest();
});
afterAll(() => t.close());

const one = async <R>(query: string, values: unknown[] = []) => (await t.ownerPool.query(query, values)).rows as R[];

describe('a case that has ended', () => {
  it('files itself at the position of its package, whole and once', async () => {
    const caseId = await t.submit({ service: 'probe-nachher' });
    await t.workAll();
    const rows = await one<{ id: string; number: string; position: string; title: string; office: string }>('select c.id, c.number, f.position, c.title, f.office from records.case_file c join records.file f on f.id = c.file_id where c.source_ref = $1', [caseId]);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ position: '32.2-AG', title: 'Probe, Lena Marie Sommer', office: 'parken' });
    expect(rows[0]!.number).toMatch(/^32\.2-AG\/2026-0001\.\d{6}$/);
    const documents = await one<{ ref: string; sha256: string; mime: string; evidence_id: string }>('select d.ref, v.sha256, v.mime, v.evidence_id from records.document d join records.version v on v.document_id = d.id where d.case_file_id = $1 order by d.no', [rows[0]!.id]);
    expect(documents.map(({ ref }) => ref.split(':')[0])).toEqual(['record', 'data', 'letter', 'record']);
    for (const { sha256 } of documents) expect(await t.kernel.objects.has(sha256)).toBe(true);
    const json = JSON.parse(await text(documents[1]!.sha256)) as { application: { answers: Record<string, { provenance: unknown }> }; payment: { amount_cents: number }; evidence: { kind: string }[]; messages: unknown[] };
    expect(json.application.answers['name']!.provenance).toMatchObject({ source: 'applicant', assurance: 'basis' });
    expect(json.payment.amount_cents).toBe(1000);
    expect(json.evidence.map(({ kind }) => kind)).toEqual(['case.submitted', 'case.decided', 'letter.provided']);
    expect(json.messages).toHaveLength(1);
    expect(JSON.stringify(json)).not.toContain('GEHEIM-77');
    const page = await bytes(documents[0]!.sha256);
    expect(page.subarray(0, 5).toString()).toBe('%PDF-');
    expect(page.includes('pdfaid:part>3<') || page.includes('pdfaid')).toBe(true);
    const proof = await one<{ kind: string }>('select kind from evidence.entry where id = $1', [documents[0]!.evidence_id]);
    expect(proof).toEqual([{ kind: 'records.filed' }]);

    // again and again: nothing is doubled
    await t.kernel.db.transaction().execute((tx) => t.kernel.jobs.enqueue(tx, 'cases.file', { caseId }));
    await t.workAll();
    expect(await one('select 1 from records.version v join records.document d on d.id = v.document_id where d.case_file_id = $1', [rows[0]!.id])).toHaveLength(4);
  });

  it('files itself when it is taken back, and says so', async () => {
    const caseId = await t.submit({ service: 'probe-vorher' });
    await t.workAll();
    expect(await one('select 1 from records.case_file where source_ref = $1', [caseId])).toEqual([]);
    expect(await withdrawCase(t.kernel, { caseId, viewer: { principal: { kind: 'citizen', id: citizenId, name: 'Lena' } } })).toEqual({ ok: true });
    await t.workAll();
    const documents = await one<{ ref: string; sha256: string; day: string; closed_on: string }>('select d.ref, v.sha256, d.day, c.closed_on from records.document d join records.version v on v.document_id = d.id join records.case_file c on c.id = d.case_file_id where c.source_ref = $1 order by d.no', [caseId]);
    expect(documents.map(({ ref }) => ref)).toEqual(['record', 'data']);
    expect(new Set(documents.flatMap(({ day, closed_on }) => [day, closed_on]))).toEqual(new Set([t.kernel.clock.today()]));
    const json = JSON.parse(await text(documents[1]!.sha256)) as { case: { state: string }; decision: unknown; evidence: { kind: string }[] };
    expect(json).toMatchObject({ case: { state: 'withdrawn' }, decision: null });
    expect(json.evidence.map(({ kind }) => kind)).toEqual(['case.submitted', 'case.withdrawn']);
  });

  it('gets a next version of its record when the fee is paid, and keeps the first', async () => {
    const caseId = await t.submit({ service: 'probe-nachher' });
    await t.workAll();
    await t.kernel.db.transaction().execute((tx) => t.kernel.events.emit(tx, 'mailbox.retrieved', { messageId: caseId, caseId }));
    await t.ownerPool.query(`update mailbox.message set subject = subject || ' (neu)' where case_id = $1`, [caseId]);
    await t.workAll();
    const versions = await one<{ ref: string; no: number; current: number }>('select d.ref, v.no, d.current from records.version v join records.document d on d.id = v.document_id join records.case_file c on c.id = d.case_file_id where c.source_ref = $1 order by d.no, v.no', [caseId]);
    expect(versions.filter(({ ref }) => ref === 'data').map(({ no, current }) => [no, current])).toEqual([[1, 2], [2, 2]]);
  });

  it('is listed for its office and does not exist for another', async () => {
    const seen = async (person: Parameters<typeof staffPrincipal>[0]) => {
      const browser = t.browser();
      await browser.signInAs(staffPrincipal(person));
      return browser.get('/amt/akten');
    };
    const kim = await seen({ ...demoStaff.clerkParking, offices: ['parken'] });
    expect(kim.statusCode).toBe(200);
    expect(kim.body).toContain('Probe, Lena Marie Sommer');
    const ali = await seen({ ...demoStaff.clerkTaxes, offices: ['steuern'] });
    expect(ali.statusCode).toBe(200);
    expect(ali.body).not.toContain('Sommer');
    expect((await seen({ ...demoStaff.designer, offices: ['parken'] })).statusCode).toBe(403);
  });
});

async function bytes(sha256: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await t.kernel.objects.open(sha256)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const text = async (sha256: string) => (await bytes(sha256)).toString('utf8');
