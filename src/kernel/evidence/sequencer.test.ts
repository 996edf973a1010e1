import { Kysely, PostgresDialect } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COSIGNATURE, formatVerifierKey, openNote, parseCheckpoint, parseProofFile, parseVerifierKey, signatureLine, signerKey, TILE_WIDTH, verifyProofFile } from '../../standards/tlog/index.ts';
import type { Database } from '../db/db.ts';
import type { ObjectStore } from '../objects/index.ts';
import { createTestKernel, type TestKernel } from '../testing/test-kernel.ts';
import { leafHash } from './entry.ts';
import { evidenceWith, findings, promise, runVerify } from './log.testing.ts';

let test: TestKernel;
beforeEach(async () => {
  test = await createTestKernel({ env: { PUBLIC_URL: 'https://stadt.example' } });
});
afterEach(() => test.close());

const scalar = async (sql: string): Promise<unknown> => Object.values((await test.ownerPool.query(sql)).rows[0])[0];
const checkpoint = async () => parseCheckpoint((await test.kernel.evidence.checkpoint())!.split('\n\n')[0]! + '\n')!;

describe('the sequencer', () => {
  it('places, signs and publishes, and everything fits', async () => {
    expect(await test.kernel.evidence.grow()).toBe('grown');
    expect(await test.kernel.evidence.checkpoint()).toBeUndefined();
    for (const count of [1, 2, 250, 3, 1, 600]) {
      await promise(test, count);
      await test.work();
      expect(await findings(test)).toEqual([]);
    }
    expect(await checkpoint()).toMatchObject({ origin: 'stadt.example/api/v1/log', size: 857 });
    expect((await runVerify(test)).summary).toEqual({ entries: 857, checkpoints: 6, cosignatures: 0, openings: 857, erased: 0, waiting: 0, documents: 0 });
    // complete tiles have replaced the partial ones on the way
    const names = [];
    for await (const name of test.kernel.objects.named.list('log/tile/')) names.push(name);
    expect(names.filter((name) => /^log\/tile\/0\/00[012]/.test(name)).sort()).toEqual(['log/tile/0/000', 'log/tile/0/001', 'log/tile/0/002']);
    expect((await test.kernel.evidence.tile({ level: 0, index: 0, width: 7 }))!.length).toBe(TILE_WIDTH * 32);
  });

  it('gives everyone a proof that holds away from the database', async () => {
    const [first] = await promise(test, 300);
    expect(await test.kernel.evidence.proof(first!)).toEqual({ state: 'pending' });
    await test.work();
    const [key] = await test.kernel.evidence.keys();
    for (const id of [first!, (await promise(test, 1))[0]!]) {
      await test.work();
      const proof = await test.kernel.evidence.proof(id);
      if (proof?.state !== 'proven') throw new Error('not proven');
      const { kind, at, commitment } = proof.disclosed;
      const leaf = leafHash({ kind, at: new Date(at), commitment: Buffer.from(commitment, 'hex') });
      expect(verifyProofFile(proof.proof, { leaf, keys: [parseVerifierKey(key!.verifierKey)!], origin: 'stadt.example/api/v1/log' })).toMatchObject({ ok: true, index: proof.index });
    }
    expect(await test.kernel.evidence.proof('00000000-0000-7000-8000-000000000000')).toBeUndefined();
  });

  it('signs with a new key after rotation; the old one vouches for it and stays known', async () => {
    await promise(test, 2);
    await test.work();
    const before = (await test.kernel.evidence.checkpoint())!;
    const fresh = await test.kernel.evidence.rotateKey();
    await promise(test, 2);
    await test.work();
    const [old, now] = (await test.kernel.evidence.keys()).map(({ verifierKey }) => parseVerifierKey(verifierKey)!);
    expect(openNote(before, [old!])).toMatchObject({ ok: true });
    expect(openNote((await test.kernel.evidence.checkpoint())!, [now!])).toMatchObject({ ok: true });
    expect(formatVerifierKey(now!)).toBe(fresh);
    expect(openNote((await test.kernel.evidence.keys())[1]!.endorsement!, [old!])).toMatchObject({ ok: true, text: expect.stringContaining(fresh) });
    expect(await findings(test)).toEqual([]);
  });

  it('takes cosignatures of witnesses it knows, and hands them out', async () => {
    const witness = signerKey('witness.example/w', Buffer.alloc(32, 3), COSIGNATURE);
    const evidence = evidenceWith(test, { witnesses: [formatVerifierKey(witness)] });
    const [id] = await promise(test, 3);
    await test.work();
    const text = (await evidence.checkpoint())!.split('\n\n')[0]! + '\n';
    const line = signatureLine(text, witness, 1_800_000_000);
    expect(await evidence.cosign(4, line)).toBe('unknown_checkpoint');
    expect(await evidence.cosign(3, signatureLine(text, signerKey('witness.example/x', Buffer.alloc(32, 4), COSIGNATURE), 1))).toBe('unknown_witness');
    expect(await evidence.cosign(3, line.replace(/.{6}$/, 'AAAA=='))).toBe('unknown_witness');
    expect(await evidence.cosign(3, `injected\n\n${line}`)).toBe('unknown_witness');
    expect(await evidence.cosign(3, line)).toBe('taken');
    expect(await evidence.cosign(3, line)).toBe('known');
    expect(await evidence.checkpoint()).toContain(line);
    await promise(test, 3);
    await test.work();
    // the newest one has no cosignature yet: proofs lead to the one that has
    const proof = await evidence.proof(id!);
    expect(proof?.state === 'proven' && parseProofFile(proof.proof)!.note).toContain(line);
    expect(await runVerify(test, { witnesses: [formatVerifierKey(witness)] })).toMatchObject({ found: [], summary: { cosignatures: 1 } });
  });

  it('is one at a time, and nothing gets two places', async () => {
    const evidence = Array.from({ length: 6 }, () => evidenceWith(test, {}));
    for (let round = 0; round < 6; round += 1) {
      const answers = await Promise.all([promise(test, 40), ...evidence.map((one) => one.grow()), promise(test, 3)]);
      expect(answers).toContain('grown');
    }
    await test.work();
    expect(await scalar('select count(*)::int from evidence.leaf')).toBe(258);
    expect(await findings(test)).toEqual([]);
  });

  it('lets nobody but itself fill the tree', async () => {
    await promise(test, 2);
    await test.work();
    for (const statement of [
      'insert into evidence.leaf values (2, 1)', 'delete from evidence.pending', 'update evidence.checkpoint set note = null', 'delete from evidence.tile_root', 'truncate evidence.signing_key cascade', 'delete from evidence.publication',
      `insert into evidence.cosignature values (2, 'a', '00000000', '', now(), now())`, `select evidence.seal(5, sha256(''), '', '', now(), '{}', '{}', '{}')`, `select evidence.add_key('00000000', '', '', null, now())`,
    ]) await expect(test.kernel.pool.query(statement), statement).rejects.toThrow(/permission denied|append-only|number of places|endorsed/);
    for (const table of ['leaf', 'tile_root', 'checkpoint', 'publication', 'signing_key', 'cosignature']) await expect(test.ownerPool.query(`truncate evidence.${table} cascade`), table).rejects.toThrow(/append-only/);
  });
});

describe('cut off at any await', () => {
  /** Counts every wait for database or store; at the given one the process is as good as killed: nothing it does afterwards happens. */
  function fused(at: number, when: 'before' | 'after') {
    let waits = 0;
    let dead = false;
    async function guard<R>(work: () => Promise<R>): Promise<R> {
      if (dead) throw new Error('killed');
      waits += 1;
      if (waits === at && when === 'before') dead = true;
      if (dead) throw new Error('killed');
      const result = await work();
      if (waits >= at && when === 'after') dead = true;
      if (dead) throw new Error('killed');
      return result;
    }
    const { pool, objects } = test.kernel;
    const db = new Kysely<Database>({ dialect: new PostgresDialect({
      pool: {
        async connect() {
          const client = await pool.connect();
          return { query: (...args: unknown[]) => guard(() => (client.query as (...all: unknown[]) => Promise<unknown>)(...args)), release: () => client.release(dead) } as never;
        },
        end: async () => undefined,
        options: {},
      },
    }) });
    const named: ObjectStore['named'] = {
      write: (name, bytes) => guard(() => objects.named.write(name, bytes)),
      read: (name) => guard(() => objects.named.read(name)),
      remove: (name) => guard(() => objects.named.remove(name)),
      async *list(prefix) {
        for await (const name of objects.named.list(prefix)) yield await guard(async () => name);
      },
    };
    return { evidence: evidenceWith(test, { db, objects: { ...objects, named } }), survived: () => !dead };
  }

  it.each(['before', 'after'] as const)('%s it: the next run goes on, nothing is lost or doubled', async (when) => {
    let appended = 0;
    for (let at = 1; ; at += 1) {
      appended += (await promise(test, at % 9 === 0 ? 120 : 2)).length;
      const { evidence, survived } = fused(at, when);
      await evidence.grow().catch((error: Error) => expect(error.message).toBe('killed'));
      // whatever was shown to anyone holds, now and after the next run
      const shown = await test.kernel.evidence.checkpoint();
      // PostgreSQL needs a moment to notice the dead
      await expect.poll(() => test.kernel.evidence.grow(), { interval: 5 }).toBe('grown');
      expect(await findings(test, shown === undefined ? {} : { outside: shown }), `wait ${at}`).toEqual([]);
      expect(await scalar('select count(*)::int from evidence.leaf')).toBe(appended);
      if (survived()) {
        expect(at).toBeGreaterThan(18);
        return;
      }
    }
  }, 120_000);
});
