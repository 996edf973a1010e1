import * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { redirect } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { plainDateFromParts } from '../../../kernel/time/index.ts';
import { deleteUnneeded } from '../../forms/index.ts';
import { answerFileBytes, answerFileOf } from '../answer-file.ts';
import { answerChannels, type Answer, type Done } from '../domain/types.ts';
import { loadCase } from '../queries.ts';
import { answerQuestion } from '../use-cases/answer-question.ts';
import { yesOf } from './answer-form.tsx';
import { showCase } from './case.tsx';

const text = z.string().max(20_000).default('');
const short = z.string().max(20).default('');

/** Staff write down an answer that came by phone, on paper or at the counter: the same step as the applicant's own answer. */
export function registerTakenDownAnswer(kernel: Kernel): void {
  kernel.http.route({
    method: 'POST',
    path: '/amt/vorgaenge/:id/antwort',
    summary: 'Writes down the applicant’s answer to a question',
    access: staff('cases.work'),
    params: z.object({ id: z.uuid() }),
    body: z.object({ revision: z.coerce.number().int().min(1), weg: z.union([z.enum(answerChannels), z.literal('')]).default(''), 'tag.day': short, 'tag.month': short, 'tag.year': short, text, ja_nein: short }),
    upload: { maxBytes: answerFileBytes, maxFiles: 1 },
    async handler(ctx) {
      const { body, principal } = ctx;
      const uploaded = ctx.files[0];
      try {
        const { file } = await loadCase(kernel, ctx.params.id, { principal });
        const attached = uploaded && (await answerFileOf(kernel, uploaded));
        const day = plainDateFromParts({ day: body['tag.day'], month: body['tag.month'], year: body['tag.year'] });
        const answer: Answer = { text: body.text, yes: yesOf(body.ja_nein), file: attached, takenDown: body.weg !== '' && day.ok ? { channel: body.weg, receivedOn: day.value } : undefined };
        const problem = file.questionId === null ? 'cases.error.state' : body.weg === '' ? 'cases.error.answer_channel' : !day.ok ? 'cases.error.answer_day' : uploaded && !attached ? 'cases.error.file_type' : undefined;
        const done: Done = problem === undefined ? await answerQuestion(kernel, { questionId: file.questionId!, viewer: { principal }, answer, revision: body.revision }) : { ok: false, key: problem };
        if (done.ok) return redirect(`/amt/vorgaenge/${ctx.params.id}`);
        return await showCase(kernel, ctx, ctx.params.id, { form: 'antwort', values: { ...body, revision: '' }, error: done.key });
      } finally {
        // what became part of an answer is held by it
        if (uploaded) await deleteUnneeded(kernel, [uploaded.sha256]);
      }
    },
  });
}
