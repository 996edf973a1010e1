import { everyone } from '../../../kernel/access/access.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { LinkList, Section } from '../../../kernel/ui/index.ts';
import { placeOf, questions } from '../domain/questions.ts';
import { at } from '../load.ts';
import { pointQuery } from './overview.tsx';
import { monitorPage } from './page.tsx';

/** `/plan/fragen`: what the council asked, each with the place that answers it. */
export function registerQuestions(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET', path: '/plan/fragen', summary: 'Questions of the council and where they are answered', access: everyone, query: pointQuery,
    handler: (ctx) => monitorPage(kernel, ctx, { path: '/plan/fragen', title: ctx.t('plan.questions.title'), lead: ctx.t('plan.questions.lead') }, ({ view, t, point }) => (
      <>
        {(['2019', 'always'] as const).map((set) => (
          <Section id={`fragen-${set}`} heading={t(`plan.questions.${set}`)}>
            <LinkList links={questions.filter((question) => question.set === set).map((question) => ({ href: at(placeOf(question, view.key), point), label: t(`plan.question.${question.id}`) }))} />
          </Section>
        ))}
      </>
    )),
  });
}
