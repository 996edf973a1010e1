import { OperatorError } from '../kernel/errors/errors.ts';
import type { Command } from './command.ts';
import { openApiCommand } from './openapi.ts';
import { serviceCommand } from './service.ts';
import { simulateCommand } from './simulate.ts';

const commands: Record<string, Command> = { service: serviceCommand, openapi: openApiCommand, simulate: simulateCommand };

const usage = `Usage: ./stadttor <command>

  service check <folder>…         check service packages; every mistake with file and line
  service publish <folder>        publish a package; who began on an older version finishes on it
  service export <key> <folder>   write the published version of a service as a folder
  openapi                         print the interface description (docs/openapi.json)
  simulate girocheckout           the payment platform, simulated, until interrupted
           [--port 8090] [--host 127.0.0.1] [--password …] [--speed 60] [--faults file.json]

Exit codes: 0 done, 1 it did not work, 2 the command was not understood.
While Stadttor runs with its own database, publish and export need it stopped, or DATABASE_URL.`;

async function main(args: readonly string[]): Promise<number> {
  const [name = '', ...rest] = args;
  if (name === 'help' || name === '--help' || name === '-h') {
    console.log(usage);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  const env = process.env;
  const code = command ? await command(rest, { say: (line) => console.log(line), env, cwd: env['STADTTOR_CWD'] ?? process.cwd() }) : 2;
  if (code === 2) console.error(name && !command ? `There is no command "${name}".\n\n${usage}` : usage);
  return code;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
