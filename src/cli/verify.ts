import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sql } from 'kysely';
import { OperatorError } from '../kernel/errors/errors.ts';
import { folderFiles, webFiles } from '../kernel/evidence/files.ts';
import { verifyDatabase } from '../kernel/evidence/verify/database.ts';
import { verifyDocument } from '../kernel/evidence/verify/document.ts';
import type { Finding, Summary } from '../kernel/evidence/verify/finding.ts';
import { readKeys, verifyFiles } from '../kernel/evidence/verify/folder.ts';
import { createI18n, type T } from '../kernel/i18n/i18n.ts';
import { parseVerifierKey, type VerifierKey } from '../standards/tlog/index.ts';
import type { CommandContext } from './command.ts';
import { readOptions } from './options.ts';
import { withDatabase } from './service.ts';

/**
 * `./stadttor verify` goes through the running installation, `verify <folder or address>` through an export or the public
 * files, `verify <x.tlog-proof> <x.json> [document]` through one promise. Names the first thing that does not fit.
 */
export async function verifyCommand(args: readonly string[], context: CommandContext): Promise<number> {
  const options = readOptions(args, { values: ['--key', '--witness', '--checkpoint'], flags: ['--all'] });
  if (!options || options.rest.length > 3) return 2;
  const t = createI18n().translator('de');
  const [first, second, third] = options.rest;
  const given: Given = {
    keys: options.values['--key']!.flatMap((value) => keysFrom(value, context)), witnesses: options.values['--witness']!.flatMap((value) => keysFrom(value, context)),
    outside: options.values['--checkpoint']!.map((path) => readText(resolve(context.cwd, path))).at(-1), all: options.flags.has('--all'),
  };
  if (first === undefined) return live(given, t, context);
  if (second === undefined) return files(first, given, t, context);
  return document(resolve(context.cwd, first), resolve(context.cwd, second), third === undefined ? undefined : resolve(context.cwd, third), given, t, context);
}

interface Given { keys: VerifierKey[]; witnesses: VerifierKey[]; outside: string | undefined; all: boolean }

async function live(given: Given, t: T, context: CommandContext): Promise<number> {
  return withDatabase(context, async (kernel) => kernel.db.transaction().setIsolationLevel('repeatable read').execute(async (tx) => {
    await sql`set local idle_in_transaction_session_timeout = 0`.execute(tx);
    const { objects, keys, config } = kernel;
    return report(verifyDatabase({ db: tx, objects, secrets: keys, witnesses: config.evidence.witnesses, ...(given.outside === undefined ? {} : { outside: given.outside }) }), given, t, context);
  }));
}

async function files(where: string, given: Given, t: T, context: CommandContext): Promise<number> {
  const web = /^https?:\/\//.test(where);
  const folder = resolve(context.cwd, where);
  if (!web && !existsSync(folder)) throw new OperatorError(`${where} gibt es nicht.`);
  const source = web ? webFiles(where) : folderFiles(folder, existsSync(join(folder, 'openings.jsonl')));
  const keys = given.keys.length > 0 ? given.keys : readKeys((await source.read('keys'))?.toString() ?? '');
  if (given.keys.length === 0) context.say('Hinweis: Die Schlüssel stammen aus derselben Quelle wie das Protokoll. Sicherer ist --key mit einem Schlüssel, den Sie anderswoher haben.');
  return report(verifyFiles(source, { keys, witnesses: given.witnesses, ...(given.outside === undefined ? {} : { outside: given.outside }) }), given, t, context);
}

async function document(proof: string, disclosed: string, path: string | undefined, given: Given, t: T, { say }: CommandContext): Promise<number> {
  if (given.keys.length === 0) throw new OperatorError('Bitte den öffentlichen Schlüssel des Protokolls angeben: --key <Name+Kennung+Base64> oder --key <Datei>.');
  const result = verifyDocument({ proof: readText(proof), disclosed: readText(disclosed), keys: given.keys, witnesses: given.witnesses, ...(path === undefined ? {} : { document: readBytes(path) }) });
  if ('params' in result) {
    sayFinding(result, t, say);
    return 1;
  }
  say(`In Ordnung: Die Zusage »${result.disclosed.kind}« vom ${result.disclosed.at} steht als Eintrag ${result.index} von ${result.size} im Protokoll ${result.origin}.`);
  say(result.erased ? 'Ihr Inhalt ist gelöscht; der Eintrag ist unverändert.' : path === undefined ? 'Inhalt und Zeitpunkt sind unverändert.' : 'Inhalt, Zeitpunkt und Dokument sind unverändert.');
  for (const { name, at } of result.witnesses) say(`Mitunterschrieben von ${name} am ${at.toISOString()}.`);
  return 0;
}

async function report(run: AsyncGenerator<Finding, Summary>, { all }: Given, t: T, { say }: CommandContext): Promise<number> {
  let found = 0;
  for (;;) {
    const next = await run.next();
    if (next.done) {
      if (found > 0) say(`${found} ${found === 1 ? 'Stelle passt' : 'Stellen passen'} nicht.`);
      else sayAllWell(next.value, say);
      return found > 0 ? 1 : 0;
    }
    found += 1;
    sayFinding(next.value, t, say);
    if (!all) {
      await run.return(undefined as never);
      return 1;
    }
  }
}

function sayAllWell(summary: Summary, say: CommandContext['say']): void {
  const { entries, checkpoints, cosignatures, openings, erased, waiting, documents } = summary;
  say(`In Ordnung: ${entries} Einträge, ${checkpoints} ${checkpoints === 1 ? 'Stand' : 'Stände'}, ${cosignatures} ${cosignatures === 1 ? 'Mitunterschrift' : 'Mitunterschriften'}, ${openings} Inhalte, ${documents} Dokumente.`);
  if (erased > 0) say(`${erased} ${erased === 1 ? 'Inhalt ist' : 'Inhalte sind'} gelöscht; die Einträge dazu sind unverändert.`);
  if (waiting > 0) say(`${waiting} ${waiting === 1 ? 'Eintrag wartet' : 'Einträge warten'} auf den nächsten Stand.`);
}

function sayFinding({ key, params }: Finding, t: T, say: CommandContext['say']): void {
  say(`Passt nicht: ${t(`kernel.verify.${key}`, params)}`);
  say(`  ${t(`kernel.verify.${key}.means`, params)}`);
}

/** A key as it is written, or the file that holds some. */
export function keysFrom(value: string, { cwd }: CommandContext): VerifierKey[] {
  const key = parseVerifierKey(value);
  const keys = key ? [key] : existsSync(resolve(cwd, value)) ? readKeys(readText(resolve(cwd, value))) : [];
  if (keys.length === 0) throw new OperatorError(`»${value}« ist weder ein öffentlicher Schlüssel noch eine Datei mit einem.`);
  return keys;
}

const readText = (path: string): string => readBytes(path).toString('utf8');

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new OperatorError(`${path} kann nicht gelesen werden: ${(error as Error).message}.`);
  }
}
