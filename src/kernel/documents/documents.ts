import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { CodedError } from '../errors/errors.ts';
import { projectRoot } from '../root.ts';
import type { Answer, Order, RenderOrder, WorkerOptions } from './protocol.ts';
import type { Documents, RenderRequest } from './types.ts';

const MB = 1024 * 1024;
const NAME = /^[a-z][a-z0-9-]{0,60}$/;
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const FONTS = ['NotoSans-Regular', 'NotoSans-Bold'].map((name) => join(projectRoot, 'node_modules', '@kern-ux', 'native', 'dist', 'fonts', 'noto-sans', `${name}.woff`));

type Work = Omit<RenderOrder, 'id' | 'options'> | { kind: 'warm' };

interface Job {
  work: Work;
  attempts: number;
  resolve(pdf: Uint8Array): void;
  reject(error: Error): void;
}

interface Slot {
  child?: ChildProcess;
  job?: Job;
  timer?: NodeJS.Timeout;
  rss: number;
}

export interface DocumentsOptions {
  /** Folders of `.typ` templates; a name may exist only once in all of them. Read once per worker. */
  templateDirs: string[];
  /** Worker processes, 1 if left out; one makes about 50 letters a second. */
  workers?: number;
  /** For one document, 15,000 if left out; then the worker is killed and the next document gets a new one. */
  timeoutMs?: number;
  /** A worker that uses more memory than this after a document is replaced, 300 MB if left out. In bytes. */
  rssCeiling?: number;
}

/**
 * PDFs from Typst templates, made in child processes: a crash, an endless document or a leak there never touches the
 * web process. The workers get no environment variables, hence no secrets. Nothing starts before the first document.
 */
export function createDocuments(options: DocumentsOptions): Documents {
  const workerOptions: WorkerOptions = { templateDirs: options.templateDirs, fonts: FONTS };
  const timeoutMs = options.timeoutMs ?? 15_000;
  const rssCeiling = options.rssCeiling ?? 300 * MB;
  const slots: Slot[] = Array.from({ length: options.workers ?? 1 }, () => ({ rss: 0 }));
  const queue: Job[] = [];
  let nextId = 1;
  let closed = false;

  function submit(work: Work): Promise<Uint8Array> {
    if (closed) return Promise.reject(new CodedError('DOCUMENT_CLOSED', 'The document service is shut down.'));
    return new Promise((resolve, reject) => {
      queue.push({ work, attempts: 0, resolve, reject });
      pump();
    });
  }

  function pump(): void {
    for (const slot of slots) {
      if (slot.job !== undefined) continue;
      const job = queue.shift();
      if (job === undefined) return;
      start(slot, job);
    }
  }

  function start(slot: Slot, job: Job): void {
    const child = slot.child ?? spawn(slot);
    const id = nextId++;
    slot.job = job;
    job.attempts += 1;
    hold(child, true);
    slot.timer = setTimeout(() => {
      finish(slot)?.reject(new CodedError('DOCUMENT_TIMEOUT', `The document was not ready after ${timeoutMs} ms.`));
      void retire(slot);
      pump();
    }, timeoutMs);
    child.removeAllListeners('message');
    child.on('message', (answer: Answer) => {
      if (answer.id === id) settle(slot, answer);
    });
    // A channel that is already gone shows itself in the exit handler.
    child.send({ ...job.work, id, options: workerOptions } satisfies Order, () => undefined);
  }

  function settle(slot: Slot, answer: Answer): void {
    const job = finish(slot);
    slot.rss = answer.rss;
    if (slot.child !== undefined) hold(slot.child, false);
    if (answer.rss > rssCeiling) void retire(slot);
    if (answer.ok) job?.resolve(answer.pdf);
    else job?.reject(new CodedError(answer.code, answer.message));
    pump();
  }

  function spawn(slot: Slot): ChildProcess {
    const child = fork(join(projectRoot, 'src', 'kernel', 'documents', 'worker.ts'), [], {
      serialization: 'advanced',
      execArgv: ['--max-old-space-size=128', '--no-warnings'],
      // What a native crash prints may quote the document, so it is not kept.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: {},
    });
    slot.child = child;
    slot.rss = 0;
    const gone = (): void => {
      if (slot.child !== child) return;
      delete slot.child;
      const job = finish(slot);
      if (job !== undefined) retryOrReject(job);
      pump();
    };
    child.once('exit', gone);
    child.once('error', gone);
    return child;
  }

  function retryOrReject(job: Job): void {
    if (closed) job.reject(new CodedError('DOCUMENT_CLOSED', 'The document service is shut down.'));
    else if (job.attempts < 2) queue.unshift(job);
    else job.reject(new CodedError('DOCUMENT_CRASHED', 'The document worker broke down twice over the same document.'));
  }

  return {
    async render(request) {
      return submit(orderOf(request));
    },
    async warm() {
      await Promise.all(slots.map(() => submit({ kind: 'warm' })));
    },
    workers: () => slots.flatMap((slot) => (slot.child?.pid === undefined ? [] : [{ pid: slot.child.pid, rss: slot.rss }])),
    async close() {
      closed = true;
      for (const job of queue.splice(0)) retryOrReject(job);
      await Promise.all(slots.map((slot) => {
        finish(slot)?.reject(new CodedError('DOCUMENT_CLOSED', 'The document service is shut down.'));
        return retire(slot);
      }));
    },
  };
}

/** Frees the slot and hands back the job it was on. */
function finish(slot: Slot): Job | undefined {
  const { job } = slot;
  clearTimeout(slot.timer);
  delete slot.job;
  delete slot.timer;
  return job;
}

/** Ends a worker; nothing in it is worth saving. */
async function retire(slot: Slot): Promise<void> {
  const { child } = slot;
  delete slot.child;
  slot.rss = 0;
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  const exited = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  child.kill('SIGKILL');
  await exited;
}

/** An idle worker must not keep the process alive: a command line tool ends when its work is done. */
function hold(child: ChildProcess, busy: boolean): void {
  if (busy) child.ref();
  else child.unref();
  if (busy) child.channel?.ref();
  else child.channel?.unref();
}

function orderOf(request: RenderRequest): Work {
  const { template, standard, title, lang, attachments = [] } = request;
  if (!NAME.test(template)) throw new CodedError('DOCUMENT_TEMPLATE', 'This is not the name of a template.');
  if (title.trim() === '') throw new CodedError('DOCUMENT_TITLE_MISSING', `A document from "${template}" has no title.`);
  for (const { name, mime } of attachments) {
    if (!FILE_NAME.test(name) || !/^[\w.+-]+\/[\w.+-]+$/.test(mime)) throw new CodedError('DOCUMENT_ATTACHMENT', 'An attachment needs a plain file name and a media type.');
  }
  if (new Set(attachments.map(({ name }) => name)).size !== attachments.length) throw new CodedError('DOCUMENT_ATTACHMENT', 'Two attachments have the same name.');
  return { kind: 'render', template, standard, attachments, input: inputOf(request, title, lang), createdAt: Math.floor((request.at?.getTime() ?? Date.now()) / 1000) };
}

function inputOf(request: RenderRequest, title: string, lang: string): string {
  try {
    return JSON.stringify({ data: request.data ?? {}, title, lang });
  } catch (error) {
    throw new CodedError('DOCUMENT_DATA', 'The data of a document must be plain JSON.', { cause: error });
  }
}
