type Mistake = { path: (string | number)[]; message: { de: string; en: string } };

/** Patterns are written by the city and run on text of applicants: what could take exponential time is refused. */
export function patternMistake(pattern: string): Mistake[] {
  const refuse = (de: string, en: string): Mistake[] => [{ path: ['pattern'], message: { de, en } }];
  try {
    new RegExp(`^(?:${pattern})$`, 'u');
  } catch {
    return refuse('Das ist kein gültiges Muster (regulärer Ausdruck).', 'This is not a valid pattern (regular expression).');
  }
  if (isSafePattern(pattern)) return [];
  return refuse(
    'Dieses Muster kann sehr lange rechnen. Wiederholen Sie keine Gruppe, in der schon wiederholt oder ausgewählt wird, und verweisen Sie nicht zurück.',
    'This pattern may compute for very long. Do not repeat a group that repeats or chooses inside, and do not refer back.',
  );
}

/** No back reference, no look-around, no repeated group with a repetition or choice inside, at most three open repetitions. */
export function isSafePattern(pattern: string): boolean {
  const groups: { variable: boolean }[] = [];
  let last: { variable: boolean } | undefined;
  let open = 0;
  for (let index = 0; index < pattern.length; index++) {
    const char = pattern[index];
    if (char === '\\') {
      const next = pattern[index + 1] ?? '';
      if (/[1-9k]/.test(next)) return false;
      index += 1;
      last = undefined;
    } else if (char === '[') {
      while (index < pattern.length && pattern[index] !== ']') index += pattern[index] === '\\' ? 2 : 1;
      last = undefined;
    } else if (char === '(') {
      if (pattern[index + 1] === '?' && pattern[index + 2] !== ':') return false;
      groups.push({ variable: false });
      if (pattern[index + 1] === '?') index += 2;
    } else if (char === ')') {
      last = groups.pop();
      if (last?.variable) groups.forEach((group) => (group.variable = true));
    } else if (char === '|') {
      groups.forEach((group) => (group.variable = true));
    } else if (char === '*' || char === '+' || char === '?' || (char === '{' && /^\{\d+(,\d*)?\}/.test(pattern.slice(index)))) {
      const counted = char === '{' ? /^\{(\d+)(,(\d*))?\}/.exec(pattern.slice(index)) : null;
      const fixed = counted !== null && counted[2] === undefined;
      const once = char === '?';
      if (last?.variable && !once) return false;
      if (!fixed && !once) open += 1;
      if (open > 3) return false;
      if (!fixed) groups.forEach((group) => (group.variable = true));
      if (counted) index += counted[0].length - 1;
    } else last = undefined;
  }
  return true;
}
