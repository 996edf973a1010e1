import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readPdf } from '../../../../test/support/pdf.ts';
import { clerk, createCasesTest, ok, type CasesTest } from '../cases.testing.ts';
import { previewLetter } from '../use-cases/preview-letter.ts';

let t: CasesTest;
beforeAll(async () => {
  t = await createCasesTest();
}, 120_000);
afterAll(() => t.close());
beforeEach(() => {
  t.probe.answer = () => ok;
  t.clock.set('2026-11-24T09:00:00Z');
});

describe('the preview', () => {
  it('says that it is one, what the fee will be, and where values stand that only the decision brings', async () => {
    const id = await t.submit({ service: 'probe-nachher', age: 12 });
    await t.workAll();
    const { text } = await readPdf(await previewLetter(t.kernel, clerk, { caseId: id, letter: 'granted', text: '' }));
    expect(text).toContain('Vorschau: Dieser Brief ist noch nicht verschickt.');
    expect(text).toContain('Nummer [steht nach der Entscheidung fest] Code [steht nach der Entscheidung fest], Betrag 10,00');
    expect(text).not.toContain('Bereitgestellt');
  });
});
