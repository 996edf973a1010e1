import { basename, dirname } from 'node:path';
import { localeFolders, localize, type Lang, type T } from '../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { PublishedService } from '../catalogue/index.ts';

/** `<check or rule id>:<key>` as the case keeps it. */
export function splitReason(reason: string): { source: string; key: string } {
  const cut = reason.indexOf(':');
  return { source: reason.slice(0, cut), key: reason.slice(cut + 1) };
}

/**
 * A reason in words for staff: the package's own text for a rule; for a check `<name>s.reason.<key>` after the first word of
 * its name, or `registers.<key>`; else whichever module has words for it. An unknown one is shown as it is, one of an effect
 * in a general sentence.
 */
export function reasonText(kernel: Kernel, service: PublishedService, reason: string, lang: Lang, t: T): string {
  const { source, key } = splitReason(reason);
  const rule = service.compiled.process?.rules.find(({ id }) => id === source);
  if (rule) return localize(rule.text, lang);
  // the part's own words first: "not found" means one thing in a register and another for a permit
  const effect = service.compiled.effects.find(({ id }) => id === source);
  const part = (service.compiled.checks.find(({ id }) => id === source) ?? effect)?.use.split('.')[0] ?? '';
  const known = [key, `cases.reason.${key}`].find((candidate) => kernel.i18n.has('de', candidate)) ?? moduleText(kernel, part, `reason.${key}`, [`registers.${key}`]);
  return known ? t(known) : t(effect ? 'cases.reason.effect_refused' : 'cases.reason_unknown', { key });
}

/** The key of a text that modules keep under the same path: the part's own module first, then `before`, then any. */
export function moduleText(kernel: Kernel, part: string, path: string, before: string[] = []): string | undefined {
  const candidates = [`${part}.${path}`, `${part}s.${path}`, ...before, ...moduleNames().map((name) => `${name}.${path}`)];
  return candidates.find((candidate) => kernel.i18n.has('de', candidate));
}

let names: string[] | undefined;

function moduleNames(): string[] {
  names ??= localeFolders().map((folder) => basename(dirname(folder)));
  return names;
}
