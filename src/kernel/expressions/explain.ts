import { maxNodes } from './environment.ts';
import type { Words } from './types.ts';

interface CelErrorShape {
  code?: string;
  summary?: string;
  range?: { start: number };
}

type Failure = { ok: false; message: Words; position: number };

/** The library's error in our words, with the place in the source. */
export function explain(error: unknown, source: string): Failure {
  const { code = '', summary = '', range } = (error ?? {}) as CelErrorShape;
  const position = Math.min(range?.start ?? 0, source.length);
  return { ok: false, position, message: words(code, summary, source.slice(position, position + 12)) };
}

function words(code: string, summary: string, near: string): Words {
  const rest = near.trim() === '' ? undefined : near;
  switch (code) {
    case 'limit_exceeded':
      return { de: `Der Ausdruck ist zu lang oder zu verschachtelt (höchstens ${maxNodes} Teile).`, en: `The expression is too long or nested too deeply (${maxNodes} parts at most).` };
    case 'unterminated_string':
    case 'unterminated_triple_quoted_string':
    case 'newline_in_string':
      return { de: 'Ein Text in Anführungszeichen ist nicht geschlossen.', en: 'A text in quotation marks is not closed.' };
    case 'no_such_overload':
      return overload(summary);
    case 'no_matching_overload':
      return matching(summary);
    case 'invalid_logical_operand':
      return { de: '&& und || verbinden Bedingungen (bool), hier steht etwas anderes.', en: '&& and || join conditions (bool); something else stands here.' };
    case 'invalid_condition_type':
      return { de: 'Vor dem Fragezeichen oder in der Schleife muss eine Bedingung (bool) stehen.', en: 'A condition (bool) must stand before the question mark or in the loop.' };
    case 'incompatible_ternary_branches':
      return { de: 'Die beiden Werte nach dem Fragezeichen müssen von gleicher Art sein.', en: 'The two values after the question mark must be of the same kind.' };
    case 'heterogeneous_list_element':
      return { de: 'Alle Werte einer Liste müssen von gleicher Art sein.', en: 'All values of a list must be of the same kind.' };
    case 'invalid_comprehension_range':
      return { de: 'exists, all, map und filter gibt es nur für Listen.', en: 'exists, all, map and filter exist for lists only.' };
    case 'reserved_identifier':
      return { de: `»${near.split(/\W/)[0] ?? ''}« ist in Ausdrücken vergeben und kann kein Name sein.`, en: `"${near.split(/\W/)[0] ?? ''}" is reserved in expressions and cannot be a name.` };
    case 'invalid_macro_argument':
      return { de: 'has(…) braucht ein Feld, etwa has(answers.name); exists(x, …) braucht zuerst einen Namen.', en: 'has(…) needs a field, such as has(answers.name); exists(x, …) needs a name first.' };
    default:
      return rest
        ? { de: `Ab »${rest}« ist der Ausdruck nicht zu lesen.`, en: `The expression cannot be read from "${rest}" on.` }
        : { de: 'Der Ausdruck ist nicht zu Ende geschrieben.', en: 'The expression is not finished.' };
  }
}

/** "no such overload: string + int" */
function overload(summary: string): Words {
  const binary = /: (.+) (==|!=|<=|>=|<|>|in|[-+*/%]) (.+)$/.exec(summary);
  if (!binary) {
    return summary.includes('!')
      ? { de: '! verneint nur Bedingungen (bool).', en: '! negates conditions (bool) only.' }
      : { de: 'Das Minus davor passt nur zu Zahlen.', en: 'The minus in front fits numbers only.' };
  }
  const [left, op, right] = [readable(binary[1] ?? ''), binary[2] ?? '', readable(binary[3] ?? '')];
  const types = [left, right];
  const hint = types.includes('date') && types.includes('string')
    ? { de: ' Schreiben Sie das Datum als date("2026-01-31").', en: ' Write the date as date("2026-01-31").' }
    : types.includes('int') && types.includes('double')
      ? { de: ' Schreiben Sie die ganze Zahl mit .0, etwa 1.0.', en: ' Write the whole number with .0, such as 1.0.' }
      : { de: '', en: '' };
  return { de: `»${op}« passt nicht zu ${left} und ${right}.${hint.de}`, en: `"${op}" does not fit ${left} and ${right}.${hint.en}` };
}

/** "found no matching overload for 'days_between(string, date)'" */
function matching(summary: string): Words {
  const call = /'(?:.*\.)?(\w+)\((.*)\)'/.exec(summary);
  const name = call?.[1] ?? '';
  const given = (call?.[2] ?? '').split(', ').filter(Boolean).map(readable).join(', ');
  return given
    ? { de: `»${name}« kann mit (${given}) nichts anfangen.`, en: `"${name}" cannot take (${given}).` }
    : { de: `»${name}« braucht andere Angaben in den Klammern.`, en: `"${name}" needs other arguments.` };
}

function readable(type: string): string {
  if (type.startsWith('$')) return 'record';
  return type.replace(/^list<\$?(.+)>$/, 'list($1)').replace(/^null_type$/, 'null');
}
