import type { FieldProps, Why } from '../../../kernel/ui/index.ts';
import type { FieldDefinition } from '../../catalogue/index.ts';
import { inLang } from '../../catalogue/index.ts';
import type { FieldError, RenderProps } from './field-type.ts';
import { errorMessage } from './messages.ts';

/** What every control shows around itself. */
export function frameOf({ field, errors, t, lang, shownBecause, provenance, labelAsHeading }: Omit<RenderProps<FieldDefinition>, 'field'> & { field: FieldDefinition }): FieldProps {
  const label = inLang(field.label, lang);
  const error = errors[0];
  const why: Why[] = [
    ...(shownBecause ? [{ kind: 'shown' as const, text: shownBecause }] : []),
    ...(field.why ? [{ kind: 'asked' as const, text: inLang(field.why, lang) }] : []),
  ];
  return {
    name: field.id,
    label,
    t,
    required: field.required,
    ...(field.hint ? { hint: inLang(field.hint, lang) } : {}),
    ...(error ? { error: errorMessage({}, field, error, t, lang) } : {}),
    ...(why.length > 0 ? { why } : {}),
    ...(provenance ? { provenance } : {}),
    ...(labelAsHeading ? { labelAsHeading } : {}),
  };
}

/** Fields the applicant's own account fills are about the applicant: browsers may help there (WCAG 1.3.5). */
export function isOwn(field: FieldDefinition): boolean {
  const sources = typeof field.prefill === 'string' ? [field.prefill] : Object.values(field.prefill ?? {});
  return sources.some((source) => source.startsWith('account.'));
}

/** The autocomplete token as a spreadable attribute, only where the answer is about the applicant. */
export function completing(field: FieldDefinition, token: string): { autocomplete: string } {
  return { autocomplete: isOwn(field) ? token : 'off' };
}

export function partError(errors: readonly FieldError[], part: string): FieldError | undefined {
  return errors.find((error) => error.part === part);
}
