import { resolve } from 'node:path';
import { exportLog } from '../kernel/evidence/files.ts';
import type { CommandContext } from './command.ts';
import { readOptions } from './options.ts';
import { withDatabase } from './service.ts';

/** `./stadttor evidence export <folder> [--public]`, `evidence rotate-key`, `evidence keys`. */
export async function evidenceCommand(args: readonly string[], context: CommandContext): Promise<number> {
  const options = readOptions(args, { flags: ['--public'] });
  const [action, folder, ...more] = options?.rest ?? [];
  const { say, cwd } = context;
  if (action === 'export' && folder !== undefined && more.length === 0) {
    return withDatabase(context, async ({ evidence, db }) => {
      await evidence.grow();
      const size = await exportLog(evidence, db, resolve(cwd, folder), { openings: !options!.flags.has('--public') });
      say(`${folder}: ${size} Einträge${options!.flags.has('--public') ? '' : ', mit Inhalten (personenbezogen)'}.`);
      return 0;
    });
  }
  if (action === 'rotate-key' && folder === undefined) {
    return withDatabase(context, async ({ evidence }) => {
      // what waits is still signed with the old key
      await evidence.grow();
      say(`Neuer Schlüssel: ${await evidence.rotateKey()}`);
      say('Bitte auch außerhalb dieses Systems bekannt machen. Der alte bleibt gültig für das, was er unterschrieben hat.');
      return 0;
    });
  }
  if (action === 'keys' && folder === undefined) {
    return withDatabase(context, async ({ evidence }) => {
      for (const { verifierKey } of await evidence.keys()) say(verifierKey);
      return 0;
    });
  }
  return 2;
}
