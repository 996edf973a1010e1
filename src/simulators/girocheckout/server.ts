import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { controlAnswer } from './control.ts';
import type { Fault } from './faults.ts';
import { leftPage, overviewPage, paymentPage, styles, unknownPage } from './page.ts';
import { payerActs, type PayerAct } from './payer.ts';
import { apiPath, createProvider, type Provider } from './provider.ts';
import type { Payment, SimulatedProject } from './state.ts';
import { readForm } from './wire.ts';
import { realWorld } from './world.ts';

export interface SimulatorOptions {
  projects: SimulatedProject[];
  /** 0 or absent: any free port. */
  port?: number;
  host?: string;
  /** How browsers reach it, where that is not http://host:port/ (behind a proxy, from another machine). */
  publicOrigin?: string;
  faults?: Fault[];
  /** 60: the half hour between two repeats of a notify passes in 30 seconds. */
  speed?: number;
  notifyDelay?: [from: number, to: number];
  pageTimeout?: number;
}

export interface GirocheckoutSimulator {
  /** Base URL of the API, with "/" at the end: what a merchant is configured with. */
  url: string;
  /** Overview for people, as browsers reach it; pages are at origin + "bezahlseite/" + reference, control at origin + "steuerung/". */
  origin: string;
  provider: Provider;
  /** Nobody listens any more, until up(); what has been paid stays. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

const longestBody = 1_000_000;

/** Starts the simulated payment platform over HTTP, with real time and real notifies. See README.md. */
export async function startGirocheckoutSimulator(options: SimulatorOptions): Promise<GirocheckoutSimulator> {
  const { host = '127.0.0.1', faults = [], projects } = options;
  const world = realWorld(options.speed === undefined ? {} : { speed: options.speed });
  const sockets = new Set<Socket>();
  let origin = '';
  const provider = createProvider({
    world, projects, faults, pageUrl: (reference) => `${origin}bezahlseite/${reference}`,
    ...(options.notifyDelay ? { notifyDelay: options.notifyDelay } : {}), ...(options.pageTimeout === undefined ? {} : { pageTimeout: options.pageTimeout }),
  });
  const server = createServer((request, response) => {
    answer(provider, world.after, request, response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await listen(server, options.port ?? 0, host);
  const { port } = server.address() as AddressInfo;
  const own = `http://${host.includes(':') ? `[${host}]` : host}:${port}/`;
  origin = options.publicOrigin === undefined ? own : options.publicOrigin.replace(/\/?$/, '/');

  const down = async () => {
    if (server.listening) await shut(server, sockets);
  };
  return {
    url: `${own}girocheckout/api/v2/`,
    origin,
    provider,
    down,
    up: async () => {
      if (!server.listening) await listen(server, port, host);
    },
    close: async () => {
      world.stop();
      await down();
    },
  };
}

async function answer(provider: Provider, after: (ms: number, task: () => void) => void, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://simulation');
  const body = await readBody(request);
  if (body === null) return void response.writeHead(413).end();
  const type = request.headers['content-type'] ?? '';
  const path = apiPath(pathname);
  if (path !== null) {
    if (request.method !== 'POST') return void response.writeHead(405, { allow: 'POST' }).end();
    const result = provider.call(path, type, body);
    if (result.silent) return;
    await new Promise<void>((resolve) => (result.waits > 0 ? after(result.waits, resolve) : resolve()));
    if (!result.answer) return void response.destroy();
    const { status, headers, body: bytes, cut } = result.answer;
    response.writeHead(status, { ...headers, 'content-length': bytes.length });
    if (cut === undefined) response.end(bytes);
    else response.write(bytes.subarray(0, cut), () => response.destroy());
    return;
  }
  if (pathname.startsWith('/steuerung/')) {
    const { status, json } = controlAnswer(provider, request.method ?? '', pathname.slice('/steuerung/'.length), type, body);
    return void response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(json, null, 2));
  }
  showPage(provider, request.method ?? '', pathname, type, body, response);
}

function showPage(provider: Provider, method: string, pathname: string, type: string, body: Buffer, response: ServerResponse): void {
  const send = (status: number, html: string, payment?: Payment) => response.writeHead(status, pageHeaders(payment)).end(html);
  if (pathname === '/simulation.css') return void response.writeHead(200, { 'content-type': 'text/css; charset=utf-8', 'x-content-type-options': 'nosniff' }).end(styles);
  if (pathname === '/') return void send(200, overviewPage(provider.projects, provider.payments(), provider.faults.list()));
  const reference = /^\/bezahlseite\/([0-9a-f-]{36})$/.exec(pathname)?.[1] ?? '';
  const payment = provider.payment(reference);
  if (!payment) return void send(404, unknownPage);
  if (method !== 'POST') return void send(200, paymentPage(payment, provider.choices(payment)), payment);
  const form = readForm(type, body);
  const doing = form?.get('tun') as PayerAct;
  if (!payerActs.includes(doing)) return void send(400, paymentPage(payment, provider.choices(payment)), payment);
  const done = provider.act(reference, doing, form?.get('projekt'));
  if (!done.ok) return void send(done.reason === 'method' ? 422 : 409, paymentPage(payment, provider.choices(payment), done.reason === 'method'), payment);
  if (done.redirect === null || done.redirect === '') return void send(200, leftPage);
  response.writeHead(303, { location: done.redirect, 'referrer-policy': 'no-referrer' }).end();
}

/** A form may lead where the merchant's addresses lie, and nowhere else. */
function pageHeaders(payment?: Payment): Record<string, string> {
  const targets = payment ? Object.values(payment.urls).filter((url) => url !== '').map((url) => new URL(url).origin) : [];
  const policy = `default-src 'none'; style-src 'self'; form-action ${[...new Set(["'self'", ...targets])].join(' ')}; frame-ancestors 'none'; base-uri 'none'`;
  return { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' };
}

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > longestBody) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function shut(server: Server, sockets: Set<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}
