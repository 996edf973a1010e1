import { createServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestKernel, type TestKernel } from '../testing/test-kernel.ts';

/** A mail server that writes down what it is given, and can refuse. */
interface Sink {
  url: string;
  received: { to: string[]; data: string }[];
  refuse: boolean;
  close(): Promise<void>;
}

async function startSink(): Promise<Sink> {
  const sink: Sink = { url: '', received: [], refuse: false, close: async () => undefined };
  const server: Server = createServer((socket) => {
    let to: string[] = [];
    let data: string | undefined;
    let rest = '';
    const say = (line: string) => socket.write(`${line}\r\n`);
    say('220 test');
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      rest += chunk.toString('utf8');
      for (let cut = rest.indexOf('\r\n'); cut >= 0; cut = rest.indexOf('\r\n')) {
        const line = rest.slice(0, cut);
        rest = rest.slice(cut + 2);
        if (data !== undefined) {
          if (line === '.') {
            sink.received.push({ to, data });
            [data, to] = [undefined, []];
            say('250 ok');
          } else data += `${line}\n`;
        } else if (/^(EHLO|HELO)/i.test(line)) say('250 test');
        else if (/^RCPT TO:/i.test(line)) {
          if (sink.refuse) say('451 try again later, Lena Sommer lives at Mansfelder Straße');
          else {
            to.push(line.slice(8));
            say('250 ok');
          }
        } else if (/^DATA/i.test(line)) {
          data = '';
          say('354 go on');
        } else if (/^QUIT/i.test(line)) {
          say('221 bye');
          socket.end();
        } else say('250 ok');
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  sink.url = `smtp://127.0.0.1:${(server.address() as { port: number }).port}?ignoreTLS=true`;
  sink.close = () => new Promise((done) => server.close(() => done()));
  return sink;
}

const owner = '00000000-0000-7000-8000-00000000abcd';
let sink: Sink;
let t: TestKernel;
beforeAll(async () => {
  sink = await startSink();
  t = await createTestKernel({ env: { SMTP_URL: sink.url } });
});
afterAll(async () => {
  await t.close();
  await sink.close();
});
afterEach(() => {
  sink.received.length = 0;
  sink.refuse = false;
});

const send = (more: Record<string, string> = {}) => t.kernel.db.transaction().execute((tx) => t.kernel.mail.send(tx, { to: 'lena.sommer@example.org', subject: 'Neue Nachricht für Sie', body: 'Ein Link: https://x.example/geheim-4711', kind: 'test.mail', ownerId: owner, ...more }));
const newest = async () => (await t.kernel.mail.list(t.kernel.db, 1))[0]!;
const workAgain = async () => {
  await t.ownerPool.query(`update graphile_worker._private_jobs set run_at = now() - interval '1 minute' where locked_at is null`);
  await t.work();
};

describe('mail', () => {
  it('goes out once, under the id of its row, and leaves no text behind: links in it are secrets', async () => {
    await send();
    await t.work();
    const row = await newest();
    expect(sink.received).toHaveLength(1);
    expect(sink.received[0]!.to).toEqual(['<lena.sommer@example.org>']);
    expect(sink.received[0]!.data).toContain(`<${row.id}@stadttor>`);
    expect(sink.received[0]!.data).toContain('geheim-4711');
    expect(row).toMatchObject({ body: '', attempts: 0, last_error: null, sent_at: t.kernel.clock.now() });
    await t.kernel.jobs.enqueue(t.kernel.db, 'kernel.mail', { id: row.id });
    await t.work();
    expect(sink.received).toHaveLength(1);
  });

  it('is tried again when the server refuses, and what the server says about people is not kept', async () => {
    sink.refuse = true;
    await send();
    await t.work();
    const waiting = await newest();
    expect(waiting).toMatchObject({ sent_at: null, attempts: 1, body: expect.stringContaining('geheim-4711') });
    expect(waiting.last_error).not.toMatch(/Lena|Mansfelder/);
    sink.refuse = false;
    await workAgain();
    expect(sink.received).toHaveLength(1);
    expect(await newest()).toMatchObject({ sent_at: t.kernel.clock.now(), body: '', last_error: null });
  });

  it('is not sent when the transaction of its promise fails', async () => {
    await expect(t.kernel.db.transaction().execute(async (tx) => {
      await t.kernel.mail.send(tx, { to: 'a@example.org', subject: 'x', body: 'x', kind: 'test.mail' });
      throw new Error('changed our mind');
    })).rejects.toThrow();
    await t.work();
    expect(sink.received).toEqual([]);
  });

  it('is forgotten with its owner: recipient and text go, and what waited is never sent', async () => {
    sink.refuse = true;
    await send();
    await send({ ownerId: '00000000-0000-7000-8000-00000000ffff', to: 'jonas@example.org' });
    await t.work();
    await t.kernel.db.transaction().execute((tx) => t.kernel.mail.forget(tx, owner));
    sink.refuse = false;
    await workAgain();
    expect(sink.received.map(({ to }) => to)).toEqual([['<jonas@example.org>']]);
    const left = await t.ownerPool.query('select count(*)::int as n from kernel.mail where owner_id = $1 and (recipient is not null or body <> $2)', [owner, '']);
    expect(left.rows[0].n).toBe(0);
  });

  it('takes no second recipient and no header from what people typed', async () => {
    await send({ to: 'lena.sommer@example.org', subject: 'Hallo\r\nBcc: boese@example.org' });
    await t.work();
    expect(sink.received.at(-1)!.to).toEqual(['<lena.sommer@example.org>']);
    expect(sink.received.at(-1)!.data.split('\n\n')[0]).not.toMatch(/^Bcc:/m);
  });
});
