import { page, type Answer, type Ctx } from '../../../../kernel/http/types.ts';
import type { Kernel } from '../../../../kernel/kernel.ts';
import type { SubjectWords } from '../../../../kernel/parts/parts.ts';
import { Button, ButtonRow, Column, PageHeading } from '../../../../kernel/ui/index.ts';
import { draftPath, languagesOf, titleOf, type OnlineService } from './common.ts';

/** Why nothing comes of this service for this subject today; undefined: it can be asked for, or it is about nothing. */
export async function refusalOf(kernel: Kernel, service: OnlineService, subjectRef: string | null): Promise<SubjectWords | undefined> {
  if (!service.process.subject || subjectRef === null) return undefined;
  return kernel.parts.getSubject(service.process.subject).refuse(kernel.db, subjectRef, service.key, kernel.clock.today());
}

/** A friendly no before anybody fills in a form, or sends it, in vain. `draftId`: begun already, and may be given up. */
export function refused(ctx: Ctx, service: OnlineService, refusal: SubjectWords, draftId?: string): Answer {
  const { t } = ctx;
  return page({
    title: titleOf(service, ctx.lang),
    section: ctx.principal.kind === 'staff' ? 'staff' : 'portal',
    languages: languagesOf(service),
    main: (
      <Column>
        <PageHeading title={t('cases.apply.refused.title')} caption={titleOf(service, ctx.lang)} lead={t(refusal.key, refusal.params)} />
        <ButtonRow>
          <Button href={`/leistungen/${service.key}`} label={t('cases.apply.refused.back')} icon="back" />
          {draftId === undefined ? null : <Button variant="tertiary" href={draftPath(service.key, draftId, 'abbrechen')} label={t('cases.apply.abort.link')} />}
        </ButtonRow>
      </Column>
    ),
  });
}
