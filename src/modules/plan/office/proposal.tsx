import * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { page, redirect, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { isUuid } from '../../../kernel/ids/index.ts';
import { dateOf, formatDate } from '../../../kernel/time/index.ts';
import { Alert, BackLink, Button, ButtonRow, ErrorSummary, PageHeading, PostForm, Section, Stack, SubmitButton, TextArea } from '../../../kernel/ui/index.ts';
import { staffName } from '../../directory/index.ts';
import { describeFact } from '../domain/describe.ts';
import { newestSeq, recordedOf } from '../store.ts';
import { findProposal, type Proposal } from '../store-proposals.ts';
import { refuse, release } from '../use-cases.ts';
import { Difference } from './difference.tsx';

const params = z.object({ id: z.string() });
const body = z.object({ schritt: z.enum(['freigeben', 'ablehnen']), begruendung: z.string().max(2000).default('') });

/** `/amt/plan/vorschlaege/<id>`: the second pair of eyes. */
export function registerProposal(kernel: Kernel): void {
  kernel.http.route({ method: 'GET', path: '/amt/plan/vorschlaege/:id', summary: 'One proposal with what it would change', access: staff('plan.edit'), params, handler: async (ctx) => proposalPage(kernel, ctx, await load(kernel, ctx.params.id), {}) });
  kernel.http.route({
    method: 'POST', path: '/amt/plan/vorschlaege/:id', summary: 'Release or refuse a proposal', access: staff('plan.edit'), params, body,
    async handler(ctx) {
      const proposal = await load(kernel, ctx.params.id);
      const { principal } = ctx;
      const by = principal.kind === 'staff' ? principal.id : '';
      const note = ctx.body.begruendung.trim();
      if (ctx.body.schritt === 'ablehnen') {
        if (note === '') return proposalPage(kernel, ctx, proposal, { begruendung: ctx.t('plan.edit.error.why_not') });
        const result = await refuse(kernel, { id: proposal.id, by, note });
        return result.ok ? redirect('/amt/plan') : proposalPage(kernel, ctx, proposal, { '': ctx.t(`plan.edit.error.${result.reason}`) }, 409);
      }
      if (principal.kind !== 'staff' || !principal.permissions.includes('plan.release')) return proposalPage(kernel, ctx, proposal, { '': ctx.t('plan.edit.error.no_right') }, 403);
      const result = await release(kernel, { id: proposal.id, by, note });
      if (result.ok) return redirect(`/amt/plan/vorschlaege/${proposal.id}`);
      const said = result.reason === 'problems' ? result.problems.map((problem) => ctx.t(problem.key, problem.params)).join(' ') : ctx.t(`plan.edit.error.${result.reason}`);
      return proposalPage(kernel, ctx, await load(kernel, proposal.id), { '': said }, result.reason === 'own' ? 403 : 409);
    },
  });
}

async function load(kernel: Kernel, id: string): Promise<Proposal> {
  const proposal = isUuid(id) ? await findProposal(kernel.db, id) : undefined;
  if (!proposal) throw notFound();
  return proposal;
}

async function proposalPage(kernel: Kernel, { t, lang, csrf, principal }: Ctx<unknown, unknown, unknown>, proposal: Proposal, errors: Record<string, string>, status?: number): Promise<Answer> {
  const before = (await recordedOf(kernel.db, proposal.subject)).find((row) => row.validFrom === proposal.validFrom);
  const own = principal.kind === 'staff' && principal.id === proposal.authorId;
  const changed = proposal.outcome === null && (await newestSeq(kernel.db, proposal.subject)) !== proposal.baseSeq;
  const { kind, name } = describeFact({ ...proposal, content: proposal.content ?? before?.content ?? null }, t);
  const author = (await staffName(kernel, proposal.authorId)) ?? t('plan.edit.someone');
  const decider = proposal.decidedBy === null ? '' : ((await staffName(kernel, proposal.decidedBy)) ?? t('plan.edit.someone'));
  const main = (
    <Stack>
      <ErrorSummary errors={Object.entries(errors).map(([field, message]) => (field === '' ? { message } : { name: field, message }))} t={t} />
      <BackLink href="/amt/plan" label={t('plan.edit.back')} />
      <PageHeading caption={t('plan.edit.proposal')} title={`${kind}: ${name}`} lead={t('plan.edit.proposed', { author, day: formatDate(dateOf(proposal.createdAt), lang), since: formatDate(proposal.validFrom, lang) })} />
      {proposal.outcome === null ? null : <Alert tone={proposal.outcome === 'released' ? 'success' : 'info'} title={t(`plan.edit.outcome.${proposal.outcome}`)}><p>{t('plan.edit.decided', { name: decider, day: formatDate(dateOf(proposal.decidedAt!), lang) })} {proposal.decisionNote}</p></Alert>}
      {changed ? <Alert tone="warning" title={t('plan.edit.error.changed')}><p><a href={`/amt/plan/verlauf?angabe=${encodeURIComponent(proposal.subject)}`}>{t('plan.history')}</a></p></Alert> : null}
      <Section heading={t('plan.edit.difference')}>
        {proposal.content === null ? <p><strong>{t('plan.edit.withdraws')}</strong></p> : null}
        <Difference before={proposal.outcome === 'released' ? null : (before?.content ?? null)} after={proposal.content} t={t} />
        <p><strong>{t('plan.edit.field.note')}:</strong> {proposal.note}</p>
      </Section>
      {proposal.outcome === null ? (
        <PostForm action={`/amt/plan/vorschlaege/${proposal.id}`} csrf={csrf} label={t('plan.edit.decide')}>
          {own ? <p>{t('plan.edit.own')}</p> : null}
          <TextArea name="begruendung" label={t(own ? 'plan.edit.why_back' : 'plan.edit.why')} required={false} rows={2} t={t} {...(errors['begruendung'] ? { error: errors['begruendung'] } : {})} />
          <ButtonRow>
            {own || changed ? null : <SubmitButton name="schritt" value="freigeben" label={t('plan.edit.release')} icon="check" />}
            <Button name="schritt" value="ablehnen" label={t(own ? 'plan.edit.take_back' : 'plan.edit.refuse')} />
          </ButtonRow>
        </PostForm>
      ) : null}
    </Stack>
  );
  return page({ title: `${kind}: ${name}`, main, section: 'staff', hasErrors: Object.keys(errors).length > 0, ...(status ? { status } : {}) });
}
