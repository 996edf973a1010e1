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
 * In the demo the payment page is simulated, over HTTP on a free port, for an invented merchant whose password nobody knows,
 * unless GIROCHECKOUT_URL names the real one. Fills `config.girocheckout`, so call it before modules register.
 */
export async function startDemoPayments(config: Config): Promise<() => Promise<void>> {
  if (!config.demo || config.girocheckout !== undefined) return async () => undefined;
  const projects = demoProjects([randomBytes(24).toString('base64url')]);
  const { merchantId, projectId, passwords } = projects[0]!;
  // people's browsers open its pages: it listens where the portal does
  const simulator = await startGirocheckoutSimulator({ projects, host: config.host === 'localhost' ? '127.0.0.1' : config.host });
  config.girocheckout = { url: simulator.url, projects: [{ merchantId, projectId, passwords }], pageOrigins: [new URL(simulator.origin).origin] };
  return () => simulator.close();
}
