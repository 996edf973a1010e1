import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoProjects, startGirocheckoutSimulator, type GirocheckoutSimulator } from '../../src/simulators/girocheckout/index.ts';
import { buildRequest, readMessage, type Call, type CallValues, type Project } from '../../src/standards/girocheckout/index.ts';
import { installFromDebian } from './debian.ts';

/**
 * The vendor's PHP SDK (github.com/girosolution/girocheckout_sdk, not part of this repository) as judge over our codec and over our
 * simulator, which are written apart. GIROCHECKOUT_SDK names its folder. Without it: the recorded vectors in src/standards/girocheckout.
 */
const sdk = sdkFolder(process.env['GIROCHECKOUT_SDK']);
if (sdk === undefined) console.error('\n!!! NOT TESTED against the official GiroCheckout SDK: GIROCHECKOUT_SDK=/path/to/girocheckout_sdk is not set, or there is no SDK there. !!!\n');
const present = sdk !== undefined && installFromDebian(['php-cli', 'php-curl']);

function sdkFolder(given: string | undefined): string | undefined {
  return given === undefined ? undefined : [given, join(given, 'src', 'girocheckout-sdk')].find((folder) => existsSync(join(folder, 'GiroCheckout_SDK_Request.php')));
}

type Task = { do: 'version' } | { do: 'hash' | 'submit'; api: string; secret: string; values: Record<string, string | number> } | { do: 'notify'; api: string; secret: string; query: string };
type Verdict = { ok: true; version?: string; hash?: string; succeeded?: boolean; paid?: boolean; answer?: Record<string, unknown>; message?: Record<string, string> } | { ok: false; error: string; code: number };

const page = 'paypage\\GiroCheckout_SDK_PaypageTransaction';
const projects = 'paypage\\GiroCheckout_SDK_PaypageProjects';
const refund = 'paypage\\GiroCheckout_SDK_PaypageRefund';
const status = 'tools\\GiroCheckout_SDK_Tools_GetTransaction';
const secret = 'Geheim-ä-1';
const project: Project = { merchantId: '1000001', projectId: '10032', passwords: [secret] };
const who = { merchantId: project.merchantId, projectId: project.projectId };
const order = { merchantTxId: 'p-peer-x', amount: 3070, currency: 'EUR', purpose: 'RF32V26Müller', pagetype: 1, single: 2, type: 'SALE', locale: 'de', test: 1, successUrl: 'https://portal.example/ok?a=1&b=2', backUrl: 'https://portal.example/back', failUrl: 'https://portal.example/fail', notifyUrl: 'https://portal.example/notify', kassenzeichen: 'RF32V260000421' };

let simulator: GirocheckoutSimulator;

/** Asynchronous, because the simulator that answers lives in this very process. */
async function judge(...tasks: Task[]): Promise<Verdict[]> {
  const child = spawn('php', [join(import.meta.dirname, 'girocheckout', 'judge.php'), sdk!], { env: { PATH: process.env['PATH'], GIROCHECKOUT_SERVER: new URL(simulator.origin).origin } });
  let [out, complaints] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  child.stdin.end(JSON.stringify(tasks));
  const code = await new Promise((done) => child.once('close', done));
  if (code !== 0 || !out.startsWith('[')) throw new Error(`The judge ended with ${String(code)}: ${complaints || out}`);
  return JSON.parse(out) as Verdict[];
}

async function one(task: Task): Promise<Verdict> {
  return (await judge(task))[0]!;
}

async function open(merchantTxId: string): Promise<string> {
  const verdict = await one({ do: 'submit', api: page, secret, values: { ...who, ...order, merchantTxId } });
  expect(verdict).toMatchObject({ ok: true, succeeded: true });
  return String(verdict.ok ? verdict.answer?.['reference'] : '');
}

describe.runIf(present)('the official GiroCheckout SDK', () => {
  beforeAll(async () => {
    simulator = await startGirocheckoutSimulator({ projects: demoProjects([secret]), faults: [{ kind: 'lost' }] });
    const [verdict] = await judge({ do: 'version' });
    console.log(`GiroCheckout SDK ${(verdict as { version: string }).version}`);
  });
  afterAll(() => simulator.close());

  it('hashes every call as our codec does', async () => {
    const calls: [string, Call, Record<string, string | number>][] = [
      [page, 'paypage/init', order],
      [page, 'paypage/init', { merchantTxId: 'p-2-x', currency: 'EUR', purpose: 'ß', locale: 'en', test: 0, successUrl: 'https://portal.example/', failUrl: 'https://portal.example/', notifyUrl: 'https://portal.example/', amount: 10 }],
      [projects, 'paypage/projects', {}],
      [status, 'transaction/status', { reference: '6d2d31b6-c23f-47c4-8f6c-1a0495f35f0f' }],
      [refund, 'transaction/refund:paypage', { merchantTxId: 'r-1-x', amount: 100_000_000, currency: 'EUR', purpose: 'Erstattung', reference: '6d2d31b6-c23f-47c4-8f6c-1a0495f35f0f' }],
    ];
    const verdicts = await judge(...calls.map(([api, , values]): Task => ({ do: 'hash', api, secret, values: { ...who, ...values } })));
    for (const [index, [, call, values]] of calls.entries()) {
      const built = buildRequest(project, call, { ...values, ...('test' in values ? { test: values['test'] === 1 } : {}) } as CallValues<typeof call>);
      if (!built.ok) throw new Error(JSON.stringify(built.problems));
      expect({ call, hash: (verdicts[index] as { hash: string }).hash }).toEqual({ call, hash: built.fields.find(([name]) => name === 'hash')![1] });
    }
  });

  it('opens a page, is told the result, asks, and pays back, at our simulator', async () => {
    const [listed] = await judge({ do: 'submit', api: projects, secret, values: who });
    expect(listed).toMatchObject({ ok: true, succeeded: true });
    const reference = await open('p-peer-1-x');
    expect(await one({ do: 'submit', api: status, secret, values: { ...who, reference } })).toMatchObject({ ok: true, succeeded: true, paid: false });
    const done = simulator.provider.act(reference, 'pay');
    const query = new URL((done as { redirect: string }).redirect).search.slice(1);
    expect(await one({ do: 'submit', api: status, secret, values: { ...who, reference } })).toMatchObject({ ok: true, paid: true, answer: { reference, merchantTxId: 'p-peer-1-x', currency: 'EUR' } });
    const [told, back] = await judge({ do: 'notify', api: page, secret, query }, { do: 'submit', api: refund, secret, values: { ...who, merchantTxId: 'r-peer-1-x', amount: 1000, currency: 'EUR', purpose: 'Teil', reference } });
    expect(told).toMatchObject({ ok: true, paid: true, message: { gcReference: reference, gcMerchantTxId: 'p-peer-1-x', gcAmount: '3070' } });
    expect(back).toMatchObject({ ok: true, succeeded: true, paid: true });
    expect(simulator.provider.books.held('p-peer-1-x')).toBe(2070);
  });

  it('reads a message exactly when our codec does, and is deceived where ours is not', async () => {
    const reference = await open('p-peer-2-x');
    const done = simulator.provider.act(reference, 'pay');
    const genuine = new URL((done as { redirect: string }).redirect).searchParams;
    const change = (changes: Record<string, string>) => new URLSearchParams([...genuine].map(([name, value]) => [name, changes[name] ?? value])).toString();
    const backend = genuine.get('gcBackendTxId')!;
    const messages = {
      genuine: genuine.toString(),
      'another amount': change({ gcAmount: '3071' }),
      'another result': change({ gcResultPayment: '4900' }),
      'no hash': change({ gcHash: '' }),
      // digits moved over a border: the hash stays right
      moved: change({ gcBackendTxId: backend.slice(0, 4), gcAmount: `${backend.slice(4)}3070` }),
    };
    const verdicts = await judge(...Object.values(messages).map((query): Task => ({ do: 'notify', api: page, secret, query })));
    expect(Object.fromEntries(Object.keys(messages).map((name, index) => [name, verdicts[index]!.ok]))).toEqual({ genuine: true, 'another amount': false, 'another result': false, 'no hash': false, moved: true });
    for (const [index, query] of Object.values(messages).slice(0, 4).entries()) expect(readMessage(project, 'paypage', query).ok).toBe(verdicts[index]!.ok);
    // ours may read it too (the hash is right): what is stored tells, see src/standards/girocheckout/vectors.test.ts
    const read = readMessage(project, 'paypage', messages.moved);
    expect(read.ok && read.hint.amount === 3070).toBe(false);
  });

  it('sees a wrong password, a wrong answer and a foreign transaction as errors', async () => {
    expect(await one({ do: 'submit', api: projects, secret: 'falsch', values: who })).toMatchObject({ ok: false, code: 5002 });
    expect(await one({ do: 'submit', api: projects, secret, values: { ...who, merchantId: '999' } })).toMatchObject({ ok: false, code: 5000 });
    const values = { ...who, reference: '6d2d31b6-c23f-47c4-8f6c-1a0495f35f0f' };
    for (const kind of ['wrong_hash', 'no_hash'] as const) {
      simulator.provider.faults.add({ kind, times: 1 });
      expect(await one({ do: 'submit', api: status, secret, values })).toMatchObject({ ok: false, code: 5002 });
    }
    expect(await one({ do: 'submit', api: status, secret, values })).toMatchObject({ ok: true, succeeded: false, answer: { rc: 5034 } });
  });
});
