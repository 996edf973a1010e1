import * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { page, redirect, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { plainDateFromParts } from '../../../kernel/time/index.ts';
import { aboutName } from '../../plan/index.ts';
import { citable, citationName, draftTopic, type Monitor } from '../domain/draft.ts';
import type { Citation, Promised, Rules, Statement } from '../domain/shapes.ts';
import { loadMonitor, loadPaper } from '../load.ts';
import { giveBack, loadAnswer, publish, saveDraft, sign, vouchFor } from '../use-cases.ts';
import { paperParams } from '../web/paper.tsx';
import { answerDesk, type TypedPromise } from './desk.tsx';

const edit = staff('council.edit');
const fields = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const note = z.string().max(2000).default('').transform((text) => text.trim());
/** Several forms stand on one page, and no two fields share an id: `grund`, `grund.satz2` are all the reason. */
const reasoned = <S extends z.ZodType>(shape: S) => z.preprocess((raw) => {
  const form = (raw ?? {}) as Record<string, unknown>;
  return { ...form, grund: form[Object.keys(form).find((name) => name.startsWith('grund')) ?? 'grund'] };
}, shape);
const step = reasoned(z.object({ schritt: z.enum(['mitzeichnen', 'zurueckgeben', 'verantworten', 'veroeffentlichen']), stand: z.coerce.number().int(), satz: z.string().max(64).default(''), grund: note }));
type PaperCtx<B = unknown> = Ctx<z.output<typeof paperParams>, unknown, B>;

/** `/amt/rat/<paper>`: draft from the monitor, edit, promise, sign step by step, publish. */
export function registerAnswerDesk(kernel: Kernel, rules: Rules): void {
  kernel.http.route({ method: 'GET', path: '/amt/rat/:paper', summary: 'Draft of an answer with its signatures and history', access: edit, params: paperParams, handler: (ctx) => show(kernel, rules, ctx, {}) });
  kernel.http.route({ method: 'POST', path: '/amt/rat/:paper/entwurf', summary: 'Save a state of the answer, or draft it from the monitor', access: edit, params: paperParams, body: fields, handler: (ctx) => save(kernel, rules, ctx) });
  kernel.http.route({ method: 'POST', path: '/amt/rat/:paper/schritt', summary: 'Sign, give back, vouch for a sentence, publish', access: edit, params: paperParams, body: step, handler: (ctx) => act(kernel, rules, ctx) });
}

function personOf({ principal }: Pick<Ctx, 'principal'>) {
  if (principal.kind !== 'staff') throw notFound();
  return principal;
}

async function load(kernel: Kernel, rules: Rules, slug: string) {
  const paper = await loadPaper(kernel, slug);
  if (paper.questions.length === 0) throw notFound();
  const answer = await loadAnswer(kernel.db, paper, rules);
  const monitor = await loadMonitor(kernel, 'de');
  // what is cited already stays to be chosen, as it stood then
  const choices: Citation[] = [...answer.statements.flatMap(({ citation }) => citation ?? []), ...(monitor ? citable(monitor) : [])];
  return { paper, answer, monitor, choices: new Map(choices.toReversed().map((citation) => [citationName(citation), citation])) };
}

async function show(kernel: Kernel, rules: Rules, ctx: PaperCtx, options: { statements?: Statement[]; promises?: TypedPromise[]; error?: string; status?: number }): Promise<Answer> {
  const { paper, answer, choices, monitor } = await load(kernel, rules, ctx.params.paper);
  const { title, main } = await answerDesk(kernel, ctx, { paper, answer, choices: [...choices.values()], rules, statements: options.statements ?? answer.statements, promises: options.promises ?? answer.promises.map(typed), abouts: aboutsOf(monitor, ctx.t), error: options.error, me: personOf(ctx) });
  return page({ title, main, section: 'staff', hasErrors: options.error !== undefined, ...(options.status ? { status: options.status } : {}) });
}

async function save(kernel: Kernel, rules: Rules, ctx: PaperCtx<z.output<typeof fields>>): Promise<Answer> {
  const get = (name: string) => (typeof ctx.body[name] === 'string' ? ctx.body[name].trim() : '');
  const { paper, choices, monitor } = await load(kernel, rules, ctx.params.paper);
  const drafting = get('schritt') === 'entwerfen';
  const said = paper.questions.flatMap((question, index): Statement[] => {
    const number = index + 1;
    const rows = Object.keys(ctx.body).filter((name) => name.startsWith(`satz.${number}.`) && get(name) !== '').sort((a, b) => Number(a.split('.')[2]) - Number(b.split('.')[2]));
    const kept = rows.slice(0, 80).map((name) => ({ question: number, text: get(name).slice(0, 4000), citation: choices.get(get(name.replace('satz', 'beleg'))) ?? null }));
    const topic = get(`thema.${number}`) || question.topic;
    // drafting fills only what is still empty: nobody's words are overwritten
    return kept.length > 0 || !drafting || !monitor || topic === null ? kept : draftTopic(topic, monitor).map((part) => ({ question: number, ...part }));
  });
  const written = promisesIn(ctx.body);
  const promised = written.map(({ text, due, about }) => ({ text, due: plainDateFromParts(due), about }));
  const abouts = new Set(aboutsOf(monitor, ctx.t).map(({ value }) => value));
  const wrong = promised.some(({ due, about }) => !due.ok || due.value < kernel.clock.today() || !abouts.has(about));
  if (wrong) return show(kernel, rules, ctx, { statements: said, promises: written, error: ctx.t('council.error.promise'), status: 422 });
  const promises = promised.flatMap(({ text, due, about }) => (due.ok ? [{ text, due: due.value, about }] : []));
  const result = await saveDraft(kernel, { slug: paper.slug, base: Number(get('stand') || '0'), statements: said, promises, authorId: personOf(ctx).id, note: get('anlass').slice(0, 500) });
  return result.ok ? redirect(`/amt/rat/${paper.slug}`) : show(kernel, rules, ctx, { statements: said, promises: written, error: ctx.t(`council.error.${result.reason}`), status: 409 });
}

/** The rows of the form that promise something, as typed. */
function promisesIn(body: Record<string, unknown>): TypedPromise[] {
  const get = (name: string) => (typeof body[name] === 'string' ? body[name].trim() : '');
  const rows = Object.keys(body).filter((name) => /^zusage\.\d{1,2}$/.test(name) && get(name) !== '').map((name) => name.slice('zusage.'.length)).sort((a, b) => Number(a) - Number(b));
  return rows.map((row) => ({ text: get(`zusage.${row}`).slice(0, 4000), due: { day: get(`bis.${row}.day`), month: get(`bis.${row}.month`), year: get(`bis.${row}.year`) }, about: get(`wozu.${row}`) }));
}

function typed({ text, due, about }: Promised): TypedPromise {
  const [year = '', month = '', day = ''] = due.split('-');
  return { text, due: { day, month, year }, about };
}

/** The plan and its named measures and goals: what a promise can be made for. */
function aboutsOf(monitor: Monitor | undefined, t: Ctx['t']): { value: string; label: string }[] {
  const named = monitor ? [...monitor.view.measures.filter(({ content }) => content.title !== null).map(({ key }) => `measure/${key}`), ...monitor.view.goals.filter(({ content }) => content.title !== null).map(({ key }) => `goal/${key}`)] : [];
  return [{ value: 'plan', label: t('council.desk.whole_plan') }, ...named.map((value) => ({ value, label: aboutName(monitor!.view, value, t) }))];
}

async function act(kernel: Kernel, rules: Rules, ctx: PaperCtx<z.output<typeof step>>): Promise<Answer> {
  const by = personOf(ctx);
  const { schritt, stand: revision, satz: hash, grund } = ctx.body;
  const { slug } = await loadPaper(kernel, ctx.params.paper);
  if (schritt !== 'veroeffentlichen' && !by.permissions.includes('council.release')) return show(kernel, rules, ctx, { error: ctx.t('council.error.no_right'), status: 403 });
  const input = { slug, revision, by, note: grund };
  const result = schritt === 'mitzeichnen' ? await sign(kernel, rules, input) : schritt === 'zurueckgeben' ? await giveBack(kernel, rules, input) : schritt === 'verantworten' ? await vouchFor(kernel, rules, { ...input, hash }) : await publish(kernel, rules, input);
  if (result.ok) return redirect(`/amt/rat/${slug}`);
  return show(kernel, rules, ctx, { error: ctx.t(`council.error.${result.reason}`), status: ['own', 'twice', 'office'].includes(result.reason) ? 403 : 409 });
}
