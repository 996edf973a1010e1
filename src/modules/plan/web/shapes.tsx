import type { VNode } from 'preact';
import type { T } from '../../../kernel/i18n/i18n.ts';
import type { State } from '../domain/states.ts';

/** One shape per state, told apart without colour: outline, half, full, and five different broken ones. 24-unit grid. */
const drawn: Record<State, VNode> = {
  planned: <circle cx="12" cy="12" r="9" fill="none" />,
  running: (
    <>
      <circle cx="12" cy="12" r="9" fill="none" />
      <path d="M12 3a9 9 0 0 1 0 18z" fill="currentcolor" />
    </>
  ),
  done: (
    <>
      <circle cx="12" cy="12" r="10" fill="currentcolor" stroke="none" />
      <path class="st-shape__cut" d="m7.5 12.4 3.2 3.2 5.9-6.4" fill="none" />
    </>
  ),
  postponed: <path d="M4 6l7 6-7 6zM13 6l7 6-7 6z" fill="currentcolor" />,
  reduced: <path d="M3 5h18l-9 15z" fill="none" />,
  merged: <path d="M4 4c0 6 8 4 8 10v7M20 4c0 6-8 4-8 10" fill="none" />,
  overtaken: (
    <>
      <path d="M12 2 22 12 12 22 2 12z" fill="none" />
      <text x="12" y="16.4" text-anchor="middle" font-size="13" font-weight="600" fill="currentcolor" stroke="none">§</text>
    </>
  ),
  stopped: (
    <>
      <path d="M3 3h18v18H3z" fill="currentcolor" stroke="none" />
      <path class="st-shape__cut" d="m8 8 8 8M16 8l-8 8" fill="none" />
    </>
  ),
  unknown: (
    <>
      <circle cx="12" cy="12" r="9" fill="none" stroke-dasharray="3 3.28" />
      <path d="M9.6 9.6a2.5 2.5 0 1 1 3.7 2.2c-.8.5-1.3 1-1.3 2M12 16.6v.1" fill="none" />
    </>
  ),
};

/** Only the shape; the words must stand beside it. */
export function Shape({ state }: { state: State }): VNode {
  return (
    <svg class={`st-shape st-shape--${state}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {drawn[state]}
    </svg>
  );
}

/** A state in shape and word. */
export function StateMark({ state, t, large }: { state: State; t: T; large?: boolean }): VNode {
  return (
    <span class={large ? 'st-state st-state--large' : 'st-state'}>
      <Shape state={state} />
      <span>{t(`plan.state.${state}`)}</span>
    </span>
  );
}
