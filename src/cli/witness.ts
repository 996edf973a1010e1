import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { open, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { OperatorError } from '../kernel/errors/errors.ts';
import { webFiles } from '../kernel/evidence/files.ts';
import { witnessKey, witnessLog, witnessVerifier, type WitnessMemory } from '../kernel/evidence/witness.ts';
import { systemClock } from '../kernel/time/index.ts';
import type { CommandContext } from './command.ts';
import { readOptions } from './options.ts';
import { keysFrom } from './verify.ts';

/**
 * A second party that signs what it saw: `./stadttor witness init <folder> <name>` makes a key, `witness run <folder> <address of
 * the log> --key <key of the log>` looks once (let cron call it), refuses forks and hands its cosignature in. Needs no database.
 */
export async function witnessCommand(args: readonly string[], context: CommandContext): Promise<number> {
  const options = readOptions(args, { values: ['--key'], flags: ['--no-submit'] });
  const [action, folder, target, ...more] = options?.rest ?? [];
  if (folder === undefined || target === undefined || more.length > 0) return 2;
  const dir = resolve(context.cwd, folder);
  if (action === 'init') return init(dir, target, context);
  if (action === 'run' && options!.values['--key']!.length > 0) return run(dir, target, options!.values['--key']!, !options!.flags.has('--no-submit'), context);
  return 2;
}

function init(dir: string, name: string, { say }: CommandContext): number {
  if (!/^[^\s+]+$/.test(name)) throw new OperatorError('Der Name eines Zeugen hat weder Leerzeichen noch Pluszeichen.');
  mkdirSync(dir, { recursive: true });
  try {
    writeFileSync(join(dir, 'witness.key'), JSON.stringify({ name, seed: randomBytes(32).toString('hex') }), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new OperatorError('Hier liegt schon ein Schlüssel. Er wird nicht überschrieben.');
    throw error;
  }
  say(`Öffentlicher Schlüssel, für EVIDENCE_WITNESSES des Protokolls: ${witnessVerifier(readKey(dir))}`);
  return 0;
}

function readKey(dir: string) {
  if (!existsSync(join(dir, 'witness.key'))) throw new OperatorError('Hier liegt kein Schlüssel. Zuerst: ./stadttor witness init <Ordner> <Name>.');
  const { name, seed } = JSON.parse(readFileSync(join(dir, 'witness.key'), 'utf8')) as { name: string; seed: string };
  return witnessKey(name, Buffer.from(seed, 'hex'));
}

async function run(dir: string, url: string, logKeys: readonly string[], submit: boolean, context: CommandContext): Promise<number> {
  const { say } = context;
  const key = readKey(dir);
  const keys = logKeys.flatMap((value) => keysFrom(value, context));
  const result = await witnessLog({ read: webFiles(url).read, keys, key, memory: fileMemory(dir, keys[0]!.name), now: systemClock.now() });
  if (!result.ok) {
    if (result.reason !== 'fork' && result.reason !== 'shorter') {
      say({ no_checkpoint: 'Das Protokoll zeigt noch keinen Stand.', unknown_signer: 'Der Stand ist mit keinem der angegebenen Schlüssel unterschrieben.', malformed: 'Der Stand ist nicht lesbar oder gehört zu einem anderen Protokoll.' }[result.reason]);
      return 1;
    }
    const proof = join(dir, `fork-${systemClock.now().toISOString().replace(/[^0-9TZ]/g, '')}.txt`);
    await writeFile(proof, `${result.before}\n\n--------\n\n${result.now}`);
    say(result.reason === 'fork' ? 'NICHT UNTERSCHRIEBEN: Was das Protokoll jetzt zeigt, ist keine Fortsetzung dessen, was es früher gezeigt hat.' : 'NICHT UNTERSCHRIEBEN: Das Protokoll ist kürzer geworden.');
    say(`Beide Stände, zusammen der Beweis: ${proof}`);
    return 1;
  }
  say(result.line);
  if (submit) {
    const response = await fetch(`${url.replace(/\/$/, '')}/cosignatures`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ size: result.size, line: result.line }) });
    if (!response.ok) throw new OperatorError(`Unterschrieben, aber nicht angenommen: Das Protokoll antwortet ${response.status}. Kennt es den Schlüssel (EVIDENCE_WITNESSES)?`);
  }
  say(`Stand über ${result.size} Einträge gesehen, für schlüssig befunden und ${submit ? 'mitunterschrieben' : 'unterschrieben, nicht abgegeben'}.`);
  return 0;
}

function fileMemory(dir: string, origin: string): WitnessMemory {
  const file = join(dir, `${origin.replace(/[^a-zA-Z0-9.-]/g, '_')}.checkpoint`);
  return {
    load: () => readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    }),
    async save(note) {
      const handle = await open(`${file}.new`, 'w', 0o600);
      await handle.writeFile(note);
      await handle.sync();
      await handle.close();
      await rename(`${file}.new`, file);
      const folder = await open(dir, 'r');
      await folder.sync();
      await folder.close();
    },
  };
}
