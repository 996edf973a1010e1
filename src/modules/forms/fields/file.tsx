import * as z from 'zod';
import { FileInput, formatSize } from '../../../kernel/ui/index.ts';
import { defineField } from './field-type.ts';
import type { FileValue } from './field-type.ts';
import { frameOf } from './frame.tsx';
import { asText, failed, line, record } from './inputs.ts';

/** Kinds of file a field may take; the upload checks the content against the MIME type. */
export const fileKinds = {
  pdf: 'application/pdf',
  jpg: 'image/jpeg',
  png: 'image/png',
  heic: 'image/heic',
  txt: 'text/plain',
} as const;

const kinds = Object.keys(fileKinds) as (keyof typeof fileKinds)[];

/**
 * One uploaded file. The upload itself is a route's work; here an answer is the id of a file the same applicant uploaded to
 * the same draft (`ctx.uploads`), and everything about it comes from there, never from the form body.
 */
export const file = defineField({
  type: 'file',
  configSchema: z.strictObject({
    accept: z.array(z.enum(kinds)).min(1).default(['pdf', 'jpg', 'png']),
    max_mb: z.number().min(0.1).max(50).default(10),
  }),
  celType: () => ({ record: { name: 'string', size: 'int', mime: 'string' } }),
  requiredKey: 'forms.error.required_file',
  inputNames: (field) => [field.id],
  parse(raw, field, ctx) {
    const id = line(raw, field.id);
    if (id === '') return { ok: true, value: undefined };
    const upload = ctx.uploads && Object.hasOwn(ctx.uploads, id) ? ctx.uploads[id] : undefined;
    if (!upload) return failed('forms.error.file_unknown');
    const { name, size, mime, sha256 } = upload;
    if (!acceptedTypes(field.accept).includes(mime)) return failed('forms.error.file_type', { types: field.accept.join(', ').toUpperCase() });
    if (size > field.max_mb * 1_000_000) return failed('forms.error.file_size', { max: field.max_mb });
    return { ok: true, value: { id, name, size, mime, sha256 } satisfies FileValue };
  },
  toInputs: (value, field) => ({ [field.id]: asText(record(value)['id']) || undefined }),
  jsonSchema: (field) => ({
    type: 'object',
    properties: {
      id: { type: 'string', minLength: 1, maxLength: 100 },
      name: { type: 'string', minLength: 1, maxLength: 255 },
      size: { type: 'integer', minimum: 0, maximum: field.max_mb * 1_000_000 },
      mime: { enum: acceptedTypes(field.accept) },
      sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    },
    required: ['id', 'name', 'size', 'mime', 'sha256'],
    additionalProperties: false,
  }),
  celValue: ({ name, size, mime }: FileValue) => ({ name, size, mime }),
  display: (value: FileValue, _field, t) => `${value.name} (${formatSize(value.size, t('ui.file.decimal'))})`,
  isEmpty: (value) => asText(record(value)['id']) === '',
  render(props) {
    const { field, inputs, t, uploads = {} } = props;
    const id = asText(inputs[field.id]);
    const upload = Object.hasOwn(uploads, id) ? uploads[id] : undefined;
    const frame = frameOf(props);
    const rule = t('forms.file.rule', { types: field.accept.join(', ').toUpperCase(), max: field.max_mb });
    const hint = frame.hint ? <>{frame.hint} {rule}</> : rule;
    return (
      <>
        {upload ? <input type="hidden" name={field.id} value={id} /> : null}
        <FileInput {...frame} hint={hint} accept={acceptedTypes(field.accept).join(',')} uploads={upload ? [{ id, filename: upload.name, size: upload.size }] : []} />
      </>
    );
  },
});

function acceptedTypes(accept: readonly (keyof typeof fileKinds)[]): string[] {
  return accept.map((kind) => fileKinds[kind]);
}
