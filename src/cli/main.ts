import { OperatorError } from '../kernel/errors/errors.ts';
import type { Command } from './command.ts';
import { evidenceCommand } from './evidence.ts';
import { objectsCommand } from './objects.ts';
import { openApiCommand } from './openapi.ts';
import { recordsCommand } from './records.ts';
import { serviceCommand } from './service.ts';
import { simulateCommand } from './simulate.ts';
import { verifyCommand } from './verify.ts';
import { witnessCommand } from './witness.ts';

const commands: Record<string, Command> = { service: serviceCommand, verify: verifyCommand, evidence: evidenceCommand, witness: witnessCommand, objects: objectsCommand, records: recordsCommand, openapi: openApiCommand, simulate: simulateCommand };

const usage = `Usage: ./stadttor <command>

  service check <folder>…         check service packages; every mistake with file and line
  service publish <folder>        publish a package; who began on an older version finishes on it
  service export <key> <folder>   write the published version of a service as a folder
  verify [--checkpoint <file>]    check the log of promises, its proofs and documents here; the first fault is named (--all: every one)
  verify <folder or address>      check an export, or the public files of a log (--key <public key>)
  verify <proof> <json> [<file>]  check one promise, and its document, with its proof (--key <public key>)
  evidence export <folder>        write the log for checking elsewhere (--public: without contents)
  evidence keys | rotate-key      public keys of the log; a new signing key
  witness init <folder> <name>    make a witness's key; no database needed
  witness run <folder> <address>  look at a log, refuse forks, cosign (--key <public key of the log>, --no-submit)
  objects check [--deep]          documents that are missing, damaged or forgotten
  objects renew-key               encrypt all documents with the first of OBJECT_KEYS
  openapi                         print the interface description (docs/openapi.json)
  simulate girocheckout           the payment platform, simulated, until interrupted
           [--port 8090] [--host 127.0.0.1] [--password …] [--speed 60] [--faults file.json]
  records documentation [file]    write the documentation of the procedure (GoBD) as PDF/UA, from the running configuration
  records client add <name> <office> <position>…   let a specialist procedure deliver; prints its key once

Exit codes: 0 done, 1 it did not work, 2 the command was not understood.
While Stadttor runs with its own database, commands that read the database need it stopped, or DATABASE_URL.`;

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
