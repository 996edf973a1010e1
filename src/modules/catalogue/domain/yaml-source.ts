import type { Document, Node, Pair } from 'yaml';
import { LineCounter, isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';
import type { Words } from '../../../kernel/expressions/index.ts';
import type { Problem } from './problems.ts';

export type Path = readonly PropertyKey[];

/** A parsed YAML file that still knows the line of every value. */
export interface YamlSource {
  file: string;
  /** Plain data; undefined when the file cannot be read. */
  data: unknown;
  problems: Problem[];
  /**
   * Collects a problem at a value; `key` points at the name instead of the value, `offset` into a one-line text.
   * Where the path does not exist, the nearest value above it is meant.
   */
  report(path: Path, message: Words, where?: { key?: boolean; offset?: number; severity?: 'error' | 'warning' }): void;
}

const maxFileLength = 256 * 1024;

/** Never throws. */
export function parseYaml(file: string, text: string): YamlSource {
  const problems: Problem[] = [];
  const lines = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const empty = { file, data: undefined, problems, report: () => undefined };
  if (text.length > maxFileLength) {
    problems.push({ severity: 'error', file, line: 1, column: 1, message: { de: 'Die Datei ist größer als 256 kB.', en: 'The file is larger than 256 kB.' } });
    return empty;
  }
  const doc = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false, schema: 'core' });
  // After one slip in the syntax the rest of the file is often misread: what follows would only confuse.
  const all = [...doc.errors, ...doc.warnings];
  const slip = all.filter((error) => error.code !== 'DUPLICATE_KEY').sort((a, b) => a.pos[0] - b.pos[0])[0];
  for (const error of slip ? [slip] : all) {
    problems.push({ severity: 'error', file, ...at(error.pos[0]), message: yamlWords(error.code, text.slice(error.pos[0], error.pos[1])) });
  }
  if (problems.length > 0) return empty;
  let data: unknown;
  try {
    data = doc.toJS({ maxAliasCount: 50 });
  } catch {
    problems.push({ severity: 'error', file, line: 1, column: 1, message: { de: 'Die Datei verwendet zu viele Verweise (*name).', en: 'The file uses too many references (*name).' } });
    return empty;
  }
  return {
    file,
    data,
    problems,
    report(path, message, where = {}) {
      problems.push({ severity: where.severity ?? 'error', file, ...at(offsetOf(doc, text, path, where)), message });
    },
  };
}

function offsetOf(doc: Document, text: string, path: Path, where: { key?: boolean; offset?: number }): number {
  let node: unknown = doc.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const [depth, step] of path.entries()) {
    const last = depth === path.length - 1;
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find((item) => keyText(item.key) === String(step));
      if (!pair) return offset;
      const key = pair.key as Node | null;
      offset = key?.range?.[0] ?? offset;
      if (last && where.key) return offset;
      node = pair.value;
      if (isScalar(node) || (isNode(node) && last)) offset = node.range?.[0] ?? offset;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      if (!isNode(node)) return offset;
      offset = node.range?.[0] ?? offset;
    } else return offset;
  }
  if (where.offset && isScalar(node) && node.range) {
    const source = text.slice(node.range[0], node.range[1]);
    const quote = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE' ? 1 : 0;
    const oneLine = (node.type === 'PLAIN' || quote > 0) && !/[\n\\]|''/.test(source);
    if (oneLine) return Math.min(offset + quote + where.offset, node.range[1]);
  }
  return offset;
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function yamlWords(code: string, near: string): Words {
  switch (code) {
    case 'DUPLICATE_KEY':
      return { de: 'Dieser Name steht hier schon einmal.', en: 'This name is already used here.' };
    case 'TAB_AS_INDENT':
      return { de: 'Rücken Sie mit Leerzeichen ein, nicht mit Tabulator.', en: 'Indent with spaces, not with a tab.' };
    case 'BAD_INDENT':
      return { de: 'Die Einrückung passt nicht zu den Zeilen darüber.', en: 'The indentation does not fit the lines above.' };
    case 'MULTILINE_IMPLICIT_KEY':
    case 'BLOCK_AS_IMPLICIT_KEY':
      return { de: 'Hier steht ein Doppelpunkt zu viel. Setzen Sie Text mit Doppelpunkt in Anführungszeichen.', en: 'There is a colon too many. Put text with a colon in quotation marks.' };
    case 'MISSING_CHAR':
      return { de: 'Hier fehlt ein Zeichen: ein Doppelpunkt, eine Klammer oder ein Anführungszeichen.', en: 'A character is missing here: a colon, a bracket or a quotation mark.' };
    case 'BAD_SCALAR_START':
    case 'BAD_DIRECTIVE':
      return { de: `Ein Text darf nicht mit »${near.slice(0, 1)}« beginnen. Setzen Sie ihn in Anführungszeichen.`, en: `A text must not begin with "${near.slice(0, 1)}". Put it in quotation marks.` };
    case 'BAD_ALIAS':
      return { de: 'Ein Text darf nicht mit * oder & beginnen. Setzen Sie ihn in Anführungszeichen.', en: 'A text must not begin with * or &. Put it in quotation marks.' };
    case 'TAG_RESOLVE_FAILED':
      return { de: 'Angaben mit ! gibt es hier nicht. Setzen Sie Text, der mit ! beginnt, in Anführungszeichen.', en: 'There are no ! tags here. Put a text that begins with ! in quotation marks.' };
    case 'MULTIPLE_DOCS':
      return { de: 'Eine Datei enthält nur ein Dokument; nehmen Sie die Zeile --- heraus.', en: 'A file holds one document only; take out the line ---.' };
    case 'BAD_DQ_ESCAPE':
      return { de: 'In Anführungszeichen "…" hat \\ eine besondere Bedeutung. Schreiben Sie \\\\ oder nehmen Sie einfache Anführungszeichen.', en: 'Inside "…" a \\ is special. Write \\\\ or use single quotation marks.' };
    default:
      return { de: 'Das ist kein gültiges YAML.', en: 'This is not valid YAML.' };
  }
}
