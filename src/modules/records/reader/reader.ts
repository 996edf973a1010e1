import { fork, type ChildProcess } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../../kernel/errors/errors.ts';
import { projectRoot } from '../../../kernel/root.ts';
import type { Answer, Mail, Order, Picture, Result, Work } from './protocol.ts';

/** Larger files are kept, but neither read nor drawn. */
export const maxReadable = 64 * 1024 * 1024;

/** Reads strangers' files. Undefined: it cannot be read (broken, hostile, too slow); that is a finding, not a fault. */
export interface Reader {
  /** Rejects when nobody could look at the file at all: then it is not the file's fault. */
  text(mime: string, bytes: Uint8Array): Promise<{ text: string; pages: number } | undefined>;
  picture(mime: string, bytes: Uint8Array, page: number): Promise<Picture | undefined>;
  mail(bytes: Uint8Array): Promise<Mail | undefined>;
}

interface Job {
  work: Work;
  resolve(result: Result | undefined): void;
  reject(error: Error): void;
}

export interface ReaderOptions {
  /** For one file, then the process is killed; 20,000 if left out. */
  timeoutMs?: number;
  /** An idle process ends after this; 30,000 if left out. */
  idleMs?: number;
  /** The program that reads; another one in tests. */
  program?: string;
}

/**
 * One process that reads one file at a time. It gets no environment, may read nothing but the packages, and write nothing;
 * whatever a file does to it, it is killed after a while and the next file gets a new one.
 */
export function createReader({ timeoutMs = 20_000, idleMs = 30_000, program = join(projectRoot, 'src', 'modules', 'records', 'reader', 'worker.ts') }: ReaderOptions = {}): Reader {
  const queue: Job[] = [];
  let child: ChildProcess | undefined;
  let busy: { job: Job; id: number; timer: NodeJS.Timeout } | undefined;
  let idle: NodeJS.Timeout | undefined;
  let nextId = 1;

  function submit(work: Work): Promise<Result | undefined> {
    if ('bytes' in work && work.bytes.byteLength > maxReadable) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      queue.push({ work, resolve, reject });
      pump();
    });
  }

  function pump(): void {
    if (busy) return;
    const job = queue.shift();
    if (!job) {
      idle ??= setTimeout(() => retire(), idleMs).unref();
      return;
    }
    clearTimeout(idle);
    idle = undefined;
    const reader = child ?? spawn();
    const id = nextId++;
    hold(reader, true);
    busy = { job, id, timer: setTimeout(() => { retire(); settle(undefined); }, timeoutMs) };
    // A channel that is already gone shows itself in the exit handler.
    reader.send({ id, packages: join(projectRoot, 'node_modules'), work: job.work } satisfies Order, () => undefined);
  }

  /** `fault`: the file was never looked at. */
  function settle(result: Result | undefined, fault?: Error): void {
    const done = busy;
    busy = undefined;
    if (child) hold(child, false);
    if (done) {
      clearTimeout(done.timer);
      if (fault) done.job.reject(fault);
      else done.job.resolve(result);
    }
    pump();
  }

  function spawn(): ChildProcess {
    const made = fork(program, [], {
      serialization: 'advanced',
      // --allow-addons: the drawing library is one; files and further processes stay out of reach
      execArgv: ['--max-old-space-size=512', '--no-warnings', '--permission', '--allow-addons', ...readable().map((path) => `--allow-fs-read=${path}`)],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: {},
    });
    child = made;
    let ready = false;
    made.on('message', (answer: Answer | 'ready') => {
      if (answer === 'ready') ready = true;
      else if (busy?.id === answer.id) settle(answer.ok ? answer.result : undefined);
    });
    const gone = (): void => {
      if (child !== made) return;
      child = undefined;
      if (busy) settle(undefined, ready ? undefined : new CodedError('READER_DEAD', 'The process that reads files does not start.'));
    };
    made.once('exit', gone);
    made.once('error', gone);
    return made;
  }

  function retire(): void {
    const old = child;
    child = undefined;
    idle = undefined;
    old?.kill('SIGKILL');
  }

  return {
    async text(mime, bytes) {
      const result = await submit({ kind: 'text', mime, bytes });
      return result?.kind === 'text' ? { text: result.text, pages: result.pages } : undefined;
    },
    async picture(mime, bytes, page) {
      const result = await submit({ kind: 'picture', mime, bytes, page }).catch(() => undefined);
      return result?.kind === 'picture' ? { png: result.png, pages: result.pages } : undefined;
    },
    async mail(bytes) {
      const result = await submit({ kind: 'mail', bytes }).catch(() => undefined);
      return result?.kind === 'mail' ? result : undefined;
    },
  };
}

/** Packages and its own code, also where they lie behind a link. */
function readable(): string[] {
  const paths = ['node_modules', 'package.json', join('src', 'modules', 'records', 'reader')].map((path) => join(projectRoot, path));
  return [...new Set([...paths, ...paths.map((path) => realpathSync(path))])];
}

/** An idle reader must not keep the process alive. */
function hold(child: ChildProcess, busy: boolean): void {
  if (busy) {
    child.ref();
    child.channel?.ref();
  } else {
    child.unref();
    child.channel?.unref();
  }
}
