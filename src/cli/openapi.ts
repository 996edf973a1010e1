import { openApiDocument } from '../kernel/openapi/openapi.ts';
import { apiAnswers } from '../modules/catalogue/index.ts';
import type { CommandContext } from './command.ts';
import { withoutDatabase } from './service.ts';

/** `./stadttor openapi > docs/openapi.json` */
export async function openApiCommand(args: readonly string[], { say, env }: CommandContext): Promise<number> {
  if (args.length > 0) return 2;
  return withoutDatabase(env, (kernel) => {
    say(JSON.stringify(openApiDocument(kernel.http.routes(), apiAnswers), null, 2));
    return 0;
  });
}
