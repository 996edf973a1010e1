import type { ExampleWorld, PartValues } from '../../../kernel/parts/parts.ts';

/** Letters and checks of an example speak of the permit it describes; its code is one that opens nothing. */
export const exampleCode = 'BEISPIEL';

/** The subject's fields as an example gives them; absent ones are empty. */
export function exampleField({ subject }: ExampleWorld, name: string): string {
  const value: PartValues[string] | undefined = subject?.[name];
  return typeof value === 'string' ? value : '';
}
