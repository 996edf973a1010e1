import { createHash } from 'node:crypto';
import type { LetterBlock, ReportData } from '../../../kernel/documents/index.ts';
import { canonicalJson } from '../../../kernel/evidence/canonical-json.ts';
import type { T } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { formatDate } from '../../../kernel/time/index.ts';
import { collectProcedure, type ProcedureFacts } from './collect.ts';

export interface Procedure {
  title: string;
  /** SHA-256 of the facts: another configuration is another state of the documentation. */
  state: string;
  blocks: LetterBlock[];
}

/** The documentation of the procedure as blocks, in German: it is the administration's own, for auditors. */
export async function composeProcedure(kernel: Kernel): Promise<Procedure> {
  const facts = await collectProcedure(kernel);
  const t = kernel.i18n.translator('de');
  return { title: t('records.procedure.title'), state: createHash('sha256').update(canonicalJson(JSON.parse(JSON.stringify(facts)))).digest('hex'), blocks: blocks(facts, t) };
}

/** The documentation as PDF/UA-1. */
export async function renderProcedure(kernel: Kernel): Promise<{ name: string; state: string; bytes: Uint8Array }> {
  const t = kernel.i18n.translator('de');
  const { title, state, blocks: parts } = await composeProcedure(kernel);
  const city = kernel.config.city.replace(/^./, (first) => first.toUpperCase());
  const data: ReportData = {
    letterhead: { authority: t('records.procedure.authority', { city }) },
    ...(kernel.config.demo ? { marking: t('records.procedure.demo') } : {}),
    heading: title,
    intro: t('records.procedure.intro'),
    reference: [{ label: t('records.procedure.state'), value: state.slice(0, 16) }, { label: t('records.procedure.made'), value: formatDate(kernel.clock.today(), 'de') }],
    blocks: parts,
  };
  return { name: `verfahrensdokumentation-${state.slice(0, 12)}.pdf`, state, bytes: await kernel.documents.render({ template: 'report', data, standard: 'ua-1', title, lang: 'de', at: kernel.clock.now() }) };
}

function blocks(facts: ProcedureFacts, t: T): LetterBlock[] {
  const say = (key: string, params?: Record<string, string | number>) => t(`records.procedure.${key}`, params);
  const heading = (key: string): LetterBlock => ({ type: 'heading', text: say(`${key}.title`) });
  const text = (key: string, params?: Record<string, string | number>): LetterBlock => ({ type: 'paragraph', text: say(key, params) });
  const list = (keys: readonly string[], params?: Record<string, string | number>): LetterBlock => ({ type: 'list', items: keys.map((key) => say(key, params)) });
  return [
    heading('general'), text('general'), { type: 'keyvalue', rows: [
      { label: say('software'), value: `Stadttor ${facts.version}` }, { label: 'Node.js', value: facts.node }, { label: 'PostgreSQL', value: facts.postgres },
      { label: say('objects'), value: say(`objects.${facts.objects}`) }, { label: say('demo_mode'), value: say(facts.demo ? 'on' : 'off') },
    ] },
    heading('user'), list(['user.case', 'user.upload', 'user.mail', 'user.version', 'user.delivery', ...(facts.inbox ? ['user.inbox'] : [])], { documents: facts.limits.deliveryDocuments, gb: facts.limits.documentGb }),
    heading('order'), text('order', { file: facts.plan.numbers.file, case_file: facts.plan.numbers.caseFile, source: facts.plan.source }),
    { type: 'table', caption: say('plan'), columns: [say('plan.key'), say('plan.name'), say('plan.office'), say('plan.years'), say('plan.disposal')].map((label) => ({ label })), rows: facts.plan.positions.map((row) => [row.key, row.title, row.office, String(row.years), say(`disposal.${row.disposal}`)]) },
    heading('access'), text('access'),
    { type: 'table', caption: say('roles'), columns: [{ label: say('role') }, { label: say('permissions') }], rows: facts.roles.map((row) => [t(`directory.role.${row.name}`), row.permissions.join(', ')]) },
    { type: 'table', caption: say('offices'), columns: [{ label: say('office.key') }, { label: say('office.name') }], rows: facts.offices.map((row) => [row.key, row.name]) },
    ...(facts.unused.length > 0 ? [text('unused', { list: facts.unused.join(', ') })] : []),
    heading('unchanged'), list(['unchanged.versions', 'unchanged.hash', 'unchanged.evidence', 'unchanged.history', 'unchanged.received']),
    { type: 'paragraph', text: say('append_only', { list: facts.appendOnly.join(', ') }) },
    heading('interfaces'), facts.clients.length === 0 ? text('interfaces.none') : { type: 'table', caption: say('interfaces.caption'), columns: [say('client'), say('plan.office'), say('client.positions'), say('client.state')].map((label) => ({ label })), rows: facts.clients.map((row) => [row.name, row.office, row.positions.join(', '), say(row.active ? 'on' : 'off')]) },
    heading('reading'), text('reading', { mb: facts.limits.readableMb }),
    heading('operation'), list(['operation.transaction', 'operation.repeat', 'operation.backup', facts.mail ? 'operation.mail' : 'operation.no_mail']),
    heading('retention'), text('retention'),
    heading('changes'), text('changes'),
    { type: 'table', caption: say('migrations'), columns: [say('migration.day'), say('migration.part'), say('migration.name'), say('migration.hash')].map((label) => ({ label })), rows: facts.migrations.map((row) => [row.appliedOn, row.owner, row.name.replace(/\.sql$/, ''), row.hash]) },
    heading('missing'), text('missing'), list(['missing.responsible', 'missing.instructions', 'missing.scanning', 'missing.backup']),
  ];
}
