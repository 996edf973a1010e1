import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { OperatorError } from '../kernel/errors/errors.ts';
import { demoProjects, readFaults, startGirocheckoutSimulator, type Fault } from '../simulators/girocheckout/index.ts';
import type { CommandContext } from './command.ts';

const options = { port: { type: 'string', default: '8090' }, host: { type: 'string', default: '127.0.0.1' }, password: { type: 'string', default: 'simulation' }, speed: { type: 'string', default: '1' }, faults: { type: 'string' } } as const;

/** `./stadttor simulate girocheckout`: the simulated payment platform alone, until it is interrupted. */
export async function simulateCommand(args: readonly string[], context: CommandContext, stopped: Promise<unknown> = interrupted()): Promise<number> {
  const [what, ...rest] = args;
  const values = what === 'girocheckout' ? read(rest) : null;
  if (!values) return 2;
  const { say, cwd } = context;
  const [port, speed] = [Number(values.port), Number(values.speed)];
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new OperatorError(`--port ${values.port}: Das ist kein Port (0 bis 65535).`);
  if (!(speed > 0)) throw new OperatorError(`--speed ${values.speed}: Das muss eine Zahl größer 0 sein.`);
  const faults = values.faults === undefined ? [] : readFaultFile(resolve(cwd, values.faults));
  const projects = demoProjects([values.password]);
  const simulator = await startGirocheckoutSimulator({ projects, port, host: values.host, speed, faults }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? new OperatorError(`Port ${port} ist schon belegt. Nehmen Sie mit --port einen anderen.`) : error;
  });
  say('GiroCheckout, simuliert. Hier wird kein Geld bewegt.');
  say(`Basis-URL:     ${simulator.url}`);
  for (const { merchantId, projectId, name } of projects) say(`Projekt:       Verkäufer-ID ${merchantId}, Projekt-ID ${projectId}, ${name}`);
  say(`Passwort:      ${values.password}`);
  say(`Übersicht:     ${simulator.origin}`);
  say(`Steuerung:     ${simulator.origin}steuerung/ (zahlungen, buch, stoerungen, zahler)`);
  await stopped;
  await simulator.close();
  return 0;
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false }).values;
  } catch {
    return null;
  }
}

function readFaultFile(path: string): Fault[] {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new OperatorError(`${path}: Diese Datei gibt es nicht, oder sie ist kein JSON.`);
  }
  const faults = readFaults(value);
  if (!faults) throw new OperatorError(`${path}: Eine Störung darin ist unbekannt oder falsch angegeben (src/simulators/girocheckout/README.md).`);
  return faults;
}

function interrupted(): Promise<unknown> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, done);
  });
}
