/** Types of expressions. `date` is a calendar day, `YYYY-MM-DD` outside. Any value may be missing when evaluated. */
export type CelType =
  | 'string'
  | 'int'
  | 'double'
  | 'bool'
  | 'date'
  | { list: 'string' | 'int' | 'double' | 'bool' | 'date' }
  | { record: Record<string, CelType> };

export type CelEnv = Record<string, CelType>;

/** Said in German and English, because city staff read it. */
export interface Words {
  de: string;
  en: string;
}

/** Name of a type as messages and the documentation use it. */
export function typeName(type: CelType): string {
  if (typeof type === 'string') return type;
  if ('list' in type) return `list(${type.list})`;
  return 'record';
}

export function sameType(a: CelType, b: CelType): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  if ('list' in a) return 'list' in b && a.list === b.list;
  if ('list' in b) return false;
  const names = Object.keys(a.record);
  return (
    names.length === Object.keys(b.record).length &&
    names.every((name) => {
      const [left, right] = [a.record[name], b.record[name]];
      return left !== undefined && right !== undefined && sameType(left, right);
    })
  );
}
