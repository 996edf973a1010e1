import { readFileSync } from 'node:fs';
import { readConfig } from '../src/kernel/config/config.ts';
import { renderPage } from '../src/kernel/http/render.tsx';
import type { Answer } from '../src/kernel/http/types.ts';
import { asOnline } from '../src/modules/cases/web/apply/common.ts';
import { formPage } from '../src/modules/cases/web/apply/form-page.tsx';
import { publishPackage } from '../src/modules/catalogue/index.ts';
import { formContext, loadDraft, modelOf, wayTo } from '../src/modules/forms/index.ts';
import { assemble } from '../src/start.ts';
import { logIn, resident, type Client } from '../test/support/renewals.ts';
import { request, send } from './_load.ts';
import { connections, startPostgres, type Postgres } from './_postgres.ts';
import { recordSql, type Statement } from './_recording.ts';
import { median, round, type Result } from './_result.ts';
import { startServer } from './_server.ts';
import { workOnStock } from './_stock.ts';
import { twentyFields } from './_twenty-fields.ts';

const inFlight = 16;
const runs = 5;
/** The compiler is done with what a page needs after some thousand of them; a web process answers millions. */
const warmUps = 8;
const perRun = 1000;

/**
 * Processor time the web process needs to answer a filled-in page of twenty fields, against rendering the same page and
 * asking its SQL in a loop, both in turns.
 */
export async function bench(): Promise<Result[]> {
  const dataDir = await workOnStock();
  const postgres = await startPostgres(dataDir);
  try {
    const handle = await assemble(readConfig({ STADTTOR_DATA: dataDir, DATABASE_URL: postgres.url, STADTTOR_SECRET: 'x'.repeat(64), LOG_LEVEL: 'silent' }), postgres.url);
    const published = await publishPackage(handle.kernel, twentyFields.files, 'bench');
    if (!published.ok) throw new Error(JSON.stringify(published.problems));
    const { path, draft, recorded, html } = await recordPage(postgres, dataDir);
    const render = await renderer(handle.kernel, draft, path);
    if (Math.abs(render().length - Buffer.byteLength(html)) > 100) throw new Error(`The loop renders another page than the server: ${render().length} and ${html.length} characters.`);
    const [bare] = await connections(postgres.url, 1);
    const app = await startServer(postgres.url, dataDir);
    const served: number[] = [];
    const looped: number[] = [];
    const empty: number[] = [];
    try {
      const client = await logIn(app.url);
      const requests = Array.from({ length: perRun }, () => request('GET', path, client.headers()));
      for (let run = -warmUps; run < runs; run += 1) {
        const before = processorTime(app.process.pid!);
        const answers = await send(app.port, requests, inFlight);
        const used = processorTime(app.process.pid!) - before;
        if (answers.some(({ status }) => status !== 200)) throw new Error('A page was not answered with 200.');
        const start = process.cpuUsage();
        for (let n = 0; n < perRun; n += 1) {
          for (const [index, { text, values }] of recorded.entries()) await bare!.query({ name: `form_page_${index}`, text, values });
          render();
        }
        const { user, system } = process.cpuUsage(start);
        // what the machine itself takes to carry as many statements that ask nothing to the database and back
        const bottom = process.cpuUsage();
        for (let n = 0; n < perRun * recorded.length; n += 1) await bare!.query({ name: 'nothing', text: 'select', values: [] });
        const carried = process.cpuUsage(bottom);
        if (run >= 0) served.push(used / perRun), looped.push((user + system) / 1000 / perRun), empty.push((carried.user + carried.system) / 1000 / perRun);
      }
    } finally {
      await bare!.end();
      await app.stop();
      await handle.close();
    }
    const milliseconds = round(median(served), 3);
    const ratio = round(median(served.map((value, run) => value / looped[run]!)));
    return [
      { id: 'form-page', what: `processor time of a request, 20 fields filled in, ${Math.round(html.length / 1024)} kB, ${runs} × ${perRun} after ${warmUps} × ${perRun}, median`, value: milliseconds, unit: 'ms', against: 'limit', goal: '≤ 0.25', holds: milliseconds <= 0.25 },
      { id: 'form-page', what: `of which ${recorded.length} statements that ask nothing, carried to the database and back`, value: round(median(empty), 3), unit: 'ms', against: 'information', goal: '–', holds: true },
      { id: 'form-page', what: 'the same', value: ratio, unit: 'ratio', against: `rendering and its ${recorded.length} statements in a loop, ${round(median(looped), 3)} ms`, goal: '≤ 2', holds: ratio <= 2 },
    ];
  } finally {
    await postgres.stop();
  }
}

/** Begins an application, fills in the page, opens it again and writes down the SQL of that. */
async function recordPage(postgres: Postgres, dataDir: string): Promise<{ path: string; draft: string; recorded: Statement[]; html: string }> {
  const recorder = await recordSql(postgres.url, postgres.socket);
  const app = await startServer(recorder.url, dataDir);
  try {
    const client: Client = await logIn(app.url);
    await client.get(`/antrag/${twentyFields.key}`);
    const path = (await client.post(`/antrag/${twentyFields.key}`)).location;
    await client.get(path);
    const saved = await client.post(path, twentyFields.answers);
    if (saved.status !== 303) throw new Error(`The page was not taken: ${saved.status} ${saved.body.match(/<main[\s\S]*?<\/form>/)?.[0].slice(0, 3000)}`);
    await client.get(path);
    recorder.take();
    const { body } = await client.get(path);
    return { path, draft: path.split('/')[3]!, recorded: recorder.take().flat(), html: body };
  } finally {
    await app.stop();
    await recorder.close();
  }
}

/** The page from the stored answers to the HTML, as the server makes it: the path through the form, the fields, the frame. */
async function renderer(kernel: Parameters<typeof loadDraft>[0], draftId: string, path: string): Promise<() => Buffer> {
  const loaded = (await loadDraft(kernel, draftId))!;
  const service = asOnline(loaded.service)!;
  const form = await formContext(kernel, kernel.db, loaded.draft, loaded.service);
  const t = kernel.i18n.translator('de');
  const csrf = 'x'.repeat(43);
  const now = new Date();
  const session = { id: draftId, principal: { kind: 'citizen', id: resident.id, name: 'Lena Marie Sommer' }, assurance: 'basis', device: 'Browser', createdAt: now, lastSeenAt: now } as const;
  const frame = { lang: 'de', t, session, csrf, path, demo: true, navigation: kernel.navigation, assetVersion: '12345678', city: 'Halle' } as const;
  return () => {
    const { walked } = wayTo(twentyFields.page, modelOf(loaded.service), loaded.draft, form);
    const answer = formPage({ t, lang: 'de', csrf }, { draft: loaded.draft, service, page: twentyFields.page, form, walked, fromReview: false });
    return renderPage(frame, { answer: answer as Extract<Answer, { kind: 'page' }> }).bytes;
  };
}

/** User and system time of a process so far, in milliseconds (proc_pid_stat(5), fields 14 and 15, in ticks of 10 ms). */
function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
