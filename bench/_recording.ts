import type pg from 'pg';
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** A statement as it went over the wire: parameters as text, or as bytes where the client sent bytes. */
export interface Statement {
  text: string;
  values: (string | Buffer | null)[];
}

export interface Recorder {
  /** The given address, led past the recorder. */
  url: string;
  /** What was sent since the last call, by connection. */
  take(): Statement[][];
  close(): Promise<void>;
}

/** Stands between a client and PostgreSQL and writes down what the client sends (PostgreSQL's frontend protocol 3.0). */
export async function recordSql(databaseUrl: string, socket: string): Promise<Recorder> {
  let logs = new Map<Socket, Statement[]>();
  const open = new Set<Socket>();
  const server: Server = createServer((client) => {
    const upstream = connect(socket);
    const read = reader((statement) => {
      if (!logs.has(client)) logs.set(client, []);
      logs.get(client)!.push(statement);
    });
    open.add(client);
    client.on('data', (chunk) => {
      read(chunk);
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => client.write(chunk));
    for (const [one, other] of [[client, upstream], [upstream, client]] as const) {
      one.on('close', () => other.destroy());
      one.on('error', () => other.destroy());
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = new URL(databaseUrl);
  address.searchParams.delete('host');
  address.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: address.href,
    take() {
      const taken = [...logs.values()];
      logs = new Map();
      return taken;
    },
    close() {
      for (const client of open) client.destroy();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

/** Cuts a connection's bytes into messages; the first one, the start-up packet, has no type byte. */
function reader(emit: (statement: Statement) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let started = false;
  const prepared = new Map<string, string>();
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const head = started ? 1 : 0;
      if (rest.length < head + 4) return;
      const end = head + rest.readInt32BE(head);
      if (rest.length < end) return;
      const type = started ? String.fromCharCode(rest[0]!) : '';
      const body = rest.subarray(head + 4, end);
      rest = rest.subarray(end);
      started = true;
      if (type === 'Q') emit({ text: body.toString('utf8', 0, body.length - 1), values: [] });
      if (type === 'P') {
        const [name, next] = text(body, 0);
        prepared.set(name, text(body, next)[0]);
      }
      if (type === 'B') {
        const [name, next] = text(body, text(body, 0)[1]);
        emit({ text: prepared.get(name) ?? '', values: parameters(body, next) });
      }
    }
  };
}

function text(body: Buffer, from: number): [value: string, next: number] {
  const end = body.indexOf(0, from);
  return [body.toString('utf8', from, end), end + 1];
}

function parameters(body: Buffer, from: number): Statement['values'] {
  let at = from;
  const int16 = () => body.readInt16BE((at += 2) - 2);
  const formats = Array.from({ length: int16() }, int16);
  return Array.from({ length: int16() }, (_, index) => {
    const length = body.readInt32BE(at);
    at += 4;
    if (length < 0) return null;
    const value = body.subarray(at, (at += length));
    return (formats.length === 1 ? formats[0] : formats[index]) === 1 ? Buffer.from(value) : value.toString('utf8');
  });
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Every id that statements name, also inside JSON. */
export function idsOf(statements: readonly Statement[]): Set<string> {
  return new Set(statements.flatMap(({ values }) => values.flatMap((value) => (typeof value === 'string' ? value.match(uuid) ?? [] : []))));
}

/** The same statements about something else: what stands in `fresh` is replaced wherever it occurs. */
export function renewed(statements: readonly Statement[], fresh: ReadonlyMap<string, string>): Statement[] {
  const renew = (value: string) => [...fresh].reduce((text, [old, made]) => text.replaceAll(old, made), value);
  return statements.map(({ text, values }) => ({ text, values: values.map((value) => (typeof value === 'string' ? renew(value) : value)) }));
}

const names = new Map<string, string>();

/** Sends recorded statements one after the other, prepared as the driver would. */
export async function replay(client: pg.Client, statements: readonly Statement[]): Promise<void> {
  for (const { text, values } of statements) {
    if (values.length === 0 && !/^select/i.test(text)) await client.query(text);
    else await client.query({ name: names.get(text) ?? names.set(text, `replay_${names.size}`).get(text)!, text, values });
  }
}
