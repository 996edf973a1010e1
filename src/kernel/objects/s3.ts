import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { AwsClient } from 'aws4fetch';
import { CodedError } from '../errors/errors.ts';
import type { Cipher } from './cipher.ts';
import { beginFile, openIncoming } from './folder.ts';
import type { Backend, ObjectStore } from './object-store.ts';
import { createObjectStore } from './store.ts';

export interface S3Config {
  /** Address of the service, without the bucket: https://s3.example.org */
  endpoint: string;
  region: string;
  bucket: string;
  accessKey: string;
  secretKey: string;
}

/**
 * Objects in a bucket (S3 API with path-style addresses and signature version 4: Ceph, AWS, others). What is put is written to
 * `spoolDir` first, encrypted already, because its name is known only at the end; then it goes over in one request whose
 * SHA-256 the service checks. Failures: as in the folder, and OBJECT_STORE_AWAY when the service cannot be reached or refuses.
 */
export async function createS3Store(config: S3Config, spoolDir: string, cipher?: Cipher): Promise<ObjectStore> {
  return createObjectStore(s3Backend(config, await openIncoming(spoolDir)), cipher);
}

function s3Backend(config: S3Config, incoming: string): Backend {
  const client = new AwsClient({ accessKeyId: config.accessKey, secretAccessKey: config.secretKey, region: config.region, service: 's3', retries: 3 });
  const base = `${config.endpoint.replace(/\/$/, '')}/${config.bucket}`;

  /** 404 is an answer, everything else that is not 2xx a failure. */
  async function request(method: string, path: string, init: { headers?: Record<string, string>; body?: Blob } = {}): Promise<Response | undefined> {
    let response: Response;
    try {
      response = await client.fetch(`${base}${path}`, { method, ...init });
    } catch (error) {
      throw new CodedError('OBJECT_STORE_AWAY', 'The object store cannot be reached.', { cause: error });
    }
    if (response.ok) return response;
    const code = /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1];
    if (response.status === 404 && code !== 'NoSuchBucket') return undefined;
    if (code === 'QuotaExceeded' || response.status === 507) throw new CodedError('OBJECT_STORE_FULL', 'There is no room left for objects.');
    throw new CodedError('OBJECT_STORE_AWAY', `The object store answered ${response.status}${code ? ` ${code}` : ''}.`);
  }

  const backend: Backend = {
    async begin() {
      const hash = createHash('sha256');
      const spool = await beginFile(incoming, async (temporary, name) => {
        const done = await request('PUT', `/${name}`, { headers: { 'x-amz-content-sha256': hash.digest('hex') }, body: await openAsBlob(temporary) });
        if (!done) throw new CodedError('OBJECT_STORE_AWAY', 'The object store answered 404.');
        await done.arrayBuffer();
        await rm(temporary, { force: true });
      });
      return {
        ...spool,
        async write(chunk) {
          hash.update(chunk);
          await spool.write(chunk);
        },
      };
    },
    async read(name, first) {
      const response = await request('GET', `/${name}`, first === undefined ? {} : { headers: { range: `bytes=0-${first - 1}` } }).catch((error: unknown) => {
        // a range of an empty object cannot be satisfied
        if (first !== undefined && error instanceof Error && error.message.includes(' 416')) return null;
        throw error;
      });
      if (response === null) return Readable.from([]);
      return response && Readable.fromWeb(response.body as WebStream<Uint8Array>);
    },
    async size(name) {
      const response = await request('HEAD', `/${name}`);
      return response && Number(response.headers.get('content-length'));
    },
    async remove(name) {
      if ((await backend.size(name)) === undefined) return false;
      await (await request('DELETE', `/${name}`))?.arrayBuffer();
      return true;
    },
    async *list(prefix) {
      for (let token: string | undefined = ''; token !== undefined;) {
        const query: string = `?list-type=2&prefix=${encodeURIComponent(prefix)}${token ? `&continuation-token=${encodeURIComponent(token)}` : ''}`;
        const text: string = (await (await request('GET', query))?.text()) ?? '';
        for (const [, entry = ''] of text.matchAll(/<Contents>(.*?)<\/Contents>/gs)) yield { name: tag(entry, 'Key') ?? '', changed: new Date(tag(entry, 'LastModified') ?? 0) };
        token = tag(text, 'NextContinuationToken');
      }
    },
  };
  return backend;
}

/** The answers are flat, and our names hold no character that XML would write otherwise; a token may. */
function tag(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]?.replace(/&(amp|lt|gt|quot|#39);/g, (_all, entity: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': '\'' })[entity] ?? '');
}
