/**
 * Keeps a dead neighbour from holding everybody for seconds: after `failures` in a row nothing is sent for `openMs`;
 * then one question may pass, and its outcome decides.
 */
export function createBreaker({ failures, openMs, now }: { failures: number; openMs: number; now: () => number }) {
  let inARow = 0;
  let openUntil = 0;
  return {
    mayPass(): boolean {
      if (inARow < failures) return true;
      if (now() < openUntil) return false;
      // The one probe: others wait for its outcome.
      openUntil = now() + openMs;
      return true;
    },
    succeeded(): void {
      inARow = 0;
    },
    failed(): void {
      inARow += 1;
      if (inARow >= failures) openUntil = now() + openMs;
    },
  };
}
