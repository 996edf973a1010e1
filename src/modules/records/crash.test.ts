import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { sql, type KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CodedError } from '../../kernel/errors/errors.ts';
import { findings } from '../../kernel/evidence/log.testing.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { createRecordsTest, smallPdf, type RecordsTest } from './records.testing.ts';
import { fileWhole, type Filing } from './index.ts';
import { scopeOf } from './rights.ts';
import { fileAt, fileInto } from './use-cases/file-whole.ts';
import { addClient, newKey } from './use-cases/manage-clients.ts';
import { plainDate } from '../../kernel/time/index.ts';

let t: RecordsTest;
let sound: Kernel['db'];
let put: Kernel['objects']['put'];
let key: string;
beforeAll(async () => {
  t = await createRecordsTest();
  sound = t.kernel.db;
  put = t.kernel.objects.put;
  const added = await addClient(t.kernel, { name: 'verfahren', office: 'gewerbe', positions: ['32.1-GA'], by: null });
  if (!added.ok) throw new Error(added.key);
  key = (await newKey(t.kernel, added.id))!;
});
afterAll(() => t.close());

/** The n-th statement to the database fails, as if the process had died there: what was open is rolled back. */
function dieAtStatement(n: number): { reached(): boolean } {
  let count = 0;
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    // every statement comes by here once it is on its way, also those nobody waits for
    async transformResult({ result }) {
      count += 1;
      if (count === n) throw new Error(`dies at statement ${n}`);
      return result;
    },
  };
  t.kernel.db = sound.withPlugin(plugin);
  return { reached: () => count >= n };
}

/** The n-th object is not stored: no room, or the process dies while it writes. */
function dieAtObject(n: number): { reached(): boolean } {
  let count = 0;
  t.kernel.objects.put = async (source, options) => {
    count += 1;
    if (count === n) throw new CodedError('OBJECT_STORE_FULL', 'There is no room left for objects.');
    return put(source, options);
  };
  return { reached: () => count >= n };
}

function heal(): void {
  t.kernel.db = sound;
  t.kernel.objects.put = put;
}

/** Everything a filing leaves. Numbers and empty collective files may be left by an attempt that died; nothing else. */
const traces = async () => (await t.rows<Record<string, number>>(`select (select count(*)::int from records.case_file) as case_files, (select count(*)::int from records.document) as documents, (select count(*)::int from records.version) as versions,
  (select count(*)::int from records.delivery) as deliveries, (select count(*)::int from records.event where kind <> 'file_opened') as events, (select count(*)::int from evidence.entry) as entries, (select count(*)::int from kernel.evidence_opening) as openings,
  (select count(*)::int from records.search where kind <> 'file') as found, (select count(*)::int from graphile_worker.jobs) as jobs`))[0]!;

describe('dying at every step', () => {
  const filing = async (ref: string): Promise<Filing> => ({
    source: 'crash', ref, position: '32.3', office: 'parken', title: 'Vorgang', otherNumbers: [`N-${ref}`], openedOn: plainDate('2026-11-24'), closedOn: null, accountId: null, actor: { kind: 'system', id: null },
    documents: [await t.document('a', `Inhalt a ${ref}`), await t.document('b', `Inhalt b ${ref}`)],
  });

  it('of a filing leaves nothing, and the next try files all of it once', async () => {
    const wanted = await filing('1');
    const before = await traces();
    let died = 0;
    for (let step = 1; ; step++) {
      const fault = dieAtStatement(step);
      const result = await fileWhole(t.kernel, wanted).then(() => 'filed', () => 'died');
      heal();
      if (!fault.reached()) break;
      expect(result, `step ${step}`).toBe('died');
      expect(await traces(), `step ${step}`).toEqual(before);
      died += 1;
    }
    expect(died).toBeGreaterThan(10);
    expect(await traces()).toEqual({ ...before, case_files: before['case_files']! + 1, documents: before['documents']! + 2, versions: before['versions']! + 2, events: before['events']! + 2, entries: before['entries']! + 1, openings: before['openings']! + 1, found: before['found']! + 3, jobs: before['jobs']! + 2 });
    // a retry after the commit nobody heard of
    const after = await traces();
    expect((await fileWhole(t.kernel, wanted)).evidence).toBeUndefined();
    expect(await traces()).toEqual(after);
  });

  it('of a next version leaves the one before in force', async () => {
    const first = await filing('2');
    await fileWhole(t.kernel, first);
    const next = { ...first, documents: [await t.document('a', 'Inhalt a, berichtigt'), first.documents[1]!] };
    const before = await traces();
    for (let step = 1; ; step++) {
      const fault = dieAtStatement(step);
      await fileWhole(t.kernel, next).catch(() => undefined);
      heal();
      if (!fault.reached()) break;
      expect(await traces(), `step ${step}`).toEqual(before);
    }
    expect(await t.rows(`select d.ref, d.current from records.document d join records.case_file c on c.id = d.case_file_id where c.source_ref = '2' order by 1`)).toEqual([{ ref: 'a', current: 2 }, { ref: 'b', current: 1 }]);
  });

  it.each([['object', dieAtObject, 507], ['statement', dieAtStatement, 500]] as const)('of a delivery leaves nothing, whichever %s it was', async (name, die, status) => {
    const files = [smallPdf(`eins ${name}`), smallPdf(`zwei ${name}`)];
    const delivery = { position: '32.1-GA', title: 'Anzeige', reference: `R-${name}`, documents: files.map((content, at) => ({ id: `d${at}`, title: `D ${at}`, filename: `d${at}.pdf`, sha256: createHash('sha256').update(content).digest('hex'), size: content.length })) };
    const payload = Buffer.concat([Buffer.from(`--b\r\nContent-Disposition: form-data; name="delivery"\r\n\r\n${JSON.stringify(delivery)}\r\n`), ...files.map((content, at) => Buffer.concat([Buffer.from(`--b\r\nContent-Disposition: form-data; name="d${at}"; filename="x"\r\n\r\n`), content, Buffer.from('\r\n')])), Buffer.from('--b--\r\n')]);
    const send = () => t.kernel.http.app.inject({ method: 'POST', url: '/api/v1/records/deliveries', headers: { authorization: `Bearer ${key}`, 'idempotency-key': `once-${name}`, 'content-type': 'multipart/form-data; boundary=b' }, payload: Readable.from([payload]) });
    const before = await traces();
    let died = 0;
    for (let step = 1; ; step++) {
      const fault = die(step);
      const answer = await send();
      heal();
      if (!fault.reached()) {
        expect(answer.statusCode, answer.body).toBe(201);
        break;
      }
      expect(answer.statusCode, `${name} ${step}`).toBe(status);
      expect(await traces(), `${name} ${step}`).toEqual(before);
      died += 1;
    }
    expect(died).toBeGreaterThanOrEqual(2);
    expect((await send()).statusCode).toBe(200);
    const after = await traces();
    expect([after['deliveries'], after['versions'], after['entries']]).toEqual([before['deliveries']! + 1, before['versions']! + 2, before['entries']! + 1]);
  });

  it('while reading the text leaves the document findable by its title, and the text comes later', async () => {
    const filed = await t.file({ title: 'Lesen', documents: [await t.document('c', 'Grundstückskaufvertrag liegt bei')] });
    const open = t.kernel.objects.open;
    t.kernel.objects.open = async () => { throw new CodedError('OBJECT_NOT_FOUND', 'The store is away.'); };
    await t.workAll();
    t.kernel.objects.open = open;
    expect(await t.rows('select state from records.text where document_id = $1', [filed.documents[0]!.id])).toEqual([]);
    await t.workAll();
    expect(await t.rows('select state from records.text where document_id = $1', [filed.documents[0]!.id])).toEqual([{ state: 'read' }]);
  });
});

describe('being overtaken', () => {
  const filing = async (ref: string): Promise<Filing> => ({
    source: 'race', ref, position: '32.3', office: 'parken', title: 'Vorgang', otherNumbers: [], openedOn: plainDate('2026-11-24'), closedOn: null, accountId: null, actor: { kind: 'system', id: null }, documents: [await t.document('a', `Inhalt ${ref}`)],
  });
  const scopesOf = (ref: string) => t.rows(`select f.scope_id = c.scope_id as same, s.readers from records.case_file c join records.file f on f.id = c.file_id join records.scope s on s.id = c.scope_id where c.source_ref = '${ref}'`);

  it('by who changes who may read the file: the case file never keeps the readers of before', async () => {
    await fileWhole(t.kernel, await filing('before'));
    const wanted = await filing('while');
    let tries = 0;
    await fileAt(t.kernel, wanted, async (tx, place) => {
      tries += 1;
      if (tries === 1) {
        await t.kernel.db.transaction().execute(async (other) => {
          const scopeId = await scopeOf(other, place.file, 'confidential');
          await sql`update records.file set level = 'confidential', scope_id = ${scopeId} where id = ${place.file.id}`.execute(other);
        });
      }
      return fileInto(tx, t.kernel, wanted, place);
    });
    expect(tries).toBe(2);
    expect(await scopesOf('while')).toEqual([{ same: true, readers: ['parken:confidential'] }]);
  });

  it('by many who file the same: one case file, one document, and all are told of it', async () => {
    const wanted = await filing('many');
    const filed = await Promise.all(Array.from({ length: 8 }, () => fileWhole(t.kernel, wanted)));
    expect(new Set(filed.map(({ caseFileId }) => caseFileId)).size).toBe(1);
    expect(filed.filter(({ evidence }) => evidence !== undefined)).toHaveLength(1);
    expect(await t.rows(`select 1 from records.document d join records.case_file c on c.id = d.case_file_id where c.source_ref = 'many'`)).toHaveLength(1);
  });
});

it('a clock that jumps, far ahead and back again: everything is filed once, in order, and the log holds', async () => {
  const wanted = async (ref: string): Promise<Filing> => ({
    source: 'clock', ref, position: '32.3', office: 'parken', title: 'Vorgang', otherNumbers: [], openedOn: t.kernel.clock.today(), closedOn: null, accountId: null, actor: { kind: 'system', id: null }, documents: [await t.document('a', `Inhalt ${ref}`)],
  });
  const numbers: string[] = [];
  for (const now of ['2026-11-24T09:00:00Z', '2031-02-01T00:00:00Z', '2026-11-24T09:00:00Z', '2026-11-24T08:59:59Z', '1999-12-31T23:59:59Z']) {
    t.clock.set(now);
    const filed = await fileWhole(t.kernel, await wanted(now.slice(0, 10) + numbers.length));
    expect(filed.evidence).toBeDefined();
    numbers.push(filed.number);
    await t.kernel.evidence.grow();
  }
  expect(new Set(numbers).size).toBe(5);
  expect((await fileWhole(t.kernel, await wanted('2031-02-011'))).evidence).toBeUndefined();
  const years = await t.rows<{ year: number; n: number }>(`select f.year, count(*)::int as n from records.case_file c join records.file f on f.id = c.file_id where c.source = 'clock' group by 1 order by 1`);
  expect(years).toEqual([{ year: 2000, n: 1 }, { year: 2026, n: 3 }, { year: 2031, n: 1 }]);
  // the log is in the order in which things were written, whatever the clock said
  const order = await t.rows<{ number: string }>(`select o.content ->> 'number' as number from evidence.leaf l join evidence.entry e using (position) join kernel.evidence_opening o on o.entry_id = e.id where o.content ->> 'number' = any('{${numbers.join(',')}}') order by l.leaf_index`);
  expect(order.map(({ number }) => number)).toEqual(numbers);
  // nothing is broken, but whoever checks is told which entries bear an earlier time than one before them: that a clock was
  // wrong and that somebody dates back look the same
  expect((await findings(t, {})).map(({ key, params }) => [key, params['at']])).toEqual([['entry_backdated', '2026-11-24T09:00:00.000Z'], ['entry_backdated', '2026-11-24T08:59:59.000Z'], ['entry_backdated', '1999-12-31T23:59:59.000Z']]);
});
