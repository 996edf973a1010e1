import type { Kernel } from '../../../../kernel/kernel.ts';
import { registerAbort } from './abort.tsx';
import { registerDone } from './done.tsx';
import { registerFeedback } from './feedback.tsx';
import { registerPages } from './pages.tsx';
import { registerReview } from './review.tsx';
import { registerStart } from './start.tsx';

/** The applicant's way: /antrag/*, and the same pages for staff who enter an application for somebody. */
export function registerApply(kernel: Kernel): void {
  registerStart(kernel);
  registerPages(kernel);
  registerReview(kernel);
  registerDone(kernel);
  registerAbort(kernel);
  registerFeedback(kernel);
}
