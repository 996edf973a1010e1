import type { VNode } from 'preact';
import type { T } from '../../../kernel/i18n/i18n.ts';
import { partsOf } from '../../../kernel/time/index.ts';
import { Checkboxes, DateParts, FileInput, Select, TextArea, TextInput, YesNo } from '../../../kernel/ui/index.ts';
import type { Kind } from '../domain/kinds.ts';
import type { PlanView } from '../domain/view.ts';
import { aboutName, sourceTitle } from '../web/words.tsx';
import { fieldsOf, type EditField, type Raw } from './fields.ts';

export interface FormProps {
  kind: Kind;
  raw: Raw;
  errors: Record<string, string>;
  view: PlanView;
  t: T;
}

/** What a stored statement looks like in the form's fields. */
export function rawOf(kind: Kind, content: object | null): Raw {
  const raw: Raw = {};
  const values = (content ?? {}) as Record<string, unknown>;
  for (const field of fieldsOf(kind)) {
    const value = values[field.name];
    if (field.as === 'yes') raw[field.name] = value === true ? 'ja' : 'nein';
    else if (value === undefined || value === null) continue;
    else if (field.as === 'day') {
      const { day, month, year } = partsOf(value as Parameters<typeof partsOf>[0]);
      Object.assign(raw, { [`${field.name}.day`]: String(day), [`${field.name}.month`]: String(month), [`${field.name}.year`]: String(year) });
    } else if (field.as === 'euro') raw[field.name] = String((value as number) / 100).replace('.', ',');
    else if (field.as === 'abouts') raw[field.name] = value as string[];
    else if (field.as === 'lines') raw[field.name] = (value as unknown[]).join('\n');
    else raw[field.name] = String(value).replace(/^(\d+)\.(\d+)$/, field.as === 'number' ? '$1,$2' : '$&');
  }
  if (kind === 'manual' && typeof values['evidence_name'] === 'string') raw['evidence_name'] = values['evidence_name'];
  return raw;
}

/** Everything a plan has that a statement can be about. */
export function aboutOptions(view: PlanView, t: T): { value: string; label: string }[] {
  const all = ['plan', ...view.measures.map(({ key }) => `measure/${key}`), ...view.goals.map(({ key }) => `goal/${key}`), ...view.items.map(({ key }) => `item/${key}`)];
  return all.map((value) => ({ value, label: aboutName(view, value, t) }));
}

/** The fields of one kind of statement. */
export function StatementFields({ kind, raw, errors, view, t }: FormProps): VNode {
  return <>{fieldsOf(kind).map((field) => one(field, { kind, raw, errors, view, t }))}</>;
}

function one(field: EditField, { raw, errors, view, t }: FormProps): VNode {
  const value = raw[field.name];
  const text = Array.isArray(value) ? value[0] : value;
  const props = { name: field.name, label: t(`plan.edit.field.${field.name}`), t, required: !field.optional, ...(errors[field.name] ? { error: t(errors[field.name]!) } : {}) };
  const label = (choice: string) => t(field.name === 'state' ? `plan.state.${choice}` : `plan.edit.choice.${field.name}.${choice}`);
  switch (field.as) {
    case 'text':
      return <TextArea {...props} value={text ?? ''} rows={3} maxlength={6000} />;
    case 'lines':
      return <TextArea {...props} value={text ?? ''} rows={3} hint={t('plan.edit.hint.lines')} />;
    case 'day':
      return <DateParts {...props} value={{ day: String(raw[`${field.name}.day`] ?? ''), month: String(raw[`${field.name}.month`] ?? ''), year: String(raw[`${field.name}.year`] ?? '') }} />;
    case 'choice':
      return <Select {...props} value={text ?? ''} options={(field.choices ?? []).map((choice) => ({ value: choice, label: label(choice) }))} {...(field.name === 'precision' ? { empty: false as const } : {})} />;
    case 'about':
      return <Select {...props} value={text ?? ''} options={aboutOptions(view, t)} />;
    case 'abouts':
      return <Checkboxes {...props} value={Array.isArray(value) ? value : value ? [value] : []} options={aboutOptions(view, t)} />;
    case 'source':
      return <Select {...props} value={text ?? ''} empty={t('plan.unsourced')} options={[...view.sources.values()].map((source) => ({ value: source.key, label: sourceTitle(source.content, 'de') }))} />;
    case 'yes':
      return <YesNo {...props} value={text === 'ja'} />;
    case 'file':
      return <FileInput {...props} accept="application/pdf,image/jpeg,image/png" hint={raw['evidence_name'] ? t('plan.edit.hint.file_there', { name: String(raw['evidence_name']) }) : t('plan.edit.hint.file')} />;
    case 'euro':
      return <TextInput {...props} value={text ?? ''} inputmode="decimal" width={10} suffix="€" />;
    case 'number':
      return <TextInput {...props} value={text ?? ''} inputmode="decimal" width={10} />;
    default:
      return <TextInput {...props} value={text ?? ''} maxlength={300} />;
  }
}
