import type { Module } from '../../kernel/kernel.ts';
import { registerLog } from './log.ts';
import { registerProofPage } from './page.tsx';

/** The public side of the log of promises: what it is, its keys, and its files for whoever wants to check them. */
export const proofsModule: Module = {
  name: 'proofs',
  register(kernel) {
    registerProofPage(kernel);
    registerLog(kernel);
  },
};
