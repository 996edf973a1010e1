import * as z from 'zod';
import type { Localized } from '../../../kernel/i18n/i18n.ts';

/** Kind of disposal (Aussonderungsart, xdomea): A the archive takes it, B the archive decides, V destroyed. */
type Disposal = 'A' | 'B' | 'V';

/** An entry that holds files (Aktenplaneinheit). */
export interface Position {
  key: string;
  title: Localized;
  /** Keys and titles of the entries above it, outermost first. */
  above: { key: string; title: Localized }[];
  /** Who keeps files here if nobody says otherwise. */
  office: string;
  retentionYears: number;
  disposal: Disposal;
}

/** An entry of the tree as pages show it. */
export interface PlanNode {
  key: string;
  title: Localized;
  position?: Position;
  children: PlanNode[];
}

export interface FilingPlan {
  source: string;
  numbers: { file: string; caseFile: string };
  tree: PlanNode[];
  positions: ReadonlyMap<string, Position>;
  /** Takes what names a position that is no longer there. */
  unassigned: Position;
}

const localized = z.object({ de: z.string().min(1), en: z.string().min(1).optional() });
const key = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z.-]{0,29}$/);

interface RawEntry {
  key: string;
  title: z.output<typeof localized>;
  entries?: RawEntry[] | undefined;
  office?: string | undefined;
  retention_years?: number | undefined;
  disposal?: Disposal | undefined;
}

const entry: z.ZodType<RawEntry> = z.lazy(() => z.strictObject({
  key, title: localized, entries: z.array(entry).min(1).optional(),
  office: z.string().optional(), retention_years: z.int().min(0).max(130).optional(), disposal: z.enum(['A', 'B', 'V']).optional(),
}));

const planSchema = z.strictObject({
  source: z.string().min(1),
  numbers: z.strictObject({ file: z.string().regex(/\{serial(:\d)?\}/, 'needs {serial}').regex(/\{position\}/, 'needs {position}'), case_file: z.string().regex(/\{serial(:\d)?\}/, 'needs {serial}').regex(/\{file\}/, 'needs {file}') }),
  unassigned: key,
  entries: z.array(entry).min(1),
});

/** Reads the plan from parsed YAML. Answers with the mistakes in words, if there are any. */
export function readPlan(content: unknown, offices: readonly string[]): { ok: true; plan: FilingPlan } | { ok: false; problems: string[] } {
  const parsed = planSchema.safeParse(content);
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) };
  const problems: string[] = [];
  const positions = new Map<string, Position>();
  const seen = new Set<string>();
  const walk = (raw: RawEntry, above: Position['above']): PlanNode => {
    if (seen.has(raw.key)) problems.push(`${raw.key} is named twice`);
    seen.add(raw.key);
    const node: PlanNode = { key: raw.key, title: raw.title, children: (raw.entries ?? []).map((child) => walk(child, [...above, { key: raw.key, title: raw.title }])) };
    if (raw.entries) {
      if (raw.office !== undefined || raw.retention_years !== undefined || raw.disposal !== undefined) problems.push(`${raw.key} has entries below it and holds no files: office, retention_years and disposal belong to those`);
      return node;
    }
    if (raw.office === undefined || raw.retention_years === undefined || raw.disposal === undefined) {
      problems.push(`${raw.key} holds files and needs office, retention_years and disposal`);
      return node;
    }
    if (!offices.includes(raw.office)) problems.push(`${raw.key} names the office ${raw.office}, which does not exist`);
    node.position = { key: raw.key, title: raw.title, above, office: raw.office, retentionYears: raw.retention_years, disposal: raw.disposal };
    positions.set(raw.key, node.position);
    return node;
  };
  const tree = parsed.data.entries.map((raw) => walk(raw, []));
  const unassigned = positions.get(parsed.data.unassigned);
  if (!unassigned) problems.push(`unassigned: ${parsed.data.unassigned} holds no files`);
  if (problems.length > 0 || !unassigned) return { ok: false, problems };
  return { ok: true, plan: { source: parsed.data.source, numbers: { file: parsed.data.numbers.file, caseFile: parsed.data.numbers.case_file }, tree, positions, unassigned } };
}
