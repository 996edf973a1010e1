/** Whether the decision has to wait for money: the package says so, and it has not come. */
export function isWaitingForPayment(collect: 'before_decision' | 'after_decision' | 'none', claim: { state: string } | undefined): boolean {
  return collect === 'before_decision' && claim?.state === 'due';
}
