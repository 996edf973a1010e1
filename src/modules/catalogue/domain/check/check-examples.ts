import { nearest } from '../../../../kernel/expressions/index.ts';
import type { PartsCatalog } from '../../../../kernel/parts/types.ts';
import { namesUnknownSubject } from './check-form.ts';
import type { LoadedPackage } from '../load-package.ts';
import type { ServiceTypes } from '../scope.ts';
import type { Path, YamlSource } from '../yaml-source.ts';

export function checkExamples(loaded: LoadedPackage, types: ServiceTypes, parts: PartsCatalog): void {
  const form = loaded.form?.value;
  const process = loaded.process?.value;
  if (!form || !process) return;
  if (loaded.examples.length === 0) {
    loaded.service?.source.report(['kind'], { de: 'Der Dienst hat keine Beispiele (examples/*.yaml). Ohne sie prüft niemand sein Ergebnis.', en: 'The service has no examples (examples/*.yaml). Without them nobody tests its outcome.' }, { severity: 'warning' });
  }
  const pages = form.pages.map((page) => page.id);
  const fields = form.pages.flatMap((page) => page.fields.map((field) => field.id));
  const reasons = [...process.rules.map((rule) => rule.reason), ...process.checks.flatMap((check) => parts.checks[check.use]?.reasons ?? [])];
  // An unknown check is reported at its name; which reasons it has, nobody can say.
  const reasonsKnown = process.checks.every((check) => Object.hasOwn(parts.checks, check.use));
  const profile = Object.keys(parts.prefill).filter((name) => name.startsWith('account.')).map((name) => name.slice('account.'.length));
  for (const { source, value: example } of loaded.examples) {
    if (!example) continue;
    const expectOne = (names: readonly string[], known: readonly string[], path: Path, de: string, en: string) => {
      for (const name of names) if (!known.includes(name)) unknown(source, [...path, name], name, known, de, en);
    };
    expectOne(Object.keys(example.answers), Object.keys(types.answers), ['answers'], 'Das Feld', 'The field');
    expectOne(Object.keys(example.profile ?? {}), profile, ['profile'], 'Im Konto: den Wert', 'In the account: the value');
    if (!namesUnknownSubject(loaded, types)) {
      if (example.subject && !types.subject) source.report(['subject'], { de: 'process.yaml nennt kein »subject«.', en: 'process.yaml names no "subject".' }, { key: true });
      else expectOne(Object.keys(example.subject ?? {}), Object.keys(types.subject ?? {}), ['subject'], 'Im Gegenstand: den Wert', 'In the subject: the value');
    }
    expectOne(Object.keys(example.expect.errors ?? {}), fields, ['expect', 'errors'], 'Das Feld', 'The field');
    (example.expect.skipped_pages ?? []).forEach((page, index) => {
      if (!pages.includes(page)) unknown(source, ['expect', 'skipped_pages', index], page, pages, 'Die Seite', 'The page');
    });
    (example.expect.reasons ?? []).forEach((reason, index) => {
      if (reasonsKnown && !reasons.includes(reason)) unknown(source, ['expect', 'reasons', index], reason, reasons, 'Den Grund', 'The reason');
    });
    if (example.expect.outcome === 'fallout' && (example.expect.reasons ?? []).length === 0) {
      source.report(['expect'], { de: 'Zu »fallout« gehören die erwarteten Gründe (»reasons«).', en: '"fallout" needs the expected reasons ("reasons").' }, { severity: 'warning' });
    }
  }
}

function unknown(source: YamlSource, path: Path, name: string, known: readonly string[], de: string, en: string): void {
  const best = nearest(name, known);
  source.report(path, best
    ? { de: `${de} »${name}« gibt es nicht. Meinten Sie »${best}«?`, en: `${en} "${name}" does not exist. Did you mean "${best}"?` }
    : { de: `${de} »${name}« gibt es nicht.`, en: `${en} "${name}" does not exist.` }, { key: true });
}
