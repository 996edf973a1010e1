import { z } from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { page, redirect, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { plainDateFromParts } from '../../../kernel/time/index.ts';
import { citable, citationName, draftTopic } from '../domain/draft.ts';
import type { Citation, Rules, Statement } from '../domain/shapes.ts';
import { loadMonitor, loadPaper } from '../load.ts';
import { giveBack, loadAnswer, promise, publish, saveDraft, settle, sign, vouchFor } from '../use-cases.ts';
import { paperParams } from '../web/paper.tsx';
import { answerDesk } from './desk.tsx';

const edit = staff('council.edit');
const fields = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const note = z.string().max(2000).default('').transform((text) => text.trim());
const step = z.object({ schritt: z.enum(['mitzeichnen', 'zurueckgeben', 'verantworten', 'veroeffentlichen']), stand: z.coerce.number().int(), satz: z.string().max(64).default(''), grund: note });
const follow = z.object({ schritt: z.enum(['zusagen', 'gehalten', 'zurueckgezogen']), zusage: z.string().max(40).default(''), text: note, 'bis.day': z.string().default(''), 'bis.month': z.string().default(''), 'bis.year': z.string().default(''), grund: note });
type PaperCtx<B = unknown> = Ctx<z.output<typeof paperParams>, unknown, B>;

/** `/amt/rat/<paper>`: draft from the monitor, edit, sign step by step, publish, follow up. */
export function registerAnswerDesk(kernel: Kernel, rules: Rules): void {
  kernel.http.route({ method: 'GET', path: '/amt/rat/:paper', summary: 'Draft of an answer with its signatures and history', access: edit, params: paperParams, handler: (ctx) => show(kernel, rules, ctx, {}) });
  kernel.http.route({ method: 'POST', path: '/amt/rat/:paper/entwurf', summary: 'Save a state of the answer, or draft it from the monitor', access: edit, params: paperParams, body: fields, handler: (ctx) => save(kernel, rules, ctx) });
  kernel.http.route({ method: 'POST', path: '/amt/rat/:paper/schritt', summary: 'Sign, give back, vouch for a sentence, publish', access: edit, params: paperParams, body: step, handler: (ctx) => act(kernel, rules, ctx) });
  kernel.http.route({ method: 'POST', path: '/amt/rat/:paper/zusage', summary: 'Record a promise, or say what became of it', access: edit, params: paperParams, body: follow, handler: (ctx) => followUp(kernel, rules, ctx) });
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

async function show(kernel: Kernel, rules: Rules, ctx: PaperCtx, options: { statements?: Statement[]; error?: string; status?: number }): Promise<Answer> {
  const { paper, answer, choices } = await load(kernel, rules, ctx.params.paper);
  const { title, main } = await answerDesk(kernel, ctx, { paper, answer, choices: [...choices.values()], rules, statements: options.statements ?? answer.statements, error: options.error, me: personOf(ctx) });
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
  const result = await saveDraft(kernel, { slug: paper.slug, base: Number(get('stand') || '0'), statements: said, authorId: personOf(ctx).id, note: get('anlass').slice(0, 500) });
  return result.ok ? redirect(`/amt/rat/${paper.slug}`) : show(kernel, rules, ctx, { statements: said, error: ctx.t(`council.error.${result.reason}`), status: 409 });
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

async function followUp(kernel: Kernel, rules: Rules, ctx: PaperCtx<z.output<typeof follow>>): Promise<Answer> {
  const { slug } = await loadPaper(kernel, ctx.params.paper);
  const { schritt, text, zusage, grund } = ctx.body;
  const by = personOf(ctx).id;
  if (schritt === 'zusagen') {
    const due = plainDateFromParts({ day: ctx.body['bis.day'], month: ctx.body['bis.month'], year: ctx.body['bis.year'] });
    if (text === '' || !due.ok) return show(kernel, rules, ctx, { error: ctx.t('council.error.promise') });
    await promise(kernel, { slug, text, due: due.value, by });
  } else if (grund === '') return show(kernel, rules, ctx, { error: ctx.t('council.error.reason') });
  else if (!(await settle(kernel, { slug, id: zusage, outcome: schritt === 'gehalten' ? 'kept' : 'withdrawn', note: grund, by }))) return show(kernel, rules, ctx, { error: ctx.t('council.error.changed'), status: 409 });
  return redirect(`/amt/rat/${slug}#zusagen`);
}
