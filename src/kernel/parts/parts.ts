import type { Db, Tx } from '../db/db.ts';
import { CodedError } from '../errors/errors.ts';
import type { Session } from '../session/sessions.ts';
import type { PlainDate } from '../time/index.ts';
import type { Assurance } from '../access/access.ts';
import type { CheckSignature, EffectSignature, FieldTypeSignature, PartsCatalog, PartType, SubjectSignature } from './types.ts';

/** Values that cross the border between a package and a part; dates as `YYYY-MM-DD`, absent values left out. */
export type PartValues = Record<string, string | number | boolean | string[]>;

/** What a part may know of the case it works for. */
export interface PartContext {
  today: PlainDate;
  caseId: string;
  /** The account behind the application, if any. */
  accountId: string | null;
  /** Reference of the subject chosen at the start, if the package has one. */
  subjectRef: string | null;
}

export type CheckOutcome =
  | { result: 'ok'; outputs: PartValues }
  /** A real doubt: a clerk looks. `reasons` are keys of the part's own list; each has a text `<module>.reason.<key>`. */
  | { result: 'doubt'; reasons: string[]; outputs: PartValues }
  /** A neighbour does not answer: the case waits, staff see why, the job comes back. */
  | { result: 'unavailable'; neighbour: string };

/** The day and the subject of an application: of a case as it stands, or of a package's example in place of our own tables. */
export interface Setting {
  today: PlainDate;
  /** The subject the application is about, if the package has one. */
  subject: PartValues | undefined;
}

export interface CheckPart extends CheckSignature {
  /** Looks things up; must not change anything, may be repeated. */
  run(context: PartContext, inputs: PartValues): Promise<CheckOutcome>;
  /** The same for an example, when the check reads our own tables; one that only asks neighbours is run. */
  rehearse?(setting: Setting, inputs: PartValues): CheckOutcome;
}

export interface EffectPart extends EffectSignature {
  /**
   * Codes of the CodedErrors with which it refuses what has changed since the checks (somebody else was first, revoked
   * meanwhile): nothing is decided, the case is checked again and a clerk reads why. Each has a text
   * `<module>.reason.<code in small letters>`. Any other error is a bug.
   */
  refusals?: readonly string[];
  /** Changes the module's own tables in the decision's transaction; idempotent per case. */
  apply(tx: Tx, context: PartContext, inputs: PartValues): Promise<PartValues>;
  /** What `apply` would answer, as far as day and subject tell it before: for the preview of a letter and for examples. */
  foretell?(setting: Setting, inputs: PartValues): PartValues;
}

/** A sentence about a subject: an i18n key and what goes into it. */
export interface SubjectWords {
  key: string;
  params: Record<string, string>;
}

/** One of the things an application can be about, as its holder sees it in the list. */
export interface SubjectChoice {
  ref: string;
  label: string;
  /** A second line, such as how long it is valid. */
  hint?: SubjectWords;
}

export interface SubjectPart extends SubjectSignature {
  /** i18n keys: heading and help of the start page (for the applicant, for one who holds none, for staff who write for somebody), labels of the two key fields. */
  texts: { heading: string; help: string; none: string; counter: string; number: string; code: string };
  /** What this account holds. */
  listFor(db: Db, accountId: string): Promise<SubjectChoice[]>;
  /** Opens the subject with number + code from the last letter. Undefined: does not fit (never says which). */
  redeem(db: Db, number: string, code: string): Promise<string | undefined>;
  /** The subject's values for prefill and expressions; undefined when it is gone or not this account's. */
  load(db: Db, ref: string): Promise<PartValues | undefined>;
  /** What its holder calls it, in one short line; from the values that `load` gives. */
  nameOf(values: PartValues): string;
  /** Whether this account holds it. */
  belongsTo(db: Db, ref: string, accountId: string): Promise<boolean>;
  /** Before the form starts: a friendly no with an i18n key and params (too early, too late), or undefined. */
  refuse(db: Db, ref: string, service: string, today: PlainDate): Promise<SubjectWords | undefined>;
}

/** Where a prefilled value comes from. `label` is an i18n key: "aus Ihrem Konto, von Ihnen angegeben". */
export interface PrefillValue {
  value: string;
  source: string;
  label: string;
  assurance: Assurance;
}

export interface PrefillSource {
  /** Names below the source's name with their types: `{ family_name: 'string' }`. */
  fields: Record<string, PartType>;
  load(db: Db, session: Session): Promise<Record<string, PrefillValue>>;
}

export interface Parts {
  check(name: string, part: CheckPart): void;
  effect(name: string, part: EffectPart): void;
  subject(name: string, part: SubjectPart): void;
  prefill(name: string, source: PrefillSource): void;
  fieldType(signature: FieldTypeSignature): void;
  getCheck(name: string): CheckPart;
  getEffect(name: string): EffectPart;
  getSubject(name: string): SubjectPart;
  prefillSources(): [string, PrefillSource][];
  /** What packages may name: for the package checker. */
  catalog(): PartsCatalog;
}

/** The registry that modules fill at start with what service packages may name. */
export function createParts(): Parts {
  const checks = new Map<string, CheckPart>();
  const effects = new Map<string, EffectPart>();
  const subjects = new Map<string, SubjectPart>();
  const prefills = new Map<string, PrefillSource>();
  const fieldTypes = new Map<string, FieldTypeSignature>();
  return {
    check: (name, part) => add(checks, 'Check', name, part),
    effect: (name, part) => add(effects, 'Effect', name, part),
    subject: (name, part) => add(subjects, 'Subject', name, part),
    prefill: (name, source) => add(prefills, 'Prefill source', name, source),
    fieldType: (signature) => add(fieldTypes, 'Field type', signature.type, signature),
    getCheck: (name) => get(checks, 'check', name),
    getEffect: (name) => get(effects, 'effect', name),
    getSubject: (name) => get(subjects, 'subject', name),
    prefillSources: () => [...prefills],
    catalog: () => ({
      checks: Object.fromEntries([...checks].map(([name, { inputs, outputs, reasons }]) => [name, { inputs, outputs, reasons }])),
      effects: Object.fromEntries([...effects].map(([name, { inputs, outputs }]) => [name, { inputs, outputs }])),
      subjects: Object.fromEntries([...subjects].map(([name, { fields }]) => [name, { fields }])),
      prefill: Object.fromEntries([...prefills].flatMap(([source, { fields }]) => Object.entries(fields).map(([field, type]) => [`${source}.${field}`, type]))),
      fieldTypes: Object.fromEntries(fieldTypes),
    }),
  };
}

function add<V>(map: Map<string, V>, what: string, name: string, part: V): void {
  if (map.has(name)) throw new CodedError('PART_TWICE', `${what} ${name} is registered twice`);
  map.set(name, part);
}

function get<V>(map: Map<string, V>, what: string, name: string): V {
  const part = map.get(name);
  if (!part) throw new CodedError('PART_UNKNOWN', `No module registers the ${what} ${name}`);
  return part;
}
