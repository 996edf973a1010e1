import type { VNode } from 'preact';
import { cls } from './ids.ts';
import { groupFrame, wire } from './field.tsx';
import type { FieldProps } from './field.tsx';
import { icon } from './icons.tsx';

export interface UploadedEntry {
  /** Sent as the value of the remove button. */
  id: string;
  filename: string;
  /** Size in bytes. */
  size: number;
  href?: string;
}

export interface FileInputProps extends FieldProps {
  uploads?: readonly UploadedEntry[];
  /** MIME types or endings, e.g. `image/jpeg,image/png,application/pdf`. */
  accept?: string;
  multiple?: boolean;
  /** Name of the remove buttons; default `<name>.remove`. */
  removeName?: string;
  /** False hides the input once something is there, for questions that take one file. Default true when `multiple`. */
  allowMore?: boolean;
}

export function FileInput(props: FileInputProps): VNode {
  const w = wire(props);
  const { t, uploads = [] } = props;
  const showInput = uploads.length === 0 || (props.allowMore ?? props.multiple ?? false);
  return groupFrame(
    props,
    w,
    <>
      {uploads.length > 0 ? (
        <ul class="st-uploads" aria-label={t('ui.file.uploaded')}>
          {uploads.map((upload, at) => (
            <li>
              {icon('file')}
              <span class="st-uploads__name">
                {upload.href ? <a href={upload.href}>{upload.filename}</a> : upload.filename}
                <span class="st-uploads__size">{formatSize(upload.size, t('ui.file.decimal'))}</span>
              </span>
              <button class="st-link-button" type="submit" formnovalidate name={props.removeName ?? `${props.name}.remove`} value={upload.id} id={!showInput && at === 0 ? w.id : undefined}>
                {t('ui.file.remove')}
                <span class="st-hidden">: {upload.filename}</span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      {showInput ? (
        <input
          class={cls('kern-form-input__input st-file', props.error && 'kern-form-input__input--error')}
          id={w.id}
          name={props.name}
          type="file"
          accept={props.accept}
          multiple={props.multiple}
          aria-label={props.label}
          aria-describedby={w.describedBy}
          aria-invalid={w.invalid}
        />
      ) : null}
    </>,
  );
}

/** Bytes as "740 kB" or "1,4 MB" (decimal units, as file managers show them). */
export function formatSize(bytes: number, decimal: string): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1).replace('.', decimal)} MB`;
}
