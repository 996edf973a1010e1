import type { Module } from '../kernel/kernel.ts';
import { casesModule } from './cases/index.ts';
import { catalogueModule } from './catalogue/index.ts';
import { councilModule } from './council/index.ts';
import { directoryModule } from './directory/index.ts';
import { formsModule } from './forms/index.ts';
import { mailboxModule } from './mailbox/index.ts';
import { paymentsModule } from './payments/index.ts';
import { permitsModule } from './permits/index.ts';
import { planModule } from './plan/index.ts';
import { portalModule } from './portal/index.ts';
import { proofsModule } from './proofs/index.ts';

import { recordsModule } from './records/index.ts';

/** Every module, from the lowest floor up: a module registers before those that stand on it. */
export const modules: Module[] = [proofsModule, catalogueModule, directoryModule, formsModule, paymentsModule, mailboxModule, recordsModule, casesModule, permitsModule, portalModule, planModule, councilModule];
