import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../kernel/root.ts';
import { checkPackage, compilePackage, describeProblem } from '../../catalogue/index.ts';
import type { CompiledService, ServiceExample } from '../../catalogue/index.ts';
import { runFormExample } from './examples.ts';
import { testParts } from './testing.ts';

/** The whole example of docs/service-packages.md. */
function documented(): { files: Record<string, string>; problems: never[] } {
  const docs = readFileSync(join(projectRoot, 'docs', 'service-packages.md'), 'utf8');
  return { files: Object.fromEntries([...docs.matchAll(/`services\/hundesteuer-anmelden\/([\w./]+)`\n\n```yaml\n([\s\S]*?)```/g)].map(([, file = '', body = '']) => [file, body])), problems: [] };
}

const result = compilePackage(documented(), testParts);

describe('the documented package', () => {
  it('has no problems with the real field types', () => {
    expect(checkPackage(documented(), testParts).map((problem) => describeProblem(problem))).toEqual([]);
  });

  it('its example runs as expected', () => {
    if (!result.ok) throw new Error('must compile');
    const [example] = result.service.stored.examples;
    if (!example) throw new Error('no example');
    const run = runFormExample(result.service, example);
    expect(run.differences).toEqual([]);
    expect(run).toMatchObject({ passed: true, skippedPages: ['erlaubnis'], values: { name: { full: 'Eva Beispiel' }, seit: '2026-11-01', gefaehrlich: false } });
  });
});

describe('runFormExample', () => {
  const service = (result.ok ? result.service : undefined) as CompiledService;
  const example = (answers: Record<string, unknown>, expected: Partial<ServiceExample['expect']> = {}, more: Partial<ServiceExample> = {}): ServiceExample => ({
    name: 'x', today: '2026-11-24', answers, expect: { outcome: 'granted', ...expected }, ...more,
  });
  const good = { name: { family: 'Beispiel' }, seit: '2026-11-01', gefaehrlich: false };
  const file = { id: 'a', name: 'a.pdf', size: 5, mime: 'application/pdf', sha256: 'c'.repeat(64) };

  it('walks the branch the answers open, with files', () => {
    const run = runFormExample(service, example({ ...good, gefaehrlich: true, erlaubnis_datei: file }, { skipped_pages: [] }));
    expect(run.differences).toEqual([]);
    expect(run.values['erlaubnis_datei']).toEqual({ name: 'a.pdf', size: 5, mime: 'application/pdf' });
  });

  it('ends where the form ends it, with the keys', () => {
    const run = runFormExample(service, example({ ...good, seit: '2026-11-25' }, { outcome: 'rejected_at_form', errors: { seit: 'forms.error.date_future' } }));
    expect(run).toMatchObject({ passed: false, differences: [], errors: { seit: 'forms.error.date_future' } });
  });

  it('says how it differs', () => {
    expect(runFormExample(service, example(good, { outcome: 'rejected_at_form' })).differences).toEqual(['das Formular lässt es durch']);
    expect(runFormExample(service, example({}, {})).differences).toEqual(['das Formular lässt es nicht durch (name: forms.error.required_name)']);
    expect(runFormExample(service, example(good, { skipped_pages: ['hund'] })).differences).toEqual(['übersprungen würden erlaubnis, nicht hund']);
    expect(runFormExample(service, example({}, { outcome: 'rejected_at_form', errors: { seit: 'x' } })).differences).toEqual(['die Fehler wären name: forms.error.required_name, nicht seit: x']);
  });

  it('uses the profile as the account would', () => {
    const { name: _name, ...rest } = good;
    const run = runFormExample(service, example(rest, {}, { profile: { family_name: 'Konto', given_names: 'Kim' } }));
    expect(run.answers['name']).toMatchObject({ value: { family: 'Konto', given: 'Kim' }, provenance: { source: 'account' } });
  });
});
