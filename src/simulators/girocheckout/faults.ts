import type { World } from './world.ts';

/** Faults of a call of the merchant, chosen when it arrives. */
export const callFaults = ['reset_before', 'status', 'reset_after', 'silent', 'cut_off', 'wrong_hash', 'no_hash', 'slow'] as const;
/** Faults of a notify, chosen when a result is to be told. */
export const notifyFaults = ['lost', 'late', 'doubled', 'reordered', 'forged', 'old_password'] as const;
/** Faults of the payment itself. */
export const paymentFaults = ['early', 'late_success', 'status_lags', 'odd_amount', 'odd_currency', 'rejects'] as const;

export type FaultKind = (typeof callFaults)[number] | (typeof notifyFaults)[number] | (typeof paymentFaults)[number];

/** One thing that goes wrong. Several may hold at a time; README.md says what each does. */
export interface Fault {
  kind: FaultKind;
  /** How often it strikes, 0 to 1; absent: always. */
  chance?: number;
  /** Strikes so many times, then is gone. */
  times?: number;
  /** Only this endpoint: "transaction/refund". */
  call?: string;
  /** Only this payment, by the merchant's id or the provider's reference. */
  payment?: string;
  /** slow, late, reordered, late_success, status_lags: how long, or between which times. */
  ms?: number | [from: number, to: number];
  /** doubled: how many in all (2). */
  count?: number;
  /** status: which (503). */
  status?: number;
}

export interface Struck extends Fault {
  /** `ms`, drawn. */
  waits: number;
}

const defaultMs: Partial<Record<FaultKind, [number, number]>> = {
  slow: [3_000, 20_000], late: [60_000, 7_200_000], reordered: [60_000, 60_000], late_success: [60_000, 86_400_000], status_lags: [1_000, 600_000],
};

export interface Faults {
  add(...faults: Fault[]): void;
  /** Removes all, or those of one payment. */
  clear(payment?: string): void;
  list(): Fault[];
}

export interface FaultBook extends Faults {
  /** Does this kind strike here and now? */
  strikes(kind: FaultKind, about: { call?: string; names?: readonly string[] }): Struck | null;
}

export function faultBook(world: World, initial: readonly Fault[] = []): FaultBook {
  let faults: Fault[] = initial.map((fault) => ({ ...fault }));
  return {
    add: (...more) => void faults.push(...more.map((fault) => ({ ...fault }))),
    clear: (payment) => void (faults = payment === undefined ? [] : faults.filter((fault) => fault.payment !== payment)),
    list: () => faults.map((fault) => ({ ...fault })),
    strikes(kind, { call, names = [] }) {
      for (const fault of faults) {
        if (fault.kind !== kind || (fault.call !== undefined && fault.call !== call) || (fault.payment !== undefined && !names.includes(fault.payment))) continue;
        if (fault.chance !== undefined && world.random() >= fault.chance) continue;
        if (fault.times !== undefined) fault.times -= 1;
        if (fault.times !== undefined && fault.times <= 0) faults = faults.filter((other) => other !== fault);
        const [from, to] = typeof fault.ms === 'number' ? [fault.ms, fault.ms] : (fault.ms ?? defaultMs[kind] ?? [0, 0]);
        return { ...fault, waits: from + Math.floor(world.random() * (to - from + 1)) };
      }
      return null;
    },
  };
}

/** Reads faults from outside (the control API, a command line); null when something in them is wrong. */
export function readFaults(value: unknown): Fault[] | null {
  const list = Array.isArray(value) ? value : [value];
  return list.every(isFault) ? list : null;
}

const kinds: readonly string[] = [...callFaults, ...notifyFaults, ...paymentFaults];
const fields = ['kind', 'chance', 'times', 'call', 'payment', 'ms', 'count', 'status'];

function isFault(value: unknown): value is Fault {
  if (typeof value !== 'object' || value === null) return false;
  const fault = value as Record<string, unknown>;
  const isCount = (entry: unknown) => entry === undefined || (Number.isSafeInteger(entry) && (entry as number) > 0);
  const isMs = (entry: unknown): boolean => typeof entry === 'number' && entry >= 0;
  const { chance, ms } = fault;
  return (
    Object.keys(fault).every((name) => fields.includes(name)) &&
    kinds.includes(String(fault['kind'])) &&
    (chance === undefined || (typeof chance === 'number' && chance >= 0 && chance <= 1)) &&
    [fault['times'], fault['count'], fault['status']].every(isCount) &&
    [fault['call'], fault['payment']].every((entry) => entry === undefined || typeof entry === 'string') &&
    (ms === undefined || isMs(ms) || (Array.isArray(ms) && ms.length === 2 && ms.every(isMs)))
  );
}
