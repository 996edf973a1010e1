/** What went wrong, as a stable code and a sentence without anything that stood in the document. */
export interface Explained { code: string; message: string }

const KNOWN: readonly { part: string; code: string; says: string }[] = [
  { part: 'missing document title', code: 'DOCUMENT_TITLE_MISSING', says: 'the document has no title' },
  { part: 'missing alt text', code: 'DOCUMENT_ALT_MISSING', says: 'a picture has no alternative text' },
  { part: 'skipped from heading', code: 'DOCUMENT_HEADING_ORDER', says: 'a heading skips a level' },
  { part: 'the first heading must be', code: 'DOCUMENT_HEADING_ORDER', says: 'the first heading must be of level 1' },
  { part: 'could not be displayed', code: 'DOCUMENT_TEMPLATE', says: 'the template uses a character its font does not have' },
];

/** Errors of compiling: Typst's diagnostics with path and range. */
export function explainCompile(template: string, diagnostics: readonly unknown[], root: string): Explained {
  const first = diagnostics.map(readDiagnostic).find((diagnostic) => diagnostic !== undefined);
  if (first === undefined) return { code: 'DOCUMENT_TEMPLATE', message: `Template "${template}" could not be set.` };
  const known = match(first.message);
  const place = first.path.startsWith(`${root}/`) ? `${first.path.slice(root.length + 1)}${first.line === undefined ? '' : `, line ${first.line}`}` : template;
  return { code: known?.code ?? 'DOCUMENT_TEMPLATE', message: `Template "${template}" (${place}): ${known?.says ?? withoutValues(first.message)}.` };
}

/** Errors of exporting: one string, the debug form of Typst's diagnostics. */
export function explainExport(template: string, text: string): Explained {
  const known = match(text);
  if (known !== undefined) return { code: known.code, message: `Template "${template}": ${known.says}.` };
  const message = /message: "((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? 'the standard refuses this document';
  return { code: 'DOCUMENT_TEMPLATE', message: `Template "${template}": ${withoutValues(message.replaceAll('\\"', '"'))}.` };
}

function match(text: string): (typeof KNOWN)[number] | undefined {
  return KNOWN.find(({ part }) => text.includes(part));
}

/** Typst quotes what it found in quotation marks or backticks; figures may be someone's number. Names of keys go too. */
function withoutValues(message: string): string {
  return message
    .replace(/panicked with:.*/su, 'the template refused the data')
    .replace(/assertion failed:.*/su, 'the template refused the data')
    .replace(/`[^`]*`|"(?:[^"\\]|\\.)*"/gsu, '…')
    .replace(/\d+/g, '…')
    .slice(0, 160);
}

function readDiagnostic(diagnostic: unknown): { message: string; path: string; line: number | undefined } | undefined {
  if (typeof diagnostic !== 'object' || diagnostic === null) return undefined;
  const { message, path, range, severity } = diagnostic as { message?: unknown; path?: unknown; range?: { start?: { line?: unknown } } | null; severity?: unknown };
  if (severity !== 1 || typeof message !== 'string') return undefined;
  const line = range?.start?.line;
  return { message, path: typeof path === 'string' ? path : '', line: typeof line === 'number' ? line + 1 : undefined };
}
