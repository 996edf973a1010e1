import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COSIGNATURE, Edge, formatCheckpoint, formatNote, formatVerifierKey, hashLeaf, signatureLine, signerKey, type SignerKey } from '../../../standards/tlog/index.ts';
import { createTestKernel, type TestKernel } from '../../testing/test-kernel.ts';
import { addSigningKey, currentSigner } from '../signing-keys.ts';
import { evidenceWith, findings, promise, runVerify } from '../log.testing.ts';

let test: TestKernel;
let ids: string[];
let document: string;
const witness = signerKey('witness.example/w', Buffer.alloc(32, 3), COSIGNATURE);
const witnesses = [formatVerifierKey(witness)];
const owner = '00000000-0000-7000-8000-00000000abcd';

/** A log of three checkpoints over 270 entries, the second cosigned, with a document and an erased person; then somebody with all rights comes. */
beforeEach(async () => {
  test = await createTestKernel({ env: { EVIDENCE_WITNESSES: witnesses[0]! } });
  const { kernel } = test;
  ids = await promise(test, 10);
  ids.push(...(await promise(test, 2, owner)));
  document = (await kernel.objects.put(Buffer.from('a letter'))).sha256;
  await kernel.db.transaction().execute((tx) => kernel.evidence.append(tx, { kind: 'letter.provided', content: { case: 'x', document } }));
  await kernel.evidence.grow();
  await kernel.db.transaction().execute((tx) => kernel.evidence.destroyOpenings(tx, { ownerId: owner }));
  ids.push(...(await promise(test, 200)));
  await kernel.evidence.grow();
  const text = (await kernel.evidence.checkpoint())!.split('\n\n')[0]! + '\n';
  expect(await kernel.evidence.cosign(214, signatureLine(text, witness, 1_790_000_000))).toBe('taken');
  ids.push(...(await promise(test, 56)));
  await kernel.evidence.grow();
  expect(await runVerify(test, { witnesses })).toEqual({ found: [], summary: { entries: 270, checkpoints: 3, cosignatures: 1, openings: 268, erased: 2, waiting: 0, documents: 1 } });
});
afterEach(() => test.close());

/** Does as the owner of the database what he is not meant to do. */
async function tamper(...statements: string[]): Promise<void> {
  const client = await test.ownerPool.connect();
  try {
    await client.query('begin');
    await client.query(`set local session_replication_role = replica`);
    for (const statement of statements) await client.query(statement);
    await client.query('commit');
  } finally {
    client.release(true);
  }
}

const keysOf = async (more = {}) => (await findings(test, { witnesses, ...more })).map(({ key }) => key);
const first = async (more = {}) => (await findings(test, { witnesses, ...more }))[0];
const at = (index: number) => `(select position from evidence.leaf where leaf_index = ${index})`;

/** Rewrites the whole history with this key, tiles and all, as somebody who has the secret of the installation could. */
async function rewriteWith(signer: SignerKey, sizes: number[]): Promise<void> {
  const { rows } = await test.ownerPool.query<{ at: Date; kind: string; commitment: Buffer }>('select kind, at, commitment from evidence.leaf l join evidence.entry e using (position) order by leaf_index');
  const edge = new Edge();
  for (const row of rows) {
    edge.add(hashLeaf(Buffer.from(`{"at":"${row.at.toISOString()}","commitment":"${row.commitment.toString('hex')}","kind":"${row.kind}","v":1}`)));
    if (!sizes.includes(edge.size)) continue;
    const text = formatCheckpoint({ origin: signer.name, size: edge.size, root: edge.root() });
    const note = formatNote(text, [signatureLine(text, signer)]);
    await tamper(`update evidence.checkpoint set root = '\\x${Buffer.from(edge.root()).toString('hex')}', edge = '\\x${edge.toBytes().toString('hex')}', note = $n$${note}$n$ where size = ${edge.size}`);
  }
}

describe('a row', () => {
  it('changed: kind, time, commitment', async () => {
    for (const change of [`kind = 'case.decided'`, `at = at - interval '1 day'`, `commitment = sha256('x')`]) {
      await tamper(`create table if not exists kept as select * from evidence.entry`, `update evidence.entry set ${change} where position = ${at(5)}`);
      expect(await first()).toEqual({ key: 'entry_changed', params: { index: 5, id: ids[5] } });
      await tamper('delete from evidence.entry', 'insert into evidence.entry overriding system value select * from kept');
    }
    expect(await keysOf()).toEqual([]);
  });

  it('changed with its leaf hash: the published tile tells which', async () => {
    await tamper(`update evidence.entry set kind = 'case.decided', leaf = sha256('\\x00'::bytea || convert_to('{"at":"' || to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '","commitment":"' || encode(commitment, 'hex') || '","kind":"case.decided","v":1}', 'UTF8')) where position = ${at(100)}`);
    expect(await first()).toEqual({ key: 'history_changed', params: { size: 214, index: 100 } });
  });

  it('dropped: entry, place, both', async () => {
    await tamper(`delete from evidence.entry where position = ${at(7)}`);
    expect(await first()).toEqual({ key: 'entry_missing', params: { index: 7 } });
  });

  it('dropped with its place, the others moved up', async () => {
    await tamper(`delete from evidence.entry where position = ${at(7)}`, 'delete from evidence.leaf where leaf_index = 7');
    expect(await first()).toEqual({ key: 'place_missing', params: { index: 7 } });
    await tamper('update evidence.leaf set leaf_index = -leaf_index', 'update evidence.leaf set leaf_index = -leaf_index - 1 where leaf_index < -7', 'update evidence.leaf set leaf_index = -leaf_index where leaf_index < 0');
    expect(await first()).toEqual({ key: 'history_changed', params: { size: 13, index: 7 } });
  });

  it('swapped', async () => {
    await tamper(`create temp table s as select * from evidence.leaf where leaf_index in (20, 21)`, 'delete from evidence.leaf where leaf_index in (20, 21)', 'insert into evidence.leaf select 41 - leaf_index, position from s');
    expect(await first()).toEqual({ key: 'history_changed', params: { size: 214, index: 20 } });
  });

  it('inserted: beside the sequencer, without a place, into the middle', async () => {
    await tamper(`insert into evidence.entry (id, kind, at, commitment, leaf) select gen_random_uuid(), kind, at, commitment, leaf from evidence.entry where position = ${at(3)}`);
    expect(await keysOf()).toContain('entry_unplaced');
    await tamper('insert into evidence.leaf select 270, max(position) from evidence.entry');
    expect(await first()).toEqual({ key: 'places_unsigned', params: { index: 270 } });
    await tamper('update evidence.leaf set leaf_index = -1 - leaf_index', 'update evidence.leaf set leaf_index = case when leaf_index = -271 then 4 when leaf_index < -4 then -leaf_index else -1 - leaf_index end');
    expect(await first()).toEqual({ key: 'history_changed', params: { size: 13, index: 4 } });
  });

  it('back-dated through the front door', async () => {
    await test.ownerPool.query(`select evidence.append(gen_random_uuid(), 'case.submitted', '2026-11-20T00:00:00Z', sha256('late'))`);
    await test.kernel.evidence.grow();
    expect(await first()).toMatchObject({ key: 'entry_backdated', params: { index: 270, at: '2026-11-20T00:00:00.000Z' } });
  });

  it('taken out of the queue', async () => {
    const [id] = await promise(test, 1);
    expect((await runVerify(test, { witnesses })).summary.waiting).toBe(1);
    await tamper('delete from evidence.pending');
    expect(await first()).toMatchObject({ key: 'entry_unplaced', params: { id } });
  });

  it('truncated: the last entries, and then everything that names them', async () => {
    await tamper('delete from evidence.leaf where leaf_index >= 214');
    expect(await first()).toEqual({ key: 'place_missing', params: { index: 214 } });
    await tamper('delete from evidence.entry where position not in (select position from evidence.leaf)', 'delete from evidence.publication where size > 214', 'delete from evidence.checkpoint where size > 214', 'delete from evidence.tile_root', 'delete from kernel.evidence_opening where entry_id not in (select id from evidence.entry)');
    expect(await keysOf()).toEqual(['log_shortened']);
  });

  it('of the roots of tiles: changed, dropped', async () => {
    await tamper(`update evidence.tile_root set hash = sha256('x')`);
    expect(await keysOf()).toEqual(['tile_root_changed']);
    await tamper('delete from evidence.tile_root');
    expect(await keysOf()).toEqual(['tile_root_changed']);
  });
});

describe('salt and content', () => {
  it('changed, swapped, dropped, invented', async () => {
    await tamper(`update kernel.evidence_opening set salt = sha256('x') where entry_id = '${ids[0]}'`, `update kernel.evidence_opening set content = '{"case":"other"}' where entry_id = '${ids[1]}'`, `delete from kernel.evidence_opening where entry_id = '${ids[2]}'`,
      `update kernel.evidence_opening o set content = p.content from kernel.evidence_opening p where o.entry_id = '${ids[3]}' and p.entry_id = '${ids[4]}'`, `insert into kernel.evidence_opening select gen_random_uuid(), null, salt, content, created_at from kernel.evidence_opening where entry_id = '${ids[5]}'`);
    expect(await findings(test, { witnesses })).toEqual(expect.arrayContaining([
      { key: 'opening_changed', params: { id: ids[0], kind: 'case.submitted' } }, { key: 'opening_changed', params: { id: ids[1], kind: 'case.submitted' } }, { key: 'opening_changed', params: { id: ids[3], kind: 'case.submitted' } },
      { key: 'opening_missing', params: { id: ids[2], kind: 'case.submitted' } }, { key: 'opening_stray', params: { id: expect.any(String) } },
    ]));
    expect(await keysOf()).toHaveLength(5);
  });

  it('erased by the book is erased, not broken; without its entry in the log it is broken', async () => {
    expect((await runVerify(test, { witnesses })).summary.erased).toBe(2);
    await tamper(`delete from kernel.evidence_opening where content ? 'entries'`);
    expect((await keysOf()).filter((key) => key === 'opening_missing')).toHaveLength(3);
  });
});

describe('the object store', () => {
  const named = () => test.kernel.objects.named;
  it('a tile, a bundle, the checkpoint: changed, swapped, dropped', async () => {
    for (const [name, key] of [['log/tile/0/000', 'tile_changed'], ['log/tile/entries/000', 'bundle_changed'], ['log/tile/1/000.p/1', 'tile_changed']] as const) {
      const there = (await named().read(name))!;
      const bent = Buffer.from(there);
      bent[bent.length - 1]! ^= 1;
      await named().write(name, bent);
      expect(await findings(test, { witnesses }), name).toEqual([{ key, params: { name: name.slice(4) } }]);
      await named().write(name, there.subarray(0, 32));
      if (there.length > 32) expect(await keysOf(), name).toEqual([key]);
      await named().remove(name);
      expect(await first(), name).toEqual({ key: 'tile_missing', params: { name: name.slice(4) } });
      await named().write(name, there);
    }
    const checkpoint = (await named().read('log/checkpoint'))!;
    await named().write('log/checkpoint', Buffer.from(checkpoint.toString().replace('\n270\n', '\n271\n')));
    expect(await first()).toMatchObject({ key: 'checkpoint_signature' });
    const { rows } = await test.ownerPool.query<{ note: string }>('select note from evidence.checkpoint where size = 13');
    await named().write('log/checkpoint', Buffer.from(rows[0]!.note));
    expect(await first()).toEqual({ key: 'checkpoint_object', params: { shown: 13, size: 270 } });
    await named().remove('log/checkpoint');
    expect(await first()).toEqual({ key: 'tile_missing', params: { name: 'checkpoint' } });
  });

  it('a bent tile stops the sequencer, and no wrong proof leaves the house', async () => {
    await named().write('log/tile/0/000', Buffer.alloc(8192));
    await expect(test.kernel.evidence.proof(ids[0]!)).rejects.toMatchObject({ code: 'EVIDENCE_TILE' });
    await named().write('log/tile/0/001.p/20', Buffer.alloc(640));
    await promise(test, 6);
    await expect(test.kernel.evidence.grow()).rejects.toMatchObject({ code: 'EVIDENCE_TILE' });
    expect(await test.kernel.evidence.checkpoint()).toContain('\n270\n');
  });

  it('a document: changed, dropped', async () => {
    await test.kernel.objects.delete(document);
    expect(await first()).toMatchObject({ key: 'object_missing', params: { sha256: document } });
    const { dataDir } = test.kernel.config;
    const { mkdir, writeFile } = await import('node:fs/promises');
    await mkdir(`${dataDir}/objects/${document.slice(0, 2)}`, { recursive: true });
    await writeFile(`${dataDir}/objects/${document.slice(0, 2)}/${document}`, 'another letter');
    expect(await first()).toMatchObject({ key: 'object_damaged', params: { sha256: document } });
  });
});

describe('checkpoints and keys', () => {
  it('signed again by a stranger, with another root, dropped', async () => {
    const stranger = signerKey((await currentSigner(test.kernel.db, test.kernel.keys))!.name, randomBytes(32));
    await tamper(`create table kept as select * from evidence.checkpoint`);
    await rewriteWith(stranger, [214]);
    expect(await first()).toEqual({ key: 'unknown_signer', params: { name: '214' } });
    await tamper('delete from evidence.checkpoint', 'insert into evidence.checkpoint select * from kept', `update evidence.checkpoint set root = sha256('x') where size = 214`);
    expect(await first()).toMatchObject({ key: 'history_changed', params: { size: 214 } });
    await tamper('delete from evidence.checkpoint', 'insert into evidence.checkpoint select * from kept where size <> 13', 'delete from evidence.publication where size = 13');
    expect(await keysOf()).toContain('checkpoint_missing');
  });

  it('the whole history rewritten with the right key: a cosignature, or a checkpoint kept outside, tells', async () => {
    const outside = (await test.kernel.evidence.checkpoint())!;
    const signer = (await currentSigner(test.kernel.db, test.kernel.keys))!;
    const commitment = Buffer.from('ff'.repeat(32), 'hex');
    const { rows } = await test.ownerPool.query<{ at: Date; kind: string }>(`select at, kind from evidence.entry where position = ${at(50)}`);
    const leaf = hashLeaf(Buffer.from(`{"at":"${rows[0]!.at.toISOString()}","commitment":"${commitment.toString('hex')}","kind":"${rows[0]!.kind}","v":1}`));
    await tamper(`update evidence.entry set commitment = '\\x${commitment.toString('hex')}', leaf = '\\x${leaf.toString('hex')}' where position = ${at(50)}`, 'delete from evidence.tile_root');
    await rewriteWith(signer, [214, 270]);
    // the root of the full tile and the objects, rewritten as well
    const { rows: leaves } = await test.ownerPool.query<{ leaf: Buffer }>('select leaf from evidence.leaf join evidence.entry using (position) order by leaf_index');
    const edge = new Edge();
    for (const row of leaves.slice(0, 256)) edge.add(row.leaf);
    await tamper(`insert into evidence.tile_root values (1, 0, '\\x${Buffer.from(edge.root()).toString('hex')}')`, 'delete from evidence.publication');
    for await (const name of test.kernel.objects.named.list('log/')) await test.kernel.objects.named.remove(name);
    await test.kernel.evidence.grow();
    // salt and content cannot be made to fit; suppose they are gone from this attack's view
    expect((await keysOf()).filter((key) => key !== 'opening_changed')).toEqual(['cosignature_broken']);
    await tamper('delete from evidence.cosignature');
    expect((await keysOf()).filter((key) => key !== 'opening_changed')).toEqual([]);
    expect(await findings(test, { witnesses, outside })).toContainEqual({ key: 'fork', params: { size: 270 } });
  });

  it('a cosignature changed', async () => {
    await tamper(`update evidence.cosignature set line = replace(line, right(line, 8), 'AAAAAA==')`);
    expect(await first()).toMatchObject({ key: 'cosignature_broken' });
  });

  it('a key changed, put under, without the word of the one before; the private one replaced', async () => {
    const stranger = signerKey('stranger', randomBytes(32));
    await tamper('create table kept as select * from evidence.signing_key', `update evidence.signing_key set verifier_key = '${formatVerifierKey(stranger)}'`);
    expect(await first()).toMatchObject({ key: 'key_broken' });
    await tamper('delete from evidence.signing_key', 'insert into evidence.signing_key select * from kept', `update evidence.signing_key set sealed = '\\x00'`);
    expect(await keysOf()).toEqual(['key_private']);
    await tamper('delete from evidence.signing_key', 'insert into evidence.signing_key select * from kept');
    await test.kernel.evidence.rotateKey();
    expect(await keysOf()).toEqual([]);
    await tamper(`update evidence.signing_key set endorsement = replace(endorsement, 'stadttor evidence', 'stadttor EVIDENCE') where seq = 2`);
    expect(await first()).toMatchObject({ key: 'key_broken' });
    await tamper('delete from evidence.signing_key');
    await test.kernel.db.transaction().execute((tx) => addSigningKey(tx, test.kernel.keys, 'localhost:8080/api/v1/log', test.clock.now()));
    expect(await first()).toEqual({ key: 'unknown_signer', params: { name: '13' } });
  });

  it('shown a shorter log than yesterday, or another one', async () => {
    const outside = (await test.kernel.evidence.checkpoint())!;
    expect(await keysOf({ outside })).toEqual([]);
    await promise(test, 300);
    await test.kernel.evidence.grow();
    expect(await keysOf({ outside })).toEqual([]);
    const signer = (await currentSigner(test.kernel.db, test.kernel.keys))!;
    const forged = (size: number) => {
      const text = formatCheckpoint({ origin: signer.name, size, root: randomBytes(32) });
      return formatNote(text, [signatureLine(text, signer)]);
    };
    expect(await keysOf({ outside: forged(200) })).toEqual(['fork']);
    expect(await keysOf({ outside: forged(5000) })).toEqual(['log_shortened']);
    const other = evidenceWith(test, {});
    expect(await other.checkpoint()).toBe(await test.kernel.evidence.checkpoint());
  });
});
