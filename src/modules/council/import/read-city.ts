import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { OperatorError } from '../../../kernel/errors/errors.ts';
import { canonicalJson } from '../../../kernel/evidence/canonical-json.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { projectRoot } from '../../../kernel/root.ts';
import { paperShape, rulesShape, slugOf, slugShape, type Rules } from '../domain/shapes.ts';
import { insertPaper, lockPaper, papers, type Paper } from '../store.ts';

export const councilFolder = (city: string): string => join(projectRoot, 'city', city, 'council');

function readYaml<S extends z.ZodType>(file: string, shape: S, none: unknown): z.output<S> {
  const result = shape.safeParse(existsSync(file) ? parse(readFileSync(file, 'utf8'), { schema: 'core', maxAliasCount: 20 }) : none);
  if (!result.success) throw new OperatorError(`${file} has mistakes:\n${result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`).join('\n')}`);
  return result.data;
}

/** Deadlines and signatures of a city. A city that says nothing has one signature and no deadline. */
export function readRules(folder: string, offices: ReadonlySet<string>): Rules {
  const file = join(folder, 'rules.yaml');
  const rules = readYaml(file, rulesShape, { steps: [{ key: 'release', label: { de: 'Freigabe', en: 'Release' } }] });
  const unknown = rules.steps.flatMap((step) => step.offices ?? []).find((key) => !offices.has(key));
  if (unknown !== undefined) throw new OperatorError(`${file}: nobody could sign for "${unknown}", the city has no such office`);
  return rules;
}

function readPapers(folder: string): Paper[] {
  const { papers: list } = readYaml(join(folder, 'papers.yaml'), z.strictObject({ papers: z.array(paperShape) }), { papers: [] });
  const read = list.map(({ key, questions, ...head }) => ({ slug: key ?? slugOf(head.reference ?? ''), head, questions, origin: 'import' as const, authorId: null, hash: createHash('sha256').update(canonicalJson({ head, questions })).digest('hex') }));
  const wrong = read.find(({ slug }, index) => !slugShape.test(slug) || read.findIndex((other) => other.slug === slug) !== index);
  if (wrong) throw new OperatorError(`${folder}/papers.yaml: a paper has a reference or a key of its own ("${wrong.slug}")`);
  return read;
}

/** Brings the folder's papers in; the same folder again changes nothing, and what staff wrote stays. */
export async function importPapers(kernel: Kernel, folder: string = councilFolder(kernel.config.city)): Promise<number> {
  const read = readPapers(folder);
  return kernel.db.transaction().execute(async (tx) => {
    await lockPaper(tx, 'import');
    const standing = new Map((await papers(tx)).map((paper) => [paper.slug, paper]));
    const fresh = read.filter(({ slug, hash }) => standing.get(slug)?.hash !== hash && standing.get(slug)?.origin !== 'staff');
    for (const paper of fresh) await insertPaper(tx, paper, kernel.clock.now());
    return fresh.length;
  });
}
