import type { VNode } from 'preact';
import type { Lang, T } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { PartValues } from '../../../kernel/parts/parts.ts';
import { formatDate, isPlainDate } from '../../../kernel/time/index.ts';
import { moduleText } from '../reasons.ts';

export interface CheckValuesProps {
  kernel: Kernel;
  /** Name of the check: its module's words come first. */
  use: string;
  values: PartValues;
  t: T;
  lang: Lang;
}

/** What a check was told or found, in words: `<module>.value.<name>` names a value (for one check `….value.<check>.<name>`), `….<name>.<value>` a value of a fixed list. */
export function CheckValues({ kernel, use, values, t, lang }: CheckValuesProps): VNode | string {
  // where a value has a name for people beside its key, the name is enough
  const shown = Object.entries(values).filter(([name, value]) => value !== '' && values[`${name}_name`] === undefined);
  if (shown.length === 0) return '–';
  const textOf = (path: string) => moduleText(kernel, use.split('.')[0]!, `value.${path}`);
  const say = (name: string, value: PartValues[string]): string => {
    if (typeof value === 'boolean') return t(value ? 'cases.office.yes' : 'cases.office.no');
    if (typeof value === 'string' && isPlainDate(value)) return formatDate(value, lang);
    const known = typeof value === 'string' ? textOf(`${name}.${value}`) : undefined;
    return known ? t(known) : String(value);
  };
  return (
    <ul class="st-plain">
      {shown.map(([name, value]) => {
        const label = textOf(`${use}.${name}`) ?? textOf(name);
        return (
          <li>
            <small>
              {label ? t(label) : name.replaceAll('_', ' ')}: <strong>{say(name, value)}</strong>
            </small>
          </li>
        );
      })}
    </ul>
  );
}
