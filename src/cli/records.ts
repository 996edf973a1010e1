import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { addRecordsClient, newRecordsKey, renderProcedure } from '../modules/records/index.ts';
import type { CommandContext } from './command.ts';
import { withDatabase } from './service.ts';

/** `./stadttor records documentation | client`. */
export async function recordsCommand(args: readonly string[], context: CommandContext): Promise<number> {
  const [action, ...rest] = args;
  if (action === 'documentation' && rest.length <= 1) return documentation(rest[0], context);
  if (action === 'client' && rest[0] === 'add' && rest.length >= 4) return addClient(rest[1]!, rest[2]!, rest.slice(3), context);
  return 2;
}

async function documentation(file: string | undefined, context: CommandContext): Promise<number> {
  return withDatabase(context, async (kernel) => {
    const { name, state, bytes } = await renderProcedure(kernel);
    const target = resolve(context.cwd, file ?? name);
    writeFileSync(target, bytes);
    context.say(`${target}: Verfahrensdokumentation, Stand ${state.slice(0, 16)}.`);
    return 0;
  });
}

async function addClient(name: string, office: string, positions: readonly string[], context: CommandContext): Promise<number> {
  return withDatabase(context, async (kernel) => {
    const added = await addRecordsClient(kernel, { name, office, positions, by: null });
    if (!added.ok) {
      context.say(kernel.i18n.translator('de')(added.key));
      return 1;
    }
    context.say(`${name}: ${await newRecordsKey(kernel, added.id)}`);
    return 0;
  });
}
