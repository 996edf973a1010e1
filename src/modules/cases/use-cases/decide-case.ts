import type { Kernel } from '../../../kernel/kernel.ts';
import { claimForCase } from '../../payments/index.ts';
import { loadContext } from '../context.ts';
import { isWaitingForPayment } from '../domain/payment.ts';
import { apply } from '../domain/states.ts';
import type { Done, StaffActor } from '../domain/types.ts';
import { decide, EffectRefused, effectsLackInputs, ensureClaim } from './decide.ts';
import { retryChecks } from './retry-checks.ts';
import { withStaffCase, type CaseRef } from './staff-case.ts';

export const reasonsLimit = 8000;

/**
 * A clerk decides. A rejection needs reasons (§ 39 VwVfG). Granting applies the effects in the same transaction; while a
 * fee that comes before the decision is unpaid, or an effect lacks what only a check could find, it is refused kindly.
 * When an effect refuses because something has changed since the checks, nothing is decided and the case is checked again.
 */
export async function decideCase(kernel: Kernel, actor: StaffActor, input: CaseRef & { outcome: 'granted' | 'rejected'; reasons: string }): Promise<Done> {
  const done = await tryToDecide(kernel, actor, input);
  if (!done.refused) return done;
  const again = await retryChecks(kernel, actor, input, done.refused);
  return again.ok ? { ok: false, key: done.key } : again;
}

type Tried = { ok: true; refused?: never } | { ok: false; key: string; refused?: string };

function tryToDecide(kernel: Kernel, actor: StaffActor, input: CaseRef & { outcome: 'granted' | 'rejected'; reasons: string }): Promise<Tried> {
  return withStaffCase<Tried>(kernel, actor, input, async (tx, file) => {
    const text = input.reasons.trim();
    if (input.outcome === 'rejected' && text === '') return { ok: false, key: 'cases.error.reasons_empty' };
    if (text.length > reasonsLimit) return { ok: false, key: 'cases.error.too_long' };
    if (!apply(file.state, input.outcome)) return { ok: false, key: 'cases.error.state' };
    const context = await loadContext(kernel, tx, file);
    if (input.outcome === 'granted') {
      const claim = (await claimForCase(tx, file.id)) ?? (await ensureClaim(tx, kernel, context));
      if (isWaitingForPayment(context.process.fee.collect, claim)) return { ok: false, key: 'cases.error.unpaid' };
      if (effectsLackInputs(context)) return { ok: false, key: 'cases.error.effect_inputs' };
    }
    try {
      await decide(tx, kernel, context, { outcome: input.outcome, text, by: actor.id });
    } catch (error) {
      if (error instanceof EffectRefused) return { ok: false, key: 'cases.error.effect_refused', refused: error.reason };
      throw error;
    }
    return { ok: true };
  });
}
