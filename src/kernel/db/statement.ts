import { CompiledQuery } from 'kysely';

const texts = new WeakMap<TemplateStringsArray, string>();

/**
 * A statement that is the same on every call but for its values: written as SQL, put together once per place in the code.
 * For what runs with every request; elsewhere Kysely's builder checks names and types.
 */
export function statement<R = unknown>(parts: TemplateStringsArray, ...values: readonly unknown[]): CompiledQuery<R> {
  let text = texts.get(parts);
  if (text === undefined) texts.set(parts, (text = parts.reduce((written, part, index) => `${written}$${index}${part}`)));
  return CompiledQuery.raw(text, values as unknown[]) as CompiledQuery<R>;
}
