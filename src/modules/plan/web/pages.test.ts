import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestBrowser, TestKernel } from '../../../kernel/testing/test-kernel.ts';
import { plainDate } from '../../../kernel/time/index.ts';
import { comparePlans } from '../domain/compare.ts';
import { placeOf, questions } from '../domain/questions.ts';
import { states, brokenStates } from '../domain/states.ts';
import { importFolder } from '../import/import-folder.ts';
import { loadView } from '../load.ts';
import { createPlanTest, minimalPlan, planFolderWith, pointAt } from '../testing.ts';

let t: TestKernel;
let reader: TestBrowser;
beforeAll(async () => {
  t = await createPlanTest();
  reader = t.browser();
});
afterAll(() => t.close());

const get = async (path: string): Promise<string> => {
  const answer = await reader.get(path);
  expect([path, answer.statusCode]).toEqual([path, 200]);
  return answer.body;
};
const paths = ['/plan', '/plan/2013-2020', '/plan/2008-2012', '/plan/2013-2020/massnahmen/a3', '/plan/2013-2020/massnahmen/m07', '/plan/2013-2020/vorhaben', '/plan/2008-2012/vorhaben', '/plan/recht', '/plan/recht/ozg', '/plan/quellen', '/plan/fragen', '/plan/aenderungen', '/plan/vergleich', '/plan/zahlen', '/plan/zahlen/catalogue.online', '/plan/ozg'];

describe('every page', () => {
  it('is public, in German and English, has one h1, no missing words, and every chart its table', async () => {
    for (const path of paths) {
      const german = await get(path);
      expect([path, german.match(/<h1[ >]/g)?.length]).toEqual([path, 1]);
      expect(german, path).not.toMatch(/>[^<]*\bplan\.[a-z_]+\.[a-z_.]+[^<]*</);
      for (const chart of german.match(/<svg class="st-chart[\s\S]*?<\/svg>/g) ?? []) {
        expect(chart, path).toMatch(/role="img" aria-labelledby="[^"]+"><title id="[^"]+">[^<]+<\/title><desc id="[^"]+">[^<]+<\/desc>/);
        expect(chart, path).not.toMatch(/style=/);
        expect(german.slice(german.indexOf(chart)), path).toMatch(/<table/);
      }
      const english = await t.kernel.http.app.inject({ url: path, headers: { host: 'localhost:8080', 'accept-language': 'en' } });
      expect(english.body, path).toContain('<html lang="en">');
      expect(english.body, path).not.toMatch(/>[^<]*\bplan\.[a-z_]+\.[a-z_.]+[^<]*</);
    }
  });

  it('leads only to places that exist, anchors included', async () => {
    const bodies = new Map<string, string>();
    const broken: string[] = [];
    for (const path of paths) {
      const from = await get(path);
      for (const [, href] of from.matchAll(/href="(\/plan[^"]*)"/g)) {
        const [target, hash] = href!.replaceAll('&amp;', '&').split('#');
        if (!bodies.has(target!)) {
          const answer = await reader.get(target!);
          bodies.set(target!, answer.statusCode === 200 ? answer.body : '');
        }
        const body = bodies.get(target!)!;
        if (body === '' || (hash && !body.includes(`id="${hash}"`))) broken.push(`${path} → ${href}`);
      }
    }
    expect([...new Set(broken)]).toEqual([]);
  }, 60_000);

  it('says what is wrong with a day instead of failing', async () => {
    for (const [query, words] of [['asOf=quatsch', 'als Datum an'], ['asOf=2019-02-30', 'als Datum an'], ['asOf=2031-01-01', 'liegt in der Zukunft'], ['knownAt=%00', 'als Datum an'], ['knownAt=2099-01-01', 'liegt in der Zukunft'], [`asOf=${'9'.repeat(5000)}`, 'als Datum an'], ['asOf=a&asOf=b', 'als Datum an']] as const) {
      const answer = await reader.get(`/plan?${query}`);
      expect([query.slice(0, 30), answer.statusCode]).toEqual([query.slice(0, 30), 422]);
      expect(answer.body).toContain(words);
    }
    expect(await get('/plan?asOf=1990-01-01')).toContain('Am 1. Januar 1990 gab es keinen Plan');
    for (const path of ['/plan/2099', '/plan/nichts', '/plan/2013-2020/massnahmen/zz', '/plan/recht/nichts', '/plan/zahlen/nichts', '/plan/belege/abc', '/plan/2013-2020/plan.xml']) expect([path, (await reader.get(path)).statusCode]).toEqual([path, 404]);
  });
});

describe('the overview', () => {
  it('shows stopped things with reason and decider, gaps as gaps, and who steers', async () => {
    const body = await get('/plan');
    for (const words of ['vom Recht überholt', 'Landtag von Sachsen-Anhalt', 'Maßnahme 19 (Name nicht belegt)', 'Ziel 8 (Name nicht belegt)', 'keiner belegt', 'offen, ohne Termin', 'seit 7 Jahren', 'Welche Gremien den Plan steuern', 'letzter Beleg: 19. Februar 2019', 'erfasst am 25. November 2026']) expect(body).toContain(words);
    const old = await get('/plan/2008-2012');
    for (const words of ['verschoben', '567.000,00', '277.000,00', 'kein Aktionsplan', 'Ziel 7 (Name nicht belegt)']) expect(old).toContain(words);
  });

  it('says in one sentence that no goal is sourced, folds what nobody can name, and how old the last word is', async () => {
    const body = await get('/plan');
    expect(body).toContain('Welche Maßnahme welchem Ziel dient, ist nicht öffentlich belegt.');
    expect(body).not.toContain('st-matrix__goal');
    expect(body).toMatch(/<summary>\d+ weitere Maßnahmen: Namen nicht öffentlich belegt<\/summary>/);
    expect(body).toContain('(7 Jahre alt)');
    expect(body).not.toContain('älter als ein Jahr');
    expect(body).toContain('Schriftliche Anfrage: Wie');
  });

  it('crosses goals and measures where a source names goals, in words on a phone', async () => {
    const { Matrix } = await import('./matrix.tsx');
    const { renderToString } = await import('preact-render-to-string');
    const { h } = await import('preact');
    const measure = (key: string, order: number, code: string | null, goals: string[] | null) => ({ key, content: { order, code, title: code, goals, lead: false } });
    const view = {
      key: 'probe', standing: () => ({ state: 'unknown' }),
      goals: [1, 2, 3].map((order) => ({ key: `z${order}`, content: { order, code: null, title: null } })),
      measures: [measure('m1', 1, 'M1', ['z1', 'z3']), measure('m2', 2, 'M2', null), measure('m3', 3, null, null)],
    };
    const html = renderToString(h(Matrix, { view, t: t.kernel.i18n.translator('de'), lang: 'de', point: { asOf: '2026-11-25', knownAt: new Date(), asked: {} } } as never));
    for (const seen of ['st-matrix-wide', 'dient dem Ziel', 'Ziel 1, Ziel 3', 'Eine weitere Maßnahme: Name nicht öffentlich belegt']) expect(html).toContain(seen);
    expect(html.match(/>\?</g)).toHaveLength(3);
  });

  it('has a shape and a word of its own for every state, five of them for what did not come about', async () => {
    expect(brokenStates).toHaveLength(5);
    const { Shape } = await import('./shapes.tsx');
    const { renderToString } = await import('preact-render-to-string');
    const { h } = await import('preact');
    const drawn = states.map((state) => renderToString(h(Shape, { state })).replace(/class="[^"]*"/g, ''));
    expect(new Set(drawn).size).toBe(states.length);
  });

  it('says of the day in the past what was recorded later', async () => {
    const body = await get('/plan?asOf=2019-02-27');
    expect(body).toMatch(/Stand vom 27\. Februar 2019/);
    expect(body).toMatch(/(\d+) von \1 Angaben wurden erst nach diesem Tag erfasst, zuletzt am 25\. November 2026/);
    expect(body).not.toContain('vom Recht überholt');
  });
});

describe('the council’s questions', () => {
  it('are the eight of 2019 and the fourteen of always, and each leads to a place that answers it', async () => {
    expect(questions.filter((question) => question.set === '2019')).toHaveLength(8);
    expect(questions.filter((question) => question.set === 'always')).toHaveLength(14);
    const page = await get('/plan/fragen');
    for (const question of questions) {
      const place = placeOf(question, '2013-2020');
      expect(page).toContain(`href="${place}"`);
      expect(t.kernel.i18n.has('de', `plan.question.${question.id}`)).toBe(true);
      const [path, anchor] = place.split('#');
      const body = await get(path!);
      const from = body.indexOf(`id="${anchor}"`);
      expect([question.id, from > 0]).toEqual([question.id, true]);
      expect(body.slice(from).replace(/<[^>]+>/g, ' ').trim().length, question.id).toBeGreaterThan(80);
    }
  });
});

describe('for programs and paper', () => {
  it('JSON gives every statement of a point with its checksum, twice the same', async () => {
    t.clock.set('2026-11-26T10:00:00Z'); // "known by the 25th" is settled when that day is over
    const first = JSON.parse(await get('/plan/2013-2020/plan.json?asOf=2019-02-27&knownAt=2026-11-25')) as { checksum: string; statements: { subject: string; recordedAt: string }[] };
    t.clock.advance({ days: 40 });
    const second = JSON.parse(await get('/plan/2013-2020/plan.json?asOf=2019-02-27&knownAt=2026-11-25')) as typeof first;
    expect(second).toEqual(first);
    expect(first.statements.length).toBeGreaterThan(60);
    expect(first.checksum).toBe((await loadView(t.kernel, '2013-2020', pointAt(t.kernel, '2019-02-27', '2026-11-25')))!.checksum());
    t.clock.set('2026-11-25T10:00:00Z');
  });
  it('CSV has one row per measure, "nicht belegt" where nothing is known', async () => {
    const lines = (await get('/plan/2013-2020/plan.csv')).replace('\ufeff', '').trim().split('\r\n');
    expect(lines).toHaveLength(20);
    expect(lines[1]).toMatch(/^2013-2020;a3;A3;Elektronisches Serviceportal;1;nicht belegt;running;2019-02-19;Stadt Halle \(Saale\);;;vorlage-2019-04886;2026-11-25;/);
    expect(lines[19]).toMatch(/^2013-2020;m19;nicht belegt;nicht belegt;0;nicht belegt;unknown;/);
  });
  it('Atom is well-formed and names the newest records', async () => {
    const body = await get('/plan/aenderungen.atom?plan=2013-2020');
    expect(body).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<feed xmlns="http:\/\/www\.w3\.org\/2005\/Atom">/);
    expect(body.match(/<entry>/g)).toHaveLength(50);
    expect(body.match(/<(\w+)[ >]/g)!.length).toBeGreaterThan(200);
  });
  it('the report is PDF/UA', async () => {
    const answer = await reader.get('/plan/2013-2020/bericht.pdf?asOf=2019-02-27&knownAt=2026-11-25');
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/pdf']);
    const raw = answer.rawPayload.toString('latin1');
    expect(raw).toContain('<pdfuaid:part>1</pdfuaid:part>');
    expect(raw).toMatch(/\/Lang \(de\)/);
  }, 60_000);
});

it('a continuation: carried over, merged, dropped with reason, and what is new', async () => {
  const newer = `plan:
  - {key: plan, since: 2026-01-01, source: null, title: Folgeplan, short: Folge, from: 2026-01-01, to: 2030-12-31, predecessor: 2020-2025, steering: Ein Beirat., continuation: null}
measure:
  - {key: n1, since: 2026-01-01, source: null, order: 1, group: A, code: N1, title: Neue Fassung}
  - {key: n2, since: 2026-01-01, source: null, order: 2, group: A, code: N2, title: Ganz neu}
fate:
  - {key: f1, since: 2026-01-01, source: null, from_plan: 2020-2025, from: measure/m1, what: carried, to: measure/n1, reason: "bewährt", decider: Stadtrat}
  - {key: f2, since: 2026-01-01, source: null, from_plan: 2020-2025, from: goal/z1, what: dropped, reason: "erreicht", decider: Stadtrat}
`;
  const { root, remove } = planFolderWith({ '2020-2025/plan.yaml': minimalPlan('item:\n  - {key: i1, since: 2020-05-01, source: null, title: Vorhaben ohne Verbleib}'), '2026-2030/plan.yaml': newer });
  try {
    expect(await importFolder(t.kernel, root)).toMatchObject({ ok: true });
  } finally {
    remove();
  }
  const point = pointAt(t.kernel, '2026-11-25');
  const [before, after] = [(await loadView(t.kernel, '2020-2025', point))!, (await loadView(t.kernel, '2026-2030', point))!];
  const { rows, fresh } = comparePlans(before, after);
  expect(rows.map(({ about, fate, to }) => [about, fate, to])).toEqual([['goal/z1', 'dropped', undefined], ['measure/m1', 'carried', 'measure/n1'], ['item/i1', 'unknown', undefined]]);
  expect(fresh).toEqual(['measure/n2']);
  const body = await get('/plan/vergleich?von=2020-2025&mit=2026-2030');
  for (const words of ['Fortgeführt: 1. Zusammengelegt: 0. Weggefallen: 1. Nicht belegt: 1.', 'erreicht (Stadtrat)', 'Ganz neu']) expect(body).toContain(words);
  // the latest plan that has begun is the one in force
  expect(await get('/plan')).toContain('<h1>Folge</h1>');
  expect((await loadView(t.kernel, '2026-2030', pointAt(t.kernel, plainDate('2025-12-31'))))).toBeUndefined();
});
