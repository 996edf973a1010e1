import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/session/sessions.ts';
import { createTestKernel, type TestKernel } from '../../kernel/testing/test-kernel.ts';
import { addDays, plainDate, startOfDay } from '../../kernel/time/index.ts';
import { catalogueModule } from '../catalogue/index.ts';
import { demoStaff, directoryModule, staffPrincipal } from '../directory/index.ts';
import { formsModule } from '../forms/index.ts';
import type { Point } from './load.ts';
import { planModule } from './index.ts';

/** Halle's plan in a house of the modules it stands on. */
export async function createPlanTest(now = '2026-11-25T09:00:00Z'): Promise<TestKernel> {
  const t = await createTestKernel({ modules: [catalogueModule, directoryModule, formsModule, planModule], now });
  await t.start();
  return t;
}

export const today = plainDate('2026-11-25');

/** What was true on a day, as everything recorded by the end of another day says. */
export function pointAt(kernel: Kernel, asOf: string, knownAt?: string): Point {
  const known = knownAt === undefined ? kernel.clock.now() : new Date(startOfDay(addDays(plainDate(knownAt), 1)).getTime() - 1);
  return { asOf: plainDate(asOf), knownAt: known, asked: { asOf: plainDate(asOf) } };
}

type StaffName = keyof typeof demoStaff;
export const principalOf = (name: StaffName): Exclude<Principal, { kind: 'anonymous' }> => staffPrincipal({ ...demoStaff[name], offices: [...demoStaff[name].offices] });

/** A folder of YAML files that exists for a test. */
export function planFolderWith(files: Record<string, string>): { root: string; remove(): void } {
  const root = mkdtempSync(join(tmpdir(), 'plan-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return { root, remove: () => rmSync(root, { recursive: true }) };
}

export const minimalPlan = (more = ''): string => `plan:
  - {key: plan, since: 2020-01-01, source: null, title: Probeplan, short: Probe, from: 2020-01-01, to: 2025-12-31, steering: null, continuation: null}
goal:
  - {key: z1, since: 2020-01-01, source: null, order: 1, code: Z1, title: Erstes Ziel}
measure:
  - {key: m1, since: 2020-01-01, source: null, order: 1, group: A, code: A1, title: Erste Maßnahme, goals: [z1]}
${more}`;

