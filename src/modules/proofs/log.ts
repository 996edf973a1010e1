import * as z from 'zod';
import { everyone } from '../../kernel/access/access.ts';
import { conflict, forbidden, notFound } from '../../kernel/errors/errors.ts';
import { file, json } from '../../kernel/http/types.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { parseTilePath, tilePath } from '../../standards/tlog/index.ts';

const log = '/api/v1/log';
/** A full check of a large log fetches some thousand tiles. */
const reading = { max: 3000, seconds: 60 };
const plain = 'text/plain; charset=utf-8';
const bytes = 'application/octet-stream';

/** The log as files, laid out after C2SP tlog-tiles; nothing in them is personal. */
export function registerLog(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET',
    path: `${log}/checkpoint`,
    summary: 'The log\'s signed statement of its size and root, with cosignatures (C2SP tlog-checkpoint)',
    access: everyone,
    rateLimit: reading,
    mime: plain,
    async handler() {
      const note = await kernel.evidence.checkpoint();
      if (note === undefined) throw notFound();
      return file({ body: Buffer.from(note), mime: plain, name: 'checkpoint', cache: 'public, max-age=2' });
    },
  });

  kernel.http.route({
    method: 'GET',
    path: `${log}/tile/*`,
    summary: 'Hashes or entries of the log (C2SP tlog-tiles): tile/<level>/<index>[.p/<width>], tile/entries/<index>[.p/<width>]',
    access: everyone,
    rateLimit: reading,
    mime: bytes,
    params: z.object({ '*': z.string().max(100) }),
    async handler({ params }) {
      const tile = parseTilePath(`tile/${params['*']}`);
      const body = tile && (await kernel.evidence.tile(tile));
      if (!tile || !body) throw notFound();
      return file({ body, mime: bytes, name: tilePath(tile).replaceAll('/', '-'), cache: 'public, max-age=31536000, immutable' });
    },
  });

  kernel.http.route({
    method: 'GET',
    path: `${log}/keys`,
    summary: 'Public keys that sign or signed checkpoints, the newest last, with the word of the one before',
    access: everyone,
    rateLimit: reading,
    mime: plain,
    async handler() {
      const keys = await kernel.evidence.keys();
      const lines = keys.flatMap(({ verifierKey, createdAt, endorsement }) => [`# since ${createdAt.toISOString()}`, verifierKey, ...(endorsement ?? '').split('\n').filter(Boolean).map((line) => `#   ${line}`)]);
      return file({ body: Buffer.from(`${lines.join('\n')}\n`), mime: plain, name: 'keys', cache: 'public, max-age=60' });
    },
  });

  kernel.http.route({
    method: 'POST',
    path: `${log}/cosignatures`,
    summary: 'A witness hands in its signature line under a published checkpoint (C2SP tlog-cosignature)',
    access: everyone,
    rateLimit: { max: 60, seconds: 60 },
    body: z.object({ size: z.int().positive(), line: z.string().min(10).max(500).regex(/^\u2014 [^\n]*$/) }),
    async handler({ body }) {
      const answer = await kernel.evidence.cosign(body.size, body.line);
      if (answer === 'unknown_checkpoint') throw conflict('proofs.error.unknown_checkpoint');
      if (answer === 'unknown_witness') throw forbidden();
      return json({ answer });
    },
  });
}
