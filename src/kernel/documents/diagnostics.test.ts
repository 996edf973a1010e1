import { describe, expect, it } from 'vitest';
import { explainCompile, explainExport } from './diagnostics.ts';

const compileError = (message: string): unknown => ({ severity: 1, message, path: '/root/letter.typ', range: { start: { line: 11, character: 2 } } });

describe('what Typst says, without what stood in the document', () => {
  it.each([
    ['dictionary does not contain key "Erika Mustermann"', 'Template "letter" (letter.typ, line 12): dictionary does not contain key ….'],
    ['panicked with: Erika Mustermann', 'Template "letter" (letter.typ, line 12): the template refused the data.'],
    ['assertion failed: Erika wohnt in 06108', 'Template "letter" (letter.typ, line 12): the template refused the data.'],
    ['number 4111111111111111 is too large', 'Template "letter" (letter.typ, line 12): number … is too large.'],
    ['unknown `Erika` and "a \\"quoted\\" name"', 'Template "letter" (letter.typ, line 12): unknown … and ….'],
  ])('%j', (message, expected) => {
    const found = explainCompile('letter', [{ severity: 4, message: 'while calling render' }, compileError(message)], '/root');
    expect(found).toEqual({ code: 'DOCUMENT_TEMPLATE', message: expected });
  });

  it.each([
    ['PDF/UA-1 error: missing document title', 'DOCUMENT_TITLE_MISSING'],
    ['PDF/UA-1 error: missing alt text', 'DOCUMENT_ALT_MISSING'],
    ['PDF/UA-1 error: skipped from heading level 1 to 3', 'DOCUMENT_HEADING_ORDER'],
    ['PDF/A-3a error: the text `\\"Erika\\"` could not be displayed', 'DOCUMENT_TEMPLATE'],
    ['something new about \\"Erika\\"', 'DOCUMENT_TEMPLATE'],
  ])('export: %s', (message, code) => {
    const found = explainExport('letter', `[SourceDiagnostic { severity: Error, message: "${message}", hints: [] }]`);
    expect(found.code).toBe(code);
    expect(found.message).not.toContain('Erika');
  });

  it('has words for silence', () => {
    expect(explainCompile('letter', [], '/root').message).toBe('Template "letter" could not be set.');
    expect(explainExport('letter', '').message).toBe('Template "letter": the standard refuses this document.');
  });
});
