import { connect, type Socket } from 'node:net';

export interface Answered {
  status: number;
  location: string;
  bytes: number;
  milliseconds: number;
}

/** An HTTP/1.1 request as bytes: made before the measurement, so that the load costs little. */
export function request(method: 'GET' | 'POST', path: string, headers: Record<string, string>, body = ''): Buffer {
  const lines = [`${method} ${path} HTTP/1.1`, 'host: localhost', ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  if (method === 'POST') lines.push('content-type: application/x-www-form-urlencoded', 'sec-fetch-site: same-origin', `content-length: ${Buffer.byteLength(body)}`);
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** Sends the requests over so many kept-alive connections, the next as soon as one is answered. Answers in the order of the requests. */
export async function send(port: number, requests: readonly Buffer[], inFlight: number): Promise<Answered[]> {
  const answers: Answered[] = new Array<Answered>(requests.length);
  let next = 0;
  const sockets = await Promise.all(Array.from({ length: Math.min(inFlight, requests.length) }, () => open(port)));
  await Promise.all(sockets.map(async (socket) => {
    const ask = asker(socket);
    while (next < requests.length) {
      const index = next;
      next += 1;
      answers[index] = await ask(requests[index]!);
    }
    socket.destroy();
  }));
  return answers;
}

function open(port: number): Promise<Socket> {
  return new Promise((done, fail) => {
    const socket = connect(port, '127.0.0.1', () => done(socket.setNoDelay()));
    socket.once('error', fail);
  });
}

/** Reads one answer after the other: the server always says how long it is. */
function asker(socket: Socket): (request: Buffer) => Promise<Answered> {
  let got: Buffer = Buffer.alloc(0);
  let started = 0;
  let waiting: { done(answer: Answered): void; fail(error: Error): void } | undefined;
  socket.on('data', (chunk) => {
    got = got.length === 0 ? chunk : Buffer.concat([got, chunk]);
    const end = got.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = got.toString('latin1', 0, end);
    const bytes = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN);
    if (Number.isNaN(bytes)) waiting?.fail(new Error(`An answer without its length: ${head}`));
    if (got.length < end + 4 + bytes) return;
    got = got.subarray(end + 4 + bytes);
    waiting?.done({ status: Number(head.slice(9, 12)), location: /\r\nlocation: ([^\r]+)/i.exec(head)?.[1] ?? '', bytes, milliseconds: performance.now() - started });
  });
  socket.on('error', (error) => waiting?.fail(error));
  socket.on('close', () => waiting?.fail(new Error('The connection was closed without an answer.')));
  return (bytes) => new Promise((done, fail) => {
    waiting = { done, fail };
    started = performance.now();
    socket.write(bytes);
  });
}
