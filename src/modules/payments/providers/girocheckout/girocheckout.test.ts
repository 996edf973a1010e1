import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { hmac } from '../../../../standards/girocheckout/index.ts';
import type { Order } from '../provider.ts';
import { NotSent, overHttp, type Transport } from './client.ts';
import { createGirocheckout } from './index.ts';

const projects = [{ merchantId: '1000001', projectId: '10032', passwords: ['new', 'old'] as [string, string] }, { merchantId: '1000001', projectId: '10033', passwords: ['other'] as [string] }];
const reference = '6d2d31b6-c23f-47c4-8f6c-1a0495f35f0f';
const order: Order = { project: '10032', merchantTxId: 'p-1-x', amountCents: 3070, purpose: 'RF1', reference: 'RF1', method: '40', lang: 'de', successUrl: 'https://portal.example/z', failUrl: 'https://portal.example/z', backUrl: 'https://portal.example/', notifyUrl: 'https://portal.example/n' };
const opened = { rc: 0, msg: '', reference, url: `https://pay.example/${reference}` };
const known = { rc: 0, msg: '', reference, merchantTxId: 'p-1-x', backendTxId: '1', amount: 3070, currency: 'EUR', resultPayment: 4000 };

/** A provider that gives these answers, signed by `password`; what it was asked is kept. */
function provider(answers: (object | Error | { status: number; json: object })[], options: { password?: string; now?: () => number } = {}) {
  const asked: { path: string; body: URLSearchParams }[] = [];
  const transport: Transport = async ({ path, body }) => {
    asked.push({ path, body: new URLSearchParams(body) });
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    if (answer instanceof Error) throw answer;
    const { status, json } = 'status' in answer && 'json' in answer ? (answer as { status: number; json: object }) : { status: 200, json: answer };
    const text = JSON.stringify(json);
    return { status, hash: hmac(options.password ?? 'new', text), body: Buffer.from(text) };
  };
  return { asked, girocheckout: createGirocheckout({ url: 'https://api.example/v2/', projects, test: true, transport, pageOrigins: ['https://pay.example'], ...(options.now ? { now: options.now } : {}) }) };
}

describe('starting a payment', () => {
  it('asks for a page over the whole amount that can be paid once, with the chosen method', async () => {
    const { girocheckout, asked } = provider([opened]);
    expect(await girocheckout.start(order)).toEqual({ result: 'open', reference, pageUrl: opened.url });
    expect(Object.fromEntries(asked[0]!.body)).toMatchObject({ amount: '3070', currency: 'EUR', single: '2', type: 'SALE', paymethods: '40', kassenzeichen: 'RF1', merchantTxId: 'p-1-x', notifyUrl: order.notifyUrl });
    expect(girocheckout.origins).toEqual(['https://api.example', 'https://pay.example']);
  });
  it.each([
    ['refused by the provider', { rc: 5030, msg: 'Betrag ungültig', reference: null }, { result: 'refused', code: '5030' }],
    ['never sent', new NotSent('down'), { result: 'refused', code: 'unreachable' }],
    ['sent, and the line broke', new Error('ECONNRESET'), { result: 'lost' }],
    ['answered with an error of the line, though signed', { status: 503, json: opened }, { result: 'lost' }],
    ['answered without an address', { rc: 0, msg: '', reference }, { result: 'lost' }],
  ] as const)('%s', async (_what, answer, result) => {
    expect(await provider([answer]).girocheckout.start(order)).toEqual(result);
  });
  it('an answer signed by somebody else is none', async () => {
    expect(await provider([opened], { password: 'guess' }).girocheckout.start(order)).toEqual({ result: 'lost' });
  });
  it('after three failures in a row is refused at once for 20 seconds, while questions go on', async () => {
    let time = 0;
    const { girocheckout, asked } = provider([new Error('a'), new Error('b'), new Error('c'), known, opened], { now: () => time });
    for (let n = 0; n < 3; n += 1) expect(await girocheckout.start(order)).toEqual({ result: 'lost' });
    expect(await girocheckout.start(order)).toEqual({ result: 'refused', code: 'circuit_open' });
    expect(asked).toHaveLength(3);
    expect(await girocheckout.status({ project: '10032', reference })).toMatchObject({ result: 'known' });
    time = 20_001;
    expect(await girocheckout.start(order)).toMatchObject({ result: 'open' });
  });
});

describe('asking', () => {
  const ask = (answer: object | Error, password?: string) => provider([answer], password ? { password } : {}).girocheckout.status({ project: '10032', reference });
  it.each([[4000, 'paid'], [4502, 'failed'], [4500, 'pending'], [4711, 'pending']] as const)('%i is %s', async (resultPayment, outcome) => {
    expect(await ask({ ...known, resultPayment })).toEqual({ result: 'known', outcome, code: String(resultPayment), merchantTxId: 'p-1-x', amount: '3070', currency: 'EUR' });
  });
  it('about a transaction nobody knows', async () => expect(await ask({ rc: 5034, msg: '', reference: null })).toEqual({ result: 'unknown' }));
  it('answered about another transaction is no answer', async () => expect(await ask({ ...known, reference: '00000000-0000-4000-8000-000000000000' })).toEqual({ result: 'unreachable' }));
  it.each([['never sent', new NotSent('x')], ['cut off', new Error('x')], ['an error of the line', { status: 500, json: known }], ['another refusal', { rc: 5002, msg: '', reference: null }]])('%s: nobody knows', async (_what, answer) => {
    expect(await ask(answer)).toEqual({ result: 'unreachable' });
  });
  it('believes the old password while it is changed, signs with the new one, and asks under the project of the payment', async () => {
    expect(await ask(known, 'old')).toMatchObject({ result: 'known' });
    const { girocheckout, asked } = provider([known], { password: 'other' });
    expect(await girocheckout.status({ project: '10033', reference })).toMatchObject({ result: 'known' });
    expect(asked[0]!.body.get('projectId')).toBe('10033');
    expect(asked[0]!.body.get('hash')).toBe(hmac('other', `100000110033${reference}`));
  });
});

describe('paying back', () => {
  const back = (answer: object | Error) => provider([answer]).girocheckout.refund({ project: '10032', merchantTxId: 'r-1-x', of: reference, amountCents: 1000, purpose: 'x', reference: 'RF1' });
  const done = { ...known, reference: '0b7a9c52-5b3e-4a37-9a0f-5d8a2f6c1e11', referenceParent: reference, merchantTxId: 'r-1-x', amount: 1000 };
  it.each([
    ['done', done, { result: 'done', reference: done.reference }],
    ['under way', { ...done, resultPayment: 4500 }, { result: 'pending', reference: done.reference }],
    ['a result nobody knows', { ...done, resultPayment: 4711 }, { result: 'pending', reference: done.reference }],
    ['rejected', { ...done, resultPayment: 4900 }, { result: 'refused', code: '4900' }],
    ['never sent', new NotSent('x'), { result: 'refused', code: 'unreachable' }],
    ['cut off', new Error('x'), { result: 'lost' }],
  ] as const)('%s', async (_what, answer, result) => {
    expect(await back(answer)).toEqual(result);
  });
});

describe('methods', () => {
  it('are what the provider offers, each once, and are remembered for five minutes', async () => {
    let time = 0;
    const list = (name: string) => ({ rc: 0, msg: '', projects: [{ id: 1, name, paymethod: 40, mode: 'TEST' }, { id: 2, name: '', paymethod: 11, mode: 'TEST' }, { id: 3, name, paymethod: 40, mode: 'TEST' }] });
    const { girocheckout, asked } = provider([list('Wero'), list('Wero 2')], { now: () => time });
    expect(await girocheckout.methods()).toEqual([{ code: '40', name: 'Wero' }, { code: '11', name: 'GiroCheckout 11' }]);
    await girocheckout.methods();
    expect(asked).toHaveLength(1);
    time = 300_001;
    expect((await girocheckout.methods())[0]).toEqual({ code: '40', name: 'Wero 2' });
  });
  it('are none while it does not answer', async () => expect(await provider([new Error('x')]).girocheckout.methods()).toEqual([]));
});

describe('over HTTP', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });
  async function serve(handler: (response: ServerResponse, path: string) => void): Promise<string> {
    server = createServer((request, response) => handler(response, request.url!));
    await new Promise<void>((ready) => server!.listen(0, '127.0.0.1', ready));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2`;
  }
  const call = (base: string) => overHttp(base)({ path: 'transaction/status', body: 'a=1', contentType: 'application/x-www-form-urlencoded' });

  it('sends below the base address and hands over status, hash and bytes as they came', async () => {
    const base = await serve((response, path) => response.writeHead(200, { hash: 'abc' }).end(`é ${path}`));
    const { status, hash, body } = await call(base);
    expect({ status, hash, text: Buffer.from(body).toString() }).toEqual({ status: 200, hash: 'abc', text: 'é /v2/transaction/status' });
  });
  it('goes nowhere else, whatever the answer says', async () => {
    const paths: string[] = [];
    const base = await serve((response, path) => {
      paths.push(path);
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    await expect(call(base)).rejects.toThrow();
    expect(paths).toEqual(['/v2/transaction/status']);
  });
  it('takes no more than a megabyte', async () => {
    const base = await serve((response) => response.writeHead(200).end(Buffer.alloc(1_100_000)));
    await expect(call(base)).rejects.toThrow('too large');
  });
  it('knows that nothing was sent when nobody listens, and does not claim it when the line breaks', async () => {
    const base = await serve((response) => response.destroy());
    await expect(call(base)).rejects.not.toBeInstanceOf(NotSent);
    server!.close();
    server!.closeAllConnections();
    await expect(call(base)).rejects.toBeInstanceOf(NotSent);
  });
});
