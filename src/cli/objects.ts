import type { CommandContext } from './command.ts';
import { readOptions } from './options.ts';
import { withDatabase } from './service.ts';

/** `./stadttor objects check [--deep]` compares rows and store; `objects renew-key` encrypts everything with the newest key. */
export async function objectsCommand(args: readonly string[], context: CommandContext): Promise<number> {
  const options = readOptions(args, { flags: ['--deep'] });
  const [action, ...more] = options?.rest ?? [];
  if (!options || more.length > 0) return 2;
  const { say } = context;
  if (action === 'check') {
    return withDatabase(context, async ({ db, objects, objectReferences, clock }) => {
      const report = await objectReferences.check(db, objects, { deep: options.flags.has('--deep'), now: clock.now() });
      for (const { sha256, module } of report.missing) say(`Fehlt: ${sha256} (gebraucht von ${module})`);
      for (const { sha256, code } of report.damaged) say(`Beschädigt: ${sha256} (${code})`);
      for (const sha256 of report.orphaned) say(`Verwaist: ${sha256}`);
      const bad = report.missing.length + report.damaged.length;
      say(`${report.named} gebraucht, ${report.found} vorhanden, ${report.missing.length} fehlen, ${report.damaged.length} beschädigt, ${report.orphaned.length} verwaist.${options.flags.has('--deep') ? '' : ' (Inhalte nicht gelesen; mit --deep)'}`);
      return bad > 0 ? 1 : 0;
    });
  }
  if (action === 'renew-key') {
    return withDatabase(context, async ({ objects }) => {
      let renewed = 0;
      let all = 0;
      for await (const { sha256 } of objects.list()) {
        all += 1;
        if (await objects.renewKey(sha256)) renewed += 1;
      }
      say(`${renewed} von ${all} Objekten neu verschlüsselt.`);
      return 0;
    });
  }
  return 2;
}
