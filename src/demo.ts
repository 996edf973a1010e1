import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './kernel/config/config.ts';
import { projectRoot } from './kernel/root.ts';
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
