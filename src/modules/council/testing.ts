import { createTestKernel, type TestBrowser, type TestKernel } from '../../kernel/testing/test-kernel.ts';
import { catalogueModule } from '../catalogue/index.ts';
import { demoStaff, directoryModule, staffPrincipal } from '../directory/index.ts';
import { formsModule } from '../forms/index.ts';
import { planModule } from '../plan/index.ts';
import { councilModule } from './index.ts';

/** Halle's council on Halle's plan, in a house of the modules they stand on. */
export async function createCouncilTest(now = '2026-11-25T09:00:00Z'): Promise<TestKernel> {
  const t = await createTestKernel({ modules: [catalogueModule, directoryModule, formsModule, planModule, councilModule], now });
  await t.start();
  return t;
}

export async function signedIn(t: TestKernel, name: keyof typeof demoStaff): Promise<TestBrowser> {
  const browser = t.browser();
  await browser.signInAs(staffPrincipal({ ...demoStaff[name], offices: [...demoStaff[name].offices] }));
  return browser;
}
