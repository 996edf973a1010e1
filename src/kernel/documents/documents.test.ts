import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../root.ts';
import { createDocuments, type Documents, type DocumentsOptions } from './index.ts';
import { samples } from './samples.ts';

const MB = 1024 * 1024;
const kernelTemplates = join(projectRoot, 'src/kernel/documents/templates');
let folder = '';
let documents: Documents | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'documents-'));
  await writeFile(join(folder, 'endless.typ'), '#let render(data, input) = { for a in range(30000) { for b in range(30000) { } }\n [= End] }');
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => documents?.close());

const start = (options: Partial<DocumentsOptions> = {}): Documents => {
  documents = createDocuments({ templateDirs: [kernelTemplates, folder], ...options });
  return documents;
};
const endless = { template: 'endless', data: {}, standard: 'ua-1', title: 'T', lang: 'de' } as const;
const pid = (service: Documents): number => service.workers()[0]?.pid ?? 0;
const isPdf = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(0, 5)).toString() === '%PDF-';
const code = (value: string): unknown => expect.objectContaining({ code: value });

describe('the document worker', () => {
  it('starts with the first document and without our environment', async () => {
    const service = start();
    expect(service.workers()).toEqual([]);
    process.env['STADTTOR_TEST_SECRET'] = 'hunter2';
    await service.warm();
    delete process.env['STADTTOR_TEST_SECRET'];
    expect(service.workers()).toEqual([{ pid: expect.any(Number), rss: expect.any(Number) }]);
    expect(readFileSync(`/proc/${pid(service)}/environ`, 'utf8')).not.toContain('hunter2');
  });

  it('answers many at once, each with its own document', async () => {
    const service = start({ workers: 2 });
    const { copy } = await samples();
    const headings = Array.from({ length: 20 }, (_, index) => `Kopie Nummer ${index}`);
    const pdfs = await Promise.all(headings.map((title) => service.render({ ...copy, title, standard: 'ua-1' })));
    pdfs.forEach((pdf, index) => expect(Buffer.from(pdf).toString('latin1')).toContain(`>${headings[index] ?? ''}<`));
    expect(service.workers()).toHaveLength(2);
  });

  it('makes the document all the same when it is killed in the middle', async () => {
    const service = start();
    await service.warm();
    const { letter } = await samples();
    for (let round = 0; round < 5; round += 1) {
      const killed = pid(service);
      const pending = service.render({ ...letter, standard: 'a-3a' });
      process.kill(killed, 'SIGKILL');
      expect(isPdf(await pending)).toBe(true);
      expect(pid(service)).not.toBe(killed);
    }
  });

  it('gives up on a document that breaks it twice, and serves the next', async () => {
    const service = start();
    const pending = service.render(endless);
    const verdict = expect(pending).rejects.toEqual(code('DOCUMENT_CRASHED'));
    const first = pid(service);
    process.kill(first, 'SIGKILL');
    await expect.poll(() => pid(service)).not.toBe(first);
    await expect.poll(() => pid(service)).toBeGreaterThan(0);
    process.kill(pid(service), 'SIGKILL');
    await verdict;
    expect(isPdf(await service.render({ ...(await samples()).card, standard: 'ua-1' }))).toBe(true);
  });

  it('ends an endless document and serves those waiting behind it', async () => {
    const service = start({ timeoutMs: 1500 });
    await service.warm();
    const slow = service.render(endless);
    const next = service.render({ ...(await samples()).card, standard: 'ua-1' });
    await expect(slow).rejects.toEqual(code('DOCUMENT_TIMEOUT'));
    expect(isPdf(await next)).toBe(true);
  });

  it('is replaced when it has grown too large', async () => {
    const service = start({ rssCeiling: 1 * MB });
    const { card } = await samples();
    await service.render({ ...card, standard: 'ua-1' });
    expect(service.workers()).toEqual([]);
    expect(isPdf(await service.render({ ...card, standard: 'ua-1' }))).toBe(true);
  });

  it('keeps its memory over 200 different documents', { timeout: 60_000 }, async () => {
    const service = start({ rssCeiling: 2000 * MB });
    const { letter } = await samples();
    const after: number[] = [];
    for (let index = 0; index < 200; index += 1) {
      const data = { ...(letter.data as object), salutation: `Guten Tag Nummer ${index},` };
      await service.render({ ...letter, data, standard: index % 2 === 0 ? 'ua-1' : 'a-3a' });
      if (index === 99 || index === 199) after.push(service.workers()[0]?.rss ?? 0);
    }
    expect(after[1]).toBeLessThan(350 * MB);
    expect((after[1] ?? 0) - (after[0] ?? 0)).toBeLessThan(40 * MB);
  });

  it('refuses when closed, and lets nobody wait for ever', async () => {
    const service = start();
    const pending = [service.render(endless), service.render(endless)].map((promise) => expect(promise).rejects.toEqual(code('DOCUMENT_CLOSED')));
    await service.close();
    await Promise.all(pending);
    await expect(service.render(endless)).rejects.toEqual(code('DOCUMENT_CLOSED'));
    expect(service.workers()).toEqual([]);
  });

  it('ends with the house, even when that is killed', async () => {
    const script = `import { createDocuments } from ${JSON.stringify(join(projectRoot, 'src/kernel/documents/index.ts'))};
      const service = createDocuments({ templateDirs: [${JSON.stringify(kernelTemplates)}] });
      await service.warm(); console.log(service.workers()[0].pid); setInterval(() => undefined, 1000);`;
    const house = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(house.stdout, 'data') as [Buffer];
    const worker = Number(line.toString());
    expect(() => process.kill(worker, 0)).not.toThrow();
    house.kill('SIGKILL');
    await expect.poll(() => { try { return process.kill(worker, 0); } catch { return false; } }, { timeout: 5000 }).toBe(false);
  });

  it('does not keep a finished program alive', () => {
    const script = `import { createDocuments } from ${JSON.stringify(join(projectRoot, 'src/kernel/documents/index.ts'))};
      await createDocuments({ templateDirs: [${JSON.stringify(kernelTemplates)}] }).warm(); console.log('done');`;
    const result = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 15_000 });
    expect({ out: result.stdout.trim(), status: result.status }).toEqual({ out: 'done', status: 0 });
  });
});
