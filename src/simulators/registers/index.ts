import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { askPopulation, askVehicle } from './lookup.ts';
import type { PopulationQuestion } from './lookup.ts';
import type { RegisterData } from './data.ts';

export { readRegisterData } from './data.ts';
export type { DemoAddress, DemoPerson, DemoVehicle, RegisterData } from './data.ts';

/** What goes wrong. `times`: only for so many requests; otherwise until the next setFault. */
export type Fault =
  | { kind: 'none' }
  /** Nobody listens: connection refused. */
  | { kind: 'down' }
  /** Accepts, then hangs up. */
  | { kind: 'hang_up'; times?: number }
  /** Never answers. */
  | { kind: 'silent'; times?: number }
  | { kind: 'slow'; ms: number; times?: number }
  | { kind: 'status'; status: number; times?: number }
  /** JSON of another shape, or no JSON. */
  | { kind: 'wrong_json'; times?: number }
  | { kind: 'no_json'; times?: number }
  /** Begins a right answer and breaks off. */
  | { kind: 'cut_off'; times?: number }
  /** An answer without end. */
  | { kind: 'endless'; times?: number }
  | { kind: 'redirect'; to: string; times?: number };

/** One line of the query log, with what § 63g StVG asks a log to hold: when, who, what for, with what, which answer. */
export interface LogEntry {
  at: string;
  register: 'population' | 'vehicle';
  office: string;
  purpose: string;
  reference: string;
  /** Data the question was asked with. */
  asked: Record<string, unknown>;
  /** Data the answer held. */
  answered: Record<string, unknown>;
}

export interface RegisterSimulator {
  /** "http://127.0.0.1:PORT/" */
  url: string;
  token: string;
  close(): Promise<void>;
  setFault(fault: Fault): Promise<void>;
  /** Answered questions, oldest first; entries older than 30 days are gone. */
  log(): LogEntry[];
  /** Requests that arrived, with or without an answer. */
  requests(): number;
}

export interface SimulatorOptions {
  /** 0 or absent: any free port. */
  port?: number;
  host?: string;
  data: RegisterData;
  token?: string;
  clock?: () => Date;
}

const logDays = 30;

/** Starts the population and the vehicle register of the demo. See README.md for the messages. */
export async function startRegisterSimulator(options: SimulatorOptions): Promise<RegisterSimulator> {
  const { data, token = 'demo-register', clock = () => new Date(), host = '127.0.0.1' } = options;
  const sockets = new Set<Socket>();
  let fault: Fault = { kind: 'none' };
  let entries: LogEntry[] = [];
  let arrived = 0;

  const server = createServer((request, response) => {
    arrived += 1;
    handle(request, response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await listen(server, options.port ?? 0, host);
  const { port } = server.address() as AddressInfo;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const current = takeFault();
    if (current && (await misbehave(current, response))) return;
    const answer = reply(request, body);
    const text = JSON.stringify(answer.body);
    if (current?.kind === 'cut_off') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) + 10 });
      response.write(text.slice(0, 8), () => response.destroy());
      return;
    }
    response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8' }).end(text);
  }

  function takeFault(): Fault | null {
    if (fault.kind === 'none' || fault.kind === 'down') return null;
    const current = fault;
    if (current.times !== undefined) fault = current.times > 1 ? { ...current, times: current.times - 1 } : { kind: 'none' };
    return current;
  }

  function reply(request: IncomingMessage, body: string): { status: number; body: Record<string, unknown> } {
    if (request.headers.authorization !== `Bearer ${token}`) return { status: 401, body: { error: 'token' } };
    const register = { '/einwohner/abfrage': 'population', '/fahrzeuge/abfrage': 'vehicle' }[request.url ?? ''] as LogEntry['register'] | undefined;
    if (!register) return { status: 404, body: { error: 'path' } };
    if (request.method !== 'POST') return { status: 405, body: { error: 'method' } };
    const question = readQuestion(body);
    if (!question) return { status: 400, body: { error: 'json' } };
    const { office, purpose, reference, ...asked } = question;
    if (!isText(office) || !isText(purpose) || !isText(reference)) return { status: 422, body: { error: 'office, purpose, reference' } };
    const answered = register === 'population' ? population(asked) : isText(asked['plate']) ? askVehicle(data, asked['plate']) : null;
    if (!answered) return { status: 422, body: { error: register === 'population' ? 'birthDate and a name' : 'plate' } };
    entries.push({ at: clock().toISOString(), register, office, purpose, reference, asked, answered });
    return { status: 200, body: answered };
  }

  function population(asked: Record<string, unknown>): Record<string, unknown> | null {
    const named = isText(asked['familyName']) || isText(asked['givenNames']);
    if (!named || !isText(asked['birthDate'])) return null;
    return askPopulation(data, asked as unknown as PopulationQuestion);
  }

  async function setFault(next: Fault): Promise<void> {
    fault = next;
    if (next.kind === 'down' && server.listening) await shut(server, sockets);
    if (next.kind !== 'down' && !server.listening) await listen(server, port, host);
  }

  return {
    url: `http://${host}:${port}/`,
    token,
    setFault,
    close: async () => {
      if (server.listening) await shut(server, sockets);
    },
    log: () => {
      const oldest = clock().getTime() - logDays * 86_400_000;
      entries = entries.filter(({ at }) => Date.parse(at) >= oldest);
      return [...entries];
    },
    requests: () => arrived,
  };
}

/** Plays the fault; true when nothing more is to be answered. */
async function misbehave(fault: Fault, response: ServerResponse): Promise<boolean> {
  switch (fault.kind) {
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, fault.ms).unref());
      return response.destroyed;
    case 'status':
      response.writeHead(fault.status, { 'content-type': 'text/plain', ...(fault.status === 429 ? { 'retry-after': '60' } : {}) }).end('no');
      return true;
    case 'wrong_json':
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"result":"treffer","persons":[{"familyName":42}]}');
      return true;
    case 'no_json':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Wartung</h1>');
      return true;
    case 'redirect':
      response.writeHead(307, { location: fault.to }).end();
      return true;
    case 'hang_up':
      response.destroy();
      return true;
    case 'endless': {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '.repeat(65_536)), 1);
      response.on('close', () => clearInterval(timer));
      return true;
    }
    case 'silent':
      return true;
    case 'none':
    case 'down':
    case 'cut_off':
      return false;
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function readQuestion(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
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
