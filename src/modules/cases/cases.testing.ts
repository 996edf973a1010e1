import { createHash } from 'node:crypto';
import { uuidv7 } from '../../kernel/ids/index.ts';
import { CodedError } from '../../kernel/errors/errors.ts';
import type { Module } from '../../kernel/kernel.ts';
import type { CheckOutcome, PartValues } from '../../kernel/parts/parts.ts';
import { createTestKernel, type TestKernel } from '../../kernel/testing/test-kernel.ts';
import { contentHash, publishPackage, catalogueModule } from '../catalogue/index.ts';
import { demoCitizens, demoStaff, directoryModule, staffPrincipal } from '../directory/index.ts';
import { formsModule, type FrozenAnswers } from '../forms/index.ts';
import { mailboxModule } from '../mailbox/index.ts';
import { paymentsModule } from '../payments/index.ts';
import { recordsModule } from '../records/index.ts';
import { casesModule } from './index.ts';
import type { CaseRow, StaffActor, Viewer } from './domain/types.ts';
import { findCase } from './store.ts';
import { openCase, type OpenCase } from './use-cases/open-case.ts';

/** What the invented neighbour of the tests answers; tests change it. */
export interface Probe {
  answer: (inputs: PartValues) => CheckOutcome | Promise<CheckOutcome>;
  asked: PartValues[];
  /** Whether the effect fails, to see that nothing of a decision is left then; with a code it refuses. */
  effectFails: boolean | 'PROBE_TAKEN' | 'PROBE_BROKEN';
}

export const ok: CheckOutcome = { result: 'ok', outputs: { code: 'C-1', good: true } };

function probeModule(probe: Probe): Module {
  return {
    name: 'probe',
    register(kernel) {
      kernel.parts.check('probe.lookup', {
        inputs: { family_name: 'string' }, outputs: { code: 'string', good: 'bool' }, reasons: ['strange', 'unknown'],
        async run(_context, inputs) {
          probe.asked.push(inputs);
          return probe.answer(inputs);
        },
      });
      kernel.parts.effect('probe.grant', {
        inputs: { code: 'string' }, outputs: { number: 'string', access_code: 'string' }, refusals: ['PROBE_TAKEN'],
        async apply(tx, context, inputs) {
          await kernel.indicators.count(tx, 'probe.effect', context.caseId);
          if (probe.effectFails) throw probe.effectFails === true ? new Error('effect failed') : new CodedError(probe.effectFails, 'refused');
          return { number: `N-${String(inputs['code'])}`, access_code: 'GEHEIM-77' };
        },
      });
    },
  };
}

const letters = `letters:
  granted:
    subject: {de: Ihr Antrag ist bewilligt, en: Your application is granted}
    blocks:
      - type: paragraph
        text: {de: "Nummer {{ effects.gewaehren.number }} Code {{ effects.gewaehren.access_code }}, Betrag {{ eur(fee.cents) }}", en: "Number {{ effects.gewaehren.number }} code {{ effects.gewaehren.access_code }}, amount {{ eur(fee.cents) }}"}
  rejected:
    subject: {de: Ihr Antrag ist abgelehnt, en: Your application is rejected}
    blocks:
      - {type: paragraph, text: {de: "{{ decision.text }}", en: "{{ decision.text }}"}}`;

/** A tiny service with one check, one rule, a fee and an effect. */
function packageFiles(key: string, options: { collect: 'before_decision' | 'after_decision' | 'none'; automatic: boolean; when?: string; announcement?: 'post' }) {
  return {
    name: key,
    problems: [],
    files: {
      'service.yaml': `key: ${key}
kind: online
title: {de: Probe, en: Probe}
summary: {de: Nur zum Testen., en: For tests only.}
text: []
fee:
  amounts:
    - {from: 2020-01-01, cents: 1000, label: normal, title: {de: Probegebühr, en: Trial fee}, source: Testannahme, assumption: true}
    - {from: 2026-11-25, cents: 2000, label: normal, title: {de: Probegebühr, en: Trial fee}, source: Testannahme, assumption: true}
legal: [{title: {de: Testsatzung, en: Test by-law}, source: Testannahme}]
office: parken
languages: [de, en]
source: Testannahme
`,
      'form.yaml': `pages:
  - id: wer
    title: {de: Wer sind Sie?, en: Who are you?}
    fields:
      - {id: name, type: person_name, label: {de: Ihr Name, en: Your name}, legal_basis: Testsatzung}
      - {id: alter, type: number, label: {de: Ihr Alter, en: Your age}, legal_basis: Testsatzung}
`,
      'process.yaml': `anonymous: allowed
checks:
  - {id: suche, use: probe.lookup, with: {family_name: answers.name.family}}
rules:
  - {id: erwachsen, ok: "answers.alter >= 18 && checks.suche.good", reason: probe.too_young, text: {de: Die Person ist zu jung., en: The person is too young.}}
fee: {collect: ${options.collect}, choose: ${options.collect === 'none' ? '[]' : `[{${options.when ? `when: ${options.when}, ` : ''}amount: normal}]`}}
decision: {automatic: ${options.automatic}, legal_basis: Testsatzung}
effects:
  - {id: gewaehren, use: probe.grant, with: {code: checks.suche.code}}
${options.collect === 'none' ? letters.replaceAll(/, (Betrag|amount) \{\{ eur\(fee\.cents\) \}\}/g, '') : letters}
filing: {position: "32.2-AG", retention_years: 2, source: Testannahme}
deadline_workdays: {days: 10, source: Testannahme}
announcement: ${options.announcement ?? 'own_mailbox'}
`,
    },
  };
}

export interface CasesTest extends TestKernel {
  probe: Probe;
  /** Opens a case as the applicant's side does. */
  submit(input?: Partial<OpenCase> & { service?: string; age?: number }): Promise<string>;
  file(id: string): Promise<CaseRow>;
  /** Lets waiting jobs become due, whatever the real clock says, and runs all. */
  workAll(): Promise<void>;
}

export async function createCasesTest(env: Record<string, string> = {}): Promise<CasesTest> {
  const probe: Probe = { answer: () => ok, asked: [], effectFails: false };
  const t = await createTestKernel({ modules: [catalogueModule, directoryModule, formsModule, paymentsModule, mailboxModule, recordsModule, casesModule, probeModule(probe)], env });
  await t.start();
  const hashes = new Map<string, string>();
  for (const [key, options] of [
    ['probe-frei', { collect: 'none', automatic: true }],
    ['probe-vorher', { collect: 'before_decision', automatic: true }],
    ['probe-nachher', { collect: 'after_decision', automatic: true }],
    ['probe-geprueft', { collect: 'after_decision', automatic: true, when: 'checks.suche.good' }],
    ['probe-person', { collect: 'none', automatic: false }],
    ['probe-brief', { collect: 'none', automatic: true, announcement: 'post' }],
  ] as const) {
    const result = await publishPackage(t.kernel, packageFiles(key, options), 'test');
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    hashes.set(key, result.hash);
  }
  return {
    ...t,
    probe,
    async submit({ service = 'probe-frei', age = 30, ...input } = {}) {
      const opened = await t.kernel.db.transaction().execute((tx) =>
        openCase(tx, t.kernel, { frozen: frozen(service, hashes.get(service)!, age), channel: 'online', accountId: citizenId, sessionId: null, enteredBy: null, lang: 'de', ...input }));
      return opened.caseId;
    },
    async file(id) {
      return (await findCase(t.kernel.db, id))!;
    },
    async workAll() {
      for (let round = 0; round < 6; round++) {
        await t.ownerPool.query(`update graphile_worker._private_jobs set run_at = now() - interval '1 minute' where locked_at is null`);
        await t.work();
      }
    },
  };
}

function frozen(service: string, versionHash: string, age: number): FrozenAnswers {
  const provenance = { source: 'applicant', label: 'forms.provenance.applicant', assurance: 'basis', at: '2026-11-24T09:00:00.000Z' } as const;
  const answers = { name: { value: { family: 'Sommer', given: 'Lena Marie' }, provenance }, alter: { value: age, provenance } };
  return {
    service,
    versionHash,
    formHash: createHash('sha256').update(service).digest('hex'),
    answers,
    sections: [{ page: 'wer', title: 'Wer sind Sie?', rows: [{ field: 'name', label: 'Ihr Name', value: ['Lena Marie Sommer'], provenance, sensitive: false }] }],
    uploads: [],
    subjectRef: null,
    contentHash: contentHash(answers),
  };
}

export const citizenId = demoCitizens.lena.id;
export const otherCitizenId = demoCitizens.jonas.id;
export const citizenViewer = (id = citizenId): Viewer => ({ principal: { kind: 'citizen', id, name: 'Test' } });
export const clerk: StaffActor = { id: demoStaff.clerkParking.id, offices: ['parken'], permissions: ['cases.work', 'cases.counter'] };
export const secondClerk: StaffActor = { id: demoStaff.leadParking.id, offices: ['parken'], permissions: ['cases.work', 'cases.assign'] };
export const stranger: StaffActor = { id: demoStaff.clerkTaxes.id, offices: ['steuern'], permissions: ['cases.work'] };
export const clerkPrincipal = staffPrincipal({ id: demoStaff.clerkParking.id, name: 'Kim Bauer', role: 'clerk', offices: ['parken'] });
export const anySession = (): string => uuidv7();

