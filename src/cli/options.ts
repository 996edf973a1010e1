/** `--name value` (may be repeated), `--flag`, and the rest in order; undefined when there is an option nobody knows. */
export function readOptions(args: readonly string[], known: { values?: readonly string[]; flags?: readonly string[] }): { values: Record<string, string[]>; flags: Set<string>; rest: string[] } | undefined {
  const values: Record<string, string[]> = Object.fromEntries((known.values ?? []).map((name) => [name, []]));
  const flags = new Set<string>();
  const rest: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const argument = args[at]!;
    const list = Object.hasOwn(values, argument) ? values[argument] : undefined;
    if (list) {
      const value = args[(at += 1)];
      if (value === undefined) return undefined;
      list.push(value);
    } else if (known.flags?.includes(argument)) {
      flags.add(argument);
    } else if (argument.startsWith('--')) {
      return undefined;
    } else {
      rest.push(argument);
    }
  }
  return { values, flags, rest };
}
