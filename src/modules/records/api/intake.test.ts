import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { colleague, createRecordsTest, smallPdf, type RecordsTest } from '../records.testing.ts';
import { addClient, newKey } from '../use-cases/manage-clients.ts';
import { sweep } from '../use-cases/watch-folder.ts';
import type { Receipt } from '../domain/delivery.ts';

let t: RecordsTest;
let key: string;
let clientId: string;
beforeAll(async () => {
  t = await createRecordsTest();
  const added = await addClient(t.kernel, { name: 'gewerberegister', office: 'gewerbe', positions: ['32.1-GA'], by: null });
  if (!added.ok) throw new Error(added.key);
  clientId = added.id;
  key = (await newKey(t.kernel, added.id))!;
});
afterAll(() => t.close());

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');
interface Doc { id: string; content: string | Uint8Array; sha256?: string; size?: number; title?: string }

function announcement(documents: Doc[], more: Record<string, unknown> = {}) {
  return { position: '32.1-GA', title: 'Gewerbeanmeldung Bäckerei', reference: 'GR-4711', documents: documents.map((document) => ({ id: document.id, title: document.title ?? document.id, filename: `${document.id}.pdf`, kind: 'application', sha256: document.sha256 ?? sha256(document.content), size: document.size ?? Buffer.byteLength(document.content) })), ...more };
}

function body(delivery: unknown, documents: Doc[], options: { cut?: number; order?: 'files-first' } = {}): { payload: Buffer; type: string } {
  const field = Buffer.from(`--xyz\r\nContent-Disposition: form-data; name="delivery"\r\n\r\n${typeof delivery === 'string' ? delivery : JSON.stringify(delivery)}\r\n`);
  const files = documents.map(({ id, content }) => Buffer.concat([Buffer.from(`--xyz\r\nContent-Disposition: form-data; name="${id}"; filename="${id}"\r\nContent-Type: application/octet-stream\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n')]));
  const whole = Buffer.concat([...(options.order ? [...files, field] : [field, ...files]), Buffer.from('--xyz--\r\n')]);
  return { payload: options.cut === undefined ? whole : whole.subarray(0, whole.length - options.cut), type: 'multipart/form-data; boundary=xyz' };
}

const send = async (idempotencyKey: string | undefined, { payload, type }: { payload: Buffer; type: string }, bearer = key) =>
  t.kernel.http.app.inject({ method: 'POST', url: '/api/v1/records/deliveries', headers: { authorization: `Bearer ${bearer}`, 'content-type': type, ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }) }, payload: Readable.from([payload]) });

const counts = async () => (await t.rows<{ d: number; v: number; e: number; c: number }>(`select (select count(*)::int from records.document) as d, (select count(*)::int from records.version) as v, (select count(*)::int from records.delivery) as c, (select count(*)::int from evidence.entry) as e`))[0]!;
const stored = () => readdirSync(join(t.kernel.config.dataDir, 'objects'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;

describe('the interface for specialist procedures', () => {
  it('files a delivery whole, with receipt and proof, and gives the same receipt again', async () => {
    const documents: Doc[] = [{ id: 'anzeige', content: smallPdf('Anzeige') }, { id: 'ausweis', content: smallPdf('Ausweis') }];
    const answer = await send('k-1', body(announcement(documents), documents));
    expect(answer.statusCode, answer.body).toBe(201);
    const receipt = answer.json<Receipt>();
    expect(receipt.documents.map(({ id, sha256: hash }) => [id, hash])).toEqual(documents.map(({ id, content }) => [id, sha256(content)]));
    expect(receipt.case_file.number).toMatch(/^32\.1-GA\/2026-0001\.\d{6}$/);
    const [entry] = await t.rows<{ leaf: string; kind: string }>(`select encode(leaf, 'hex') as leaf, kind from evidence.entry where id = $1`, [receipt.evidence.entry]);
    expect(entry).toEqual({ leaf: receipt.evidence.leaf, kind: 'records.filed' });
    const before = await counts();
    const again = await send('k-1', body(announcement(documents), documents));
    expect([again.statusCode, again.json()]).toEqual([200, receipt]);
    const looked = await t.kernel.http.app.inject({ url: '/api/v1/records/deliveries/k-1', headers: { authorization: `Bearer ${key}` } });
    expect([looked.statusCode, looked.json()]).toEqual([200, receipt]);
    expect(await counts()).toEqual(before);
    // the same content under another key is another delivery of what lies there already
    const other = await send('k-1b', body(announcement(documents), documents));
    expect(other.statusCode).toBe(201);
    expect(other.json<Receipt>().documents).toEqual(receipt.documents);
    expect((await counts()).v).toBe(before.v);
  });

  it('files a next version under the same id, and further documents into the same case', async () => {
    const documents: Doc[] = [{ id: 'anzeige', content: smallPdf('Anzeige, berichtigt') }, { id: 'quittung', content: smallPdf('Quittung') }];
    const receipt = (await send('k-2', body(announcement(documents), documents))).json<Receipt>();
    expect(receipt.documents.map(({ id, version, no }) => [id, version, no])).toEqual([['anzeige', 2, 1], ['quittung', 1, 3]]);
  });

  const one: Doc[] = [{ id: 'a', content: 'Inhalt eins' }];
  const two: Doc[] = [...one, { id: 'b', content: 'Inhalt zwei' }];
  it.each([
    ['a wrong hash', 422, { error: 'hash_mismatch', document: 'b' }, () => body(announcement([one[0]!, { ...two[1]!, sha256: 'a'.repeat(64) }]), two)],
    ['too few bytes', 422, { error: 'size_mismatch', document: 'a' }, () => body(announcement([{ ...one[0]!, size: 99 }]), one)],
    ['too many bytes', 422, { error: 'size_mismatch', document: 'a' }, () => body(announcement([{ ...one[0]!, size: 3 }]), one)],
    ['a document that does not come', 422, { error: 'document_missing', document: 'b' }, () => body(announcement(two), one)],
    ['a document nobody announced', 422, { error: 'document_unknown', document: 'b' }, () => body(announcement(one), two)],
    ['the same document twice', 422, { error: 'document_twice', document: 'a' }, () => body(announcement(one), [...one, ...one])],
    ['bytes before the announcement', 422, { error: 'announcement_missing' }, () => body(announcement(one), one, { order: 'files-first' })],
    ['no announcement', 422, { error: 'announcement_missing' }, () => ({ payload: Buffer.from('--xyz\r\nContent-Disposition: form-data; name="x"\r\n\r\ny\r\n--xyz--\r\n'), type: 'multipart/form-data; boundary=xyz' })],
    ['an unknown position', 422, { error: 'position_unknown', position: '99' }, () => body(announcement(one, { position: '99' }), one)],
    ['a position of somebody else', 403, { error: 'position_not_allowed', position: '20.1' }, () => body(announcement(one, { position: '20.1' }), one)],
    ['another delivery under a used key', 409, { error: 'key_used' }, () => body(announcement(one, { title: 'Anders' }), one)],
  ])('refuses %s and keeps nothing of it', async (name, status, expected, make) => {
    const before = { ...(await counts()), files: stored() };
    const answer = await send(name === 'another delivery under a used key' ? 'k-1' : `bad-${name.replaceAll(' ', '-')}`, make());
    expect([answer.statusCode, answer.json()]).toEqual([status, expected]);
    // what came whole before the mistake may wait in the store for the next try; no row knows of it
    expect(await counts()).toEqual({ d: before.d, v: before.v, c: before.c, e: before.e });
    expect(stored() - before.files).toBeLessThanOrEqual(1);
  });

  it('names what is wrong with an announcement', async () => {
    for (const wrong of ['{"position"', '[]', JSON.stringify({ ...announcement(one), documents: [] }), JSON.stringify({ ...announcement(one), surprise: 1 }), JSON.stringify(announcement([...one, ...one])), JSON.stringify({ ...announcement(one), day: '2026-02-30' })]) {
      const answer = await send('bad', body(wrong, one));
      expect(answer.statusCode, wrong).toBe(422);
      expect(answer.json<{ error: string; problems: string[] }>()).toMatchObject({ error: 'announcement_invalid' });
      expect(answer.json<{ problems: string[] }>().problems.length).toBeGreaterThan(0);
    }
  });

  it('files nothing of a delivery that breaks off, wherever it does', async () => {
    const documents: Doc[] = [{ id: 'gross', content: Buffer.alloc(200_000, 7) }, { id: 'klein', content: 'klein' }];
    const before = await counts();
    const { payload } = body(announcement(documents), documents);
    for (const cut of [5, 30, 200, 100_000, payload.length - 400, payload.length - 20]) {
      const answer = await send('half', body(announcement(documents), documents, { cut }));
      expect(answer.statusCode, `cut ${cut}`).toBeGreaterThanOrEqual(400);
      expect(answer.statusCode, `cut ${cut}`).toBeLessThan(500);
    }
    expect(await counts()).toEqual(before);
    expect((await send('half', body(announcement(documents), documents))).statusCode).toBe(201);
  });

  it('opens to no other key', async () => {
    for (const bearer of ['', 'x', `stadttor_${'A'.repeat(43)}`, `${key} `, key.toLowerCase()]) expect((await send('k-9', body(announcement(one), one), bearer)).statusCode).toBe(401);
    expect((await send(undefined, body(announcement(one), one))).statusCode).toBe(400);
    expect((await t.kernel.http.app.inject({ method: 'POST', url: '/api/v1/records/deliveries', headers: { authorization: `Bearer ${key}`, 'idempotency-key': 'j', 'content-type': 'application/json' }, payload: '{}' })).statusCode).toBe(415);
    const [row] = await t.rows<{ key_hash: Buffer }>('select key_hash from records.client where id = $1', [clientId]);
    expect(row!.key_hash.toString('hex')).toBe(sha256(key));
    await t.kernel.db.updateTable('records.client').set({ active: false }).where('id', '=', clientId).execute();
    expect((await send('k-9', body(announcement(one), one))).statusCode).toBe(401);
    await t.kernel.db.updateTable('records.client').set({ active: true }).where('id', '=', clientId).execute();
  });

  it('many at once under one key file one delivery; many of one case share it', async () => {
    const documents: Doc[] = [{ id: 'zugleich', content: 'gleichzeitig' }];
    // they meet at the door or in the database, as it happens: often enough that both happen
    for (let round = 0; round < 8; round += 1) {
      const before = await counts();
      const answers = await Promise.all(Array.from({ length: 8 }, () => send(`same-${round}`, body(announcement(documents, { reference: `GR-NEU-1${round}` }), documents))));
      expect(answers.map(({ statusCode }) => statusCode).every((code) => code === 200 || code === 201)).toBe(true);
      expect(new Set(answers.map((answer) => answer.json<Receipt>().delivery)).size).toBe(1);
      expect((await counts()).d).toBe(before.d + 1);
    }
    const others = await Promise.all(Array.from({ length: 6 }, (_, at) => { const docs = [{ id: `d${at}`, content: `Inhalt ${at}` }]; return send(`other-${at}`, body(announcement(docs, { reference: 'GR-NEU-2' }), docs)); }));
    expect(new Set(others.map((answer) => answer.json<Receipt>().case_file.id)).size).toBe(1);
    expect(new Set(others.flatMap((answer) => answer.json<Receipt>().documents.map(({ no }) => no))).size).toBe(6);
  });

  it('says when the store is away or full, files nothing, and takes it afterwards', async () => {
    const documents: Doc[] = [{ id: 'spaeter', content: 'später' }];
    const before = await counts();
    const objects = join(t.kernel.config.dataDir, 'objects');
    renameSync(objects, `${objects}-away`);
    const away = await send('store', body(announcement(documents), documents));
    expect([away.statusCode, away.json()]).toEqual([503, { error: 'store_unavailable' }]);
    renameSync(`${objects}-away`, objects);
    expect(await counts()).toEqual(before);
    expect((await send('store', body(announcement(documents), documents))).statusCode).toBe(201);
  });
});

describe('the watched folder', () => {
  const put = (name: string, delivery: unknown, documents: Doc[]) => {
    const folder = join(t.kernel.config.dataDir, 'eingang', 'gewerberegister', name);
    mkdirSync(folder, { recursive: true });
    for (const { id, content } of documents) writeFileSync(join(folder, id), content);
    if (delivery !== undefined) writeFileSync(join(folder, 'delivery.json'), typeof delivery === 'string' ? delivery : JSON.stringify(delivery));
    return folder;
  };
  const inbox = () => join(t.kernel.config.dataDir, 'eingang');
  const result = (name: string, what: 'filed/receipt' | 'refused/refusal') => {
    const [where, file] = what.split('/') as [string, string];
    const path = join(inbox(), 'gewerberegister', `.${where}`, name, `${file}.json`);
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>) : undefined;
  };
  const old = (folder: string) => utimesSync(join(folder, 'delivery.json'), new Date('2026-11-24T08:00:00Z'), new Date('2026-11-24T08:00:00Z'));
  const now = (folder: string) => utimesSync(join(folder, 'delivery.json'), new Date('2026-11-24T08:59:00Z'), new Date('2026-11-24T08:59:00Z'));

  it('files what is whole, waits for what is not, refuses what is wrong', async () => {
    const documents: Doc[] = [{ id: 'bescheid.pdf', content: smallPdf('Bescheid') }];
    put('l-1', announcement(documents), documents);
    now(put('l-2', announcement([...documents, { id: 'fehlt.pdf', content: 'x' }]), documents));
    put('l-3', undefined, documents);
    now(put('l-4', '{"position":', documents));
    put('l-5', announcement([{ ...documents[0]!, sha256: 'b'.repeat(64) }]), documents);
    const link = put('l-6', announcement([{ id: 'link', content: 'secret' }]), []);
    symlinkSync('/etc/hostname', join(link, 'link'));
    old(link);
    await sweep(t.kernel, inbox());
    expect(result('l-1', 'filed/receipt')).toMatchObject({ documents: [{ id: 'bescheid.pdf' }] });
    for (const name of ['l-2', 'l-3', 'l-4']) expect(existsSync(join(inbox(), 'gewerberegister', name)), name).toBe(true);
    expect(result('l-5', 'refused/refusal')).toEqual({ error: 'hash_mismatch', document: 'bescheid.pdf' });
    expect(result('l-6', 'refused/refusal')).toEqual({ error: 'document_missing', document: 'link' });
    old(join(inbox(), 'gewerberegister', 'l-2'));
    old(join(inbox(), 'gewerberegister', 'l-4'));
    await sweep(t.kernel, inbox());
    expect(result('l-2', 'refused/refusal')).toEqual({ error: 'document_missing', document: 'fehlt.pdf' });
    expect(result('l-4', 'refused/refusal')).toMatchObject({ error: 'announcement_invalid' });
  });

  it('a crash after filing and before moving leads to the same receipt', async () => {
    const documents: Doc[] = [{ id: 'noch-einmal.pdf', content: smallPdf('Noch einmal') }];
    put('l-7', announcement(documents), documents);
    await sweep(t.kernel, inbox());
    const first = result('l-7', 'filed/receipt');
    const before = await counts();
    renameSync(join(inbox(), 'gewerberegister', '.filed', 'l-7'), join(inbox(), 'gewerberegister', 'l-7'));
    rmSync(join(inbox(), 'gewerberegister', 'l-7', 'receipt.json'));
    await sweep(t.kernel, inbox());
    expect(result('l-7', 'filed/receipt')).toEqual(first);
    expect(await counts()).toEqual(before);
  });

  it('looks into no folder that is no client’s', async () => {
    mkdirSync(join(inbox(), 'fremd', 'x'), { recursive: true });
    writeFileSync(join(inbox(), 'fremd', 'x', 'delivery.json'), '{}');
    await sweep(t.kernel, inbox());
    expect(readdirSync(join(inbox(), 'fremd'))).toEqual(['x']);
  });
});

describe('staff give out keys', () => {
  it('once, and only those who may', async () => {
    const operator = await t.as(colleague(['it'], ['records.clients']));
    await operator.get('/amt/akten/schnittstellen');
    expect((await operator.post('/amt/akten/schnittstellen', { name: 'Mit Leerzeichen', amt: 'kfz', stellen: '33.3' })).statusCode).toBe(422);
    const made = await operator.post('/amt/akten/schnittstellen', { name: 'kfz-verfahren', amt: 'kfz', stellen: ['33.3'] });
    expect(made.statusCode).toBe(303);
    const page = String(made.headers['location']);
    const shown = /stadttor_[A-Za-z0-9_-]{43}/.exec((await operator.post(`${page}/schluessel`)).body)![0];
    expect((await operator.get(page)).body).not.toContain(shown);
    const positions = await t.kernel.http.app.inject({ url: '/api/v1/records/positions', headers: { authorization: `Bearer ${shown}` } });
    expect(positions.json()).toEqual({ positions: [{ key: '33.3', title: 'Fahrzeugzulassung', retention_years: 7 }] });
    await operator.post(`${page}/schalten`, { aktiv: 'nein' });
    expect((await t.kernel.http.app.inject({ url: '/api/v1/records/positions', headers: { authorization: `Bearer ${shown}` } })).statusCode).toBe(401);
    expect((await (await t.as(colleague(['kfz'], ['records.read', 'records.manage']))).get('/amt/akten/schnittstellen')).statusCode).toBe(403);
  });
});
