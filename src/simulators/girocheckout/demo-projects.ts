import { methods, type Method } from './orders.ts';
import type { SimulatedProject } from './state.ts';

/** Invented projects of an invented merchant: a payment page with what can be paid with behind it. The first is the page. */
export function demoProjects(passwords: [string, ...string[]] = ['simulation']): SimulatedProject[] {
  const project = (projectId: string, method: Method): SimulatedProject => ({ merchantId: '1000001', projectId, method, name: methods[method].name, passwords: [...passwords] });
  return [project('10032', 'paypage'), project('10040', 'wero'), project('10011', 'creditcard'), project('10014', 'paypal'), project('10006', 'directdebit'), project('10037', 'transfer')];
}
