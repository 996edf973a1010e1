import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { canonicalJson } from '../../../kernel/evidence/canonical-json.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { projectRoot } from '../../../kernel/root.ts';
import { checkFacts } from '../domain/check.ts';
import type { AnyContent } from '../domain/kinds.ts';
import { partsOfSubject } from '../domain/kinds.ts';
import { appendFact, importMarks, insertMark, lockPlan, newestOrigins } from '../store.ts';
import { readFolder, type FolderProblem } from './read-folder.ts';

export type ImportResult = { ok: true; added: number; withdrawn: number; kept: string[] } | { ok: false; problems: FolderProblem[] };

export const planFolder = (city: string): string => join(projectRoot, 'city', city, 'plan');

export const contentHash = (content: AnyContent): string => createHash('sha256').update(canonicalJson(content)).digest('hex');

/**
 * Brings the folder into the database. Importing the same folder again changes nothing; what staff wrote is never
 * overwritten and is returned in `kept`. A folder with a mistake is not imported at all.
 */
export async function importFolder(kernel: Kernel, root: string = planFolder(kernel.config.city)): Promise<ImportResult> {
  const { facts, problems } = readFolder(root);
  const t = kernel.i18n.translator('en');
  const faults = checkFacts(facts).map((problem): FolderProblem => {
    const place = facts.find((fact) => fact.subject === problem.subject && fact.validFrom === problem.validFrom);
    return { file: place?.file ?? '', line: place?.line ?? 1, message: `${problem.subject}: ${t(problem.key, problem.params)}` };
  });
  if (problems.length + faults.length > 0) return { ok: false, problems: [...problems, ...faults] };
  const at = kernel.clock.now();
  return kernel.db.transaction().execute(async (tx) => {
    await lockPlan(tx);
    const marks = new Map((await importMarks(tx)).map((mark) => [`${mark.subject}@${mark.validFrom}`, mark]));
    const origins = await newestOrigins(tx);
    const kept: string[] = [];
    let added = 0;
    let withdrawn = 0;
    for (const fact of facts) {
      const name = `${fact.subject}@${fact.validFrom}`;
      const hash = contentHash(fact.content);
      if (marks.get(name)?.hash === hash) continue;
      await insertMark(tx, { subject: fact.subject, validFrom: fact.validFrom, hash }, at);
      if (origins.get(name) === 'staff') kept.push(name);
      else {
        await appendFact(tx, fact, { origin: 'import', at });
        added += 1;
      }
    }
    const named = new Set(facts.map((fact) => `${fact.subject}@${fact.validFrom}`));
    for (const [name, mark] of marks) {
      const parts = partsOfSubject(mark.subject);
      if (named.has(name) || mark.hash === null || !parts) continue;
      await insertMark(tx, { ...mark, hash: null }, at);
      if (origins.get(name) === 'staff') kept.push(name);
      else {
        await appendFact(tx, { subject: mark.subject, plan: parts.plan, kind: parts.kind, validFrom: mark.validFrom, content: null }, { origin: 'import', note: 'taken out of the folder', at });
        withdrawn += 1;
      }
    }
    return { ok: true as const, added, withdrawn, kept };
  });
}
