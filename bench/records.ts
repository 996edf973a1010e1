import { Agent, request } from 'node:http';
import { percentile, round, type Result } from './_result.ts';
import { randomFrom, recordsFixture, type RecordsFixture } from './_records-fixture.ts';

/** Quick tries: RECORDS_BENCH_SIZE=20000 npm run bench -- records */
const size = Number(process.env['RECORDS_BENCH_SIZE'] ?? 1_000_000);
const rate = 80;
const warmSeconds = 10;
const seconds = Number(process.env['RECORDS_BENCH_SECONDS'] ?? 40);

/**
 * A clerk who may see a twentieth of a million documents: 60 % lists, 20 % file numbers, 20 % full text, begun 80 times a
 * second whether or not the ones before are answered. A search is what a person does: the form sent and the page it leads
 * to, taken together.
 */
export async function bench(): Promise<Result[]> {
  const fixture = await recordsFixture(size);
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  try {
    const client = await clientOf(fixture, agent);
    const random = randomFrom(3);
    const times: Record<Kind, number[]> = { list: [], number: [], text: [] };
    let wrong = 0;
    const running: Promise<void>[] = [];
    const began = performance.now();
    for (let n = 0; n < rate * (warmSeconds + seconds); n += 1) {
      const due = began + (n * 1000) / rate;
      const wait = due - performance.now();
      if (wait > 0) await new Promise((done) => setTimeout(done, wait));
      const share = random();
      const kind: Kind = share < 0.6 ? 'list' : share < 0.8 ? 'number' : 'text';
      const work = kind === 'list' ? client.list(random) : client.search(kind === 'number' ? typedNumber(fixture, random) : typedWords(fixture, random), kind);
      // from the moment it was due: a queue is waiting too
      running.push(work.then((ok) => { if (!ok) wrong += 1; if (n >= rate * warmSeconds) times[kind].push(performance.now() - due); }));
    }
    await Promise.all(running);
    const all = [...times.list, ...times.number, ...times.text];
    const p95 = percentile(all, 95);
    const part = (kind: Kind) => `${kind} ${round(percentile(times[kind], 50), 0)}/${round(percentile(times[kind], 95), 0)}`;
    return [
      { id: 'records', what: `${size.toLocaleString('en')} records, 80 req/s, p95 (p50/p95: ${part('list')}, ${part('number')}, ${part('text')})`, value: round(p95, 1), unit: 'ms', against: 'limit', goal: '≤ 150', holds: p95 <= 150 },
      { id: 'records', what: 'answers that were not as they should be', value: wrong, unit: 'count', against: 'limit', goal: '0', holds: wrong === 0 },
    ];
  } finally {
    agent.destroy();
    await fixture.app.stop();
  }
}

type Kind = 'list' | 'number' | 'text';

/** As people type: as it stands, in small letters with blanks, or only its beginning. */
function typedNumber({ numbers }: RecordsFixture, random: () => number): string {
  const number = numbers[Math.floor(random() * numbers.length)]!;
  const how = random();
  return how < 0.5 ? number : how < 0.8 ? number.toLowerCase().replaceAll(/[./-]/g, ' ') : number.slice(0, number.lastIndexOf('.'));
}

/** One to three words; the frequent ones as often as they stand in the texts. */
function typedWords({ words }: RecordsFixture, random: () => number): string {
  const word = () => words[Math.min(words.length - 1, Math.floor(Math.exp(random() * Math.log(words.length))) - 1)]!;
  return Array.from({ length: 1 + Math.floor(random() * 3) }, word).join(' ');
}

async function clientOf({ app, cookie, files, caseFiles }: RecordsFixture, agent: Agent) {
  const send = (method: 'GET' | 'POST', path: string, body?: string): Promise<{ status: number; text: string; location: string }> =>
    new Promise((done, fail) => {
      const outgoing = request({ agent, host: 'localhost', port: app.port, method, path, headers: { cookie, host: `localhost:${app.port}`, 'sec-fetch-site': 'same-origin', ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) }) } }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => done({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString(), location: String(answer.headers.location ?? '') }));
        answer.on('error', fail);
      });
      outgoing.on('error', fail);
      outgoing.end(body);
    });
  const first = await send('GET', '/amt/akten');
  const token = /name="_csrf" value="([^"]+)"/.exec(first.text)?.[1];
  if (first.status !== 200 || !token) throw new Error(`The bench could not sign in: ${first.status}`);
  const pick = (list: string[], random: () => number) => list[Math.floor(random() * list.length)]!;
  return {
    async list(random: () => number): Promise<boolean> {
      const which = random();
      const path = which < 0.25 ? '/amt/akten' : which < 0.5 ? `/amt/akten/plan/32.2-BPA?seite=${1 + Math.floor(random() * 2)}` : which < 0.75 ? `/amt/akten/akte/${pick(files, random)}?seite=${1 + Math.floor(random() * 2)}` : `/amt/akten/vorgang/${pick(caseFiles, random)}`;
      const answer = await send('GET', path);
      return answer.status === 200 && answer.text.includes('/amt/akten/');
    },
    async search(typed: string, kind: Kind): Promise<boolean> {
      const posted = await send('POST', '/amt/akten/suche', new URLSearchParams({ _csrf: token, q: typed }).toString());
      if (posted.status !== 303) return false;
      const found = await send('GET', posted.location);
      return found.status === 200 && (kind === 'text' || found.text.includes('/amt/akten/vorgang/') || found.text.includes('/amt/akten/akte/'));
    },
  };
}
