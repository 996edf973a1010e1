import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestKernel, type TestKernel } from '../testing/test-kernel.ts';
import { canonicalJson } from './canonical-json.ts';
import { commit, leafHash } from './entry.ts';

describe('canonical JSON', () => {
  it('sorts keys and leaves no white space (RFC 8785)', () => {
    expect(canonicalJson({ b: 1, a: [true, null, 'ä€'], '\u20ac': 0, aa: { z: 1, y: 1e21 } })).toBe('{"a":[true,null,"ä€"],"aa":{"y":1e+21,"z":1},"b":1,"€":0}');
  });

  it('says the same as JSON.parse whatever comes in', () => {
    fc.assert(fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }));
  });

  it('refuses what is not JSON', () => {
    for (const value of [Number.NaN, 1n, new Date(), () => 1, Symbol('x')]) expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});

describe('the bytes of an entry', () => {
  const salt = Buffer.alloc(32, 7);
  const content = canonicalJson({ number: 'X26-000001-5', state: 'received' });

  // computed with Python's hashlib, not with this code
  it('are those of docs/evidence.md and never change silently', () => {
    expect(commit(salt, content).toString('hex')).toBe('6a08464eff7a364a7379da12739c19c1bd0aaab5fb8be704709bf9f94d560bee');
    expect(leafHash({ kind: 'case.submitted', at: new Date('2026-11-24T09:00:00.000Z'), commitment: commit(salt, content) }).toString('hex')).toBe('688a0275a8dffe3dd15bffb6f18b3840f5394b8d9662cf01d8f7660423c05996');
  });
});

describe('the log', () => {
  let test: TestKernel;
  beforeAll(async () => {
    test = await createTestKernel();
  });
  afterAll(() => test.close());

  const append = (content: Record<string, unknown>, ownerId: string | null = null) =>
    test.kernel.db.transaction().execute((tx) => test.kernel.evidence.append(tx, { kind: 'case.submitted', content, ownerId }));

  it('computes the leaf in the database exactly as the code does', async () => {
    const { id } = await append({ a: 1 });
    const entry = await test.kernel.db.selectFrom('evidence.entry').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    const opening = await test.kernel.db.selectFrom('kernel.evidence_opening').selectAll().where('entry_id', '=', id).executeTakeFirstOrThrow();
    expect(commit(opening.salt, canonicalJson(opening.content)).equals(entry.commitment)).toBe(true);
    expect(leafHash(entry).equals(entry.leaf)).toBe(true);
  });

  it('goes away with a transaction that fails', async () => {
    const before = await count();
    await expect(test.kernel.db.transaction().execute(async (tx) => {
      await test.kernel.evidence.append(tx, { kind: 'case.submitted', content: {} });
      throw new Error('changed our mind');
    })).rejects.toThrow();
    expect(await count()).toBe(before);
  });

  it('lets the application read and append, and nothing else', async () => {
    await append({ b: 2 });
    for (const statement of [
      sql`update evidence.entry set kind = 'case.changed'`,
      sql`delete from evidence.entry`,
      sql`truncate evidence.entry`,
      sql`insert into evidence.entry (id, kind, at, commitment, leaf) values (gen_random_uuid(), 'case.forged', now(), sha256(''), sha256(''))`,
      sql`alter table evidence.entry disable trigger all`,
      sql`drop table evidence.entry`,
    ]) await expect(statement.execute(test.kernel.db)).rejects.toThrow(/permission denied|must be owner|append-only/);
  });

  it('refuses changes even from the owner of the table', async () => {
    await expect(test.ownerPool.query(`update evidence.entry set kind = 'case.changed'`)).rejects.toThrow(/append-only/);
    await expect(test.ownerPool.query('delete from evidence.entry')).rejects.toThrow(/append-only/);
  });

  it('keeps the entry when a person is erased', async () => {
    const owner = '00000000-0000-7000-8000-00000000abcd';
    const { id } = await append({ about: 'someone' }, owner);
    const destroyed = await test.kernel.db.transaction().execute((tx) => test.kernel.evidence.destroyOpenings(tx, { ownerId: owner }));
    expect(destroyed).toBe(1);
    expect(await test.kernel.db.selectFrom('evidence.entry').select('leaf').where('id', '=', id).executeTakeFirst()).toBeDefined();
    expect(await test.kernel.db.selectFrom('kernel.evidence_opening').select('salt').where('entry_id', '=', id).executeTakeFirst()).toBeUndefined();
  });

  async function count(): Promise<number> {
    const row = await test.kernel.db.selectFrom('evidence.entry').select((eb) => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow();
    return Number(row.n);
  }
});
