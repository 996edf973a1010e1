import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './kernel/config/config.ts';
import { projectRoot } from './kernel/root.ts';
import { demoProjects, startGirocheckoutSimulator } from './simulators/girocheckout/index.ts';
import { readRegisterData, startRegisterSimulator } from './simulators/registers/index.ts';

/**
 * In the demo the population and vehicle registers are simulated, over HTTP on a free loopback port, unless REGISTERS_URL
 * names others. Fills `config.registers`, so call it before modules register. Returns what closes them again.
 */
export async function startDemoRegisters(config: Config): Promise<() => Promise<void>> {
  const folder = join(projectRoot, 'city', config.city, 'demo');
  if (!config.demo || config.registers.url !== undefined || !existsSync(join(folder, 'people.json'))) return async () => undefined;
  const simulator = await startRegisterSimulator({ data: readRegisterData(folder), token: randomBytes(24).toString('base64url') });
  config.registers = { url: simulator.url, token: simulator.token };
  return () => simulator.close();
}

/**
 * In the demo the payment page is simulated, on a free loopback port, unless GIROCHECKOUT_URL names the real one or money is
 * switched off. Fills `config.girocheckout`. Pages and control: the origin in its overview.
 */
export async function startDemoPayments(config: Config): Promise<() => Promise<void>> {
  if (!config.demo || config.girocheckout !== undefined) return async () => undefined;
  const projects = demoProjects([randomBytes(24).toString('base64url')]);
  const simulator = await startGirocheckoutSimulator({ projects });
  const [page] = projects;
  config.girocheckout = { url: simulator.url, projects: [{ merchantId: page!.merchantId, projectId: page!.projectId, passwords: page!.passwords as [string, ...string[]] }], pageOrigins: [simulator.origin.replace(/\/$/, '')] };
  return () => simulator.close();
}
