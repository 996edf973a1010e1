import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VNode } from 'preact';
import { everyone } from '../../kernel/access/access.ts';
import { file, page, type Ctx } from '../../kernel/http/types.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { projectRoot } from '../../kernel/root.ts';
import { dateOf, formatDate } from '../../kernel/time/index.ts';
import { Breadcrumb, Button, ButtonRow, Column, DescriptionList, EmptyState, LinkList, PageHeading, Section } from '../../kernel/ui/index.ts';
import { parseCheckpoint } from '../../standards/tlog/index.ts';

/** `/nachweis`: what a proof is, how to check one without us, and the public keys. */
export function registerProofPage(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET',
    path: '/nachweis',
    summary: 'What the log of promises proves, how anyone checks it, and its public keys',
    access: everyone,
    async handler(ctx) {
      const { t } = ctx;
      const title = t('proofs.title');
      return page({
        title,
        main: (
          <>
            <Breadcrumb links={[{ href: '/', label: t('proofs.home') }]} current={title} t={t} />
            <Column>
              <PageHeading title={title} lead={t('proofs.lead')} />
              <Section id="was" heading={t('proofs.what')}>
                {paragraphs(ctx, 'proofs.what', 3)}
              </Section>
              <Section id="pruefen" heading={t('proofs.check')}>
                <p>{t('proofs.check.1')}</p>
                <pre class="st-code" tabIndex={0}>
                  <code>{'node verify.mjs nachweis.tlog-proof nachweis.json brief.pdf --key \'…\''}</code>
                </pre>
                <p>{t('proofs.check.2')}</p>
                <ButtonRow>
                  <Button href="/nachweis/verify.mjs" variant="secondary" label={t('proofs.check.download')} icon="file" />
                </ButtonRow>
              </Section>
              <Section id="stand" heading={t('proofs.state')}>
                {await state(kernel, ctx)}
              </Section>
              <Section id="schluessel" heading={t('proofs.keys')} intro={t('proofs.keys.intro')}>
                {await keys(kernel, ctx)}
              </Section>
              <Section id="grenzen" heading={t('proofs.limits')}>
                {paragraphs(ctx, 'proofs.limits', 2)}
              </Section>
              <LinkList label={t('proofs.files')} links={[{ href: '/api/v1/log/checkpoint', label: t('proofs.files.checkpoint') }, { href: '/api/v1/log/keys', label: t('proofs.files.keys') }]} />
            </Column>
          </>
        ),
      });
    },
  });

  kernel.http.route({
    method: 'GET',
    path: '/nachweis/verify.mjs',
    summary: 'The program that checks a proof without us: one file, no dependencies',
    access: everyone,
    handler: () => file({ body: readFileSync(join(projectRoot, 'verify.mjs')), mime: 'text/javascript; charset=utf-8', name: 'verify.mjs', cache: 'public, max-age=300' }),
  });
}

function paragraphs({ t }: Ctx, key: string, count: number): VNode[] {
  return Array.from({ length: count }, (_, index) => <p>{t(`${key}.${index + 1}`)}</p>);
}

async function state(kernel: Kernel, { t }: Ctx): Promise<VNode> {
  const note = await kernel.evidence.checkpoint();
  const checkpoint = note && parseCheckpoint(note.slice(0, note.lastIndexOf('\n\n') + 1));
  if (!note || !checkpoint) return <EmptyState title={t('proofs.state.empty')}>{t('proofs.state.empty.text')}</EmptyState>;
  const lines = note.slice(note.lastIndexOf('\n\n') + 2).trim().split('\n');
  return (
    <DescriptionList
      items={[
        { label: t('proofs.state.origin'), value: checkpoint.origin },
        { label: t('proofs.state.size'), value: String(checkpoint.size) },
        { label: t('proofs.state.root'), value: <code class="st-break">{Buffer.from(checkpoint.root).toString('base64')}</code> },
        { label: t('proofs.state.signed'), value: lines.map((line) => line.split(' ')[1]).join(', ') },
      ]}
    />
  );
}

async function keys(kernel: Kernel, { t, lang }: Ctx): Promise<VNode> {
  const rows = await kernel.evidence.keys();
  if (rows.length === 0) return <p>{t('proofs.keys.none')}</p>;
  return <DescriptionList items={rows.map((row, index) => ({ label: t(index === rows.length - 1 ? 'proofs.keys.current' : 'proofs.keys.former', { date: formatDate(dateOf(row.createdAt), lang) }), value: <code class="st-break">{row.verifierKey}</code> }))} />;
}
