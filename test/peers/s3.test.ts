import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { AwsClient } from 'aws4fetch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCipher, type ObjectStore } from '../../src/kernel/objects/index.ts';
import { createS3Store } from '../../src/kernel/objects/s3.ts';
import { startCeph, type Ceph } from './ceph.ts';
import { installFromDebian } from './debian.ts';

const present = installFromDebian(['ceph-mon', 'ceph-mgr', 'ceph-osd', 'radosgw', 'ceph-common']);
const code = (value: string): object => expect.objectContaining({ code: value });

describe.runIf(present)('Ceph\'s RADOS gateway', () => {
  let ceph: Ceph;
  let store: ObjectStore;
  let spool: string;
  let raw: AwsClient;
  const bucket = 'stadttor';
  const cipher = createCipher(['a secret of thirty-two letters or more']);
  const settings = () => ({ endpoint: ceph.endpoint, region: 'us-east-1', bucket, accessKey: ceph.accessKey, secretKey: ceph.secretKey });

  beforeAll(async () => {
    ceph = await startCeph();
    spool = mkdtempSync(join(tmpdir(), 'spool-'));
    raw = new AwsClient({ accessKeyId: ceph.accessKey, secretAccessKey: ceph.secretKey, region: 'us-east-1', service: 's3' });
    store = await createS3Store(settings(), spool, cipher);
  });
  afterAll(async () => {
    await ceph?.stop();
    if (spool) rmSync(spool, { recursive: true, force: true });
  });

  it('without the bucket: a clear error, not "missing"', async () => {
    await expect(store.has('ab'.repeat(32))).resolves.toBe(false);
    await expect(store.put(Buffer.from('x'))).rejects.toEqual(code('OBJECT_STORE_AWAY'));
    expect((await raw.fetch(`${ceph.endpoint}/${bucket}`, { method: 'PUT' })).status).toBe(200);
  });

  it('keeps objects of every size, encrypted, and hands them back', async () => {
    for (const size of [0, 1, 65_535, 65_536, 65_537, 5_000_000]) {
      const whole = randomBytes(size);
      const stored = await store.put(Readable.from(size === 0 ? [] : [whole.subarray(0, size >> 1), whole.subarray(size >> 1)]));
      expect(await store.size(stored.sha256)).toBe(size);
      expect((await buffer(await store.open(stored.sha256, { verify: true }))).equals(whole)).toBe(true);
      const there = Buffer.from(await (await raw.fetch(`${ceph.endpoint}/${bucket}/${stored.sha256.slice(0, 2)}/${stored.sha256}`)).arrayBuffer());
      if (size > 32) expect(there.includes(whole.subarray(0, 32))).toBe(false);
    }
    expect(readdirSync(join(spool, 'incoming'))).toEqual([]);
  });

  it('tells missing, damaged and forbidden apart', async () => {
    const { sha256 } = await store.put(Buffer.from('Urkunde'));
    await expect(store.open('ab'.repeat(32))).rejects.toEqual(code('OBJECT_NOT_FOUND'));
    const path = `${ceph.endpoint}/${bucket}/${sha256.slice(0, 2)}/${sha256}`;
    const there = Buffer.from(await (await raw.fetch(path)).arrayBuffer());
    there[there.length - 1]! ^= 1;
    await raw.fetch(path, { method: 'PUT', body: there });
    await expect(store.open(sha256).then(buffer)).rejects.toEqual(code('OBJECT_CORRUPT'));
    await store.put(Buffer.from('Urkunde'));
    expect((await buffer(await store.open(sha256, { verify: true }))).toString()).toBe('Urkunde');
    expect([await store.has(sha256), await store.delete(sha256), await store.delete(sha256), await store.has(sha256)]).toEqual([true, true, false, false]);
    const stranger = await createS3Store({ ...settings(), secretKey: 'wrong' }, spool, cipher);
    await expect(stranger.put(Buffer.from('x'))).rejects.toEqual(code('OBJECT_STORE_AWAY'));
    await expect(store.put(Buffer.alloc(100), { limit: 99 })).rejects.toEqual(code('OBJECT_TOO_LARGE'));
    expect(readdirSync(join(spool, 'incoming'))).toEqual([]);
  });

  it('lists more than one answer holds, and named objects under their path', async () => {
    const names = Array.from({ length: 1010 }, (_, n) => `log/tile/0/000.p/${n}`);
    for (let at = 0; at < names.length; at += 16) await Promise.all(names.slice(at, at + 16).map((name) => store.named.write(name, Buffer.from(name))));
    const found: string[] = [];
    for await (const name of store.named.list('log/tile/0/000.p/')) found.push(name);
    expect(found.sort()).toEqual([...names].sort());
    expect((await store.named.read('log/tile/0/000.p/7'))!.toString()).toBe('log/tile/0/000.p/7');
    expect([await store.named.read('log/none'), await store.named.remove('log/tile/0/000.p/7'), await store.named.remove('log/tile/0/000.p/7')]).toEqual([undefined, true, false]);
    const content: string[] = [];
    for await (const { sha256, changed } of store.list()) {
      content.push(sha256);
      expect(Math.abs(changed.getTime() - Date.now())).toBeLessThan(3_600_000);
    }
    expect(content).toHaveLength(6);
  });

  it('unreachable: a clear error and nothing half put', async () => {
    const away = await createS3Store({ ...settings(), endpoint: 'http://127.0.0.1:9' }, spool, cipher);
    await expect(away.put(randomBytes(200_000))).rejects.toEqual(code('OBJECT_STORE_AWAY'));
    await expect(away.open('ab'.repeat(32))).rejects.toEqual(code('OBJECT_STORE_AWAY'));
    expect(readdirSync(join(spool, 'incoming'))).toEqual([]);
  });
});
