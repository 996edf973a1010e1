import type { VNode } from 'preact';
import { cls, fieldId } from './ids.ts';
import { frame, groupFrame, wire } from './field.tsx';
import type { FieldProps } from './field.tsx';

type InputMode = 'text' | 'numeric' | 'decimal' | 'tel' | 'email' | 'url' | 'search';

/** Width in expected characters; `full` is the column. */
export type InputWidth = 2 | 4 | 6 | 10 | 20 | 'full';

export interface TextInputProps extends FieldProps {
  value?: string;
  type?: 'text' | 'email' | 'tel' | 'password' | 'search' | 'url';
  /** WCAG 1.3.5 token, e.g. `given-name`, `street-address`, `one-time-code`. */
  autocomplete?: string;
  inputmode?: InputMode;
  maxlength?: number;
  width?: InputWidth;
  prefix?: string;
  suffix?: string;
  spellcheck?: boolean;
  autocapitalize?: 'none' | 'words' | 'characters';
  readonly?: boolean;
}

export function TextInput(props: TextInputProps): VNode {
  const w = wire(props);
  const input = (
    <input
      class={cls('kern-form-input__input', props.error && 'kern-form-input__input--error', props.width !== undefined && props.width !== 'full' && `st-width-${props.width}`)}
      id={w.id}
      name={props.name}
      type={(props.type ?? 'text') as 'text'}
      value={props.type === 'password' ? undefined : props.value}
      aria-describedby={w.describedBy}
      aria-invalid={w.invalid}
      autocomplete={props.autocomplete}
      inputmode={props.inputmode}
      maxlength={props.maxlength}
      spellcheck={props.spellcheck}
      autocapitalize={props.autocapitalize}
      readonly={props.readonly}
    />
  );
  if (!props.prefix && !props.suffix) return frame(props, w.id, input);
  return frame(
    props,
    w.id,
    <div class="st-affix">
      {props.prefix ? <span aria-hidden="true">{props.prefix}</span> : null}
      {input}
      {props.suffix ? <span aria-hidden="true">{props.suffix}</span> : null}
    </div>,
  );
}

export interface TextAreaProps extends FieldProps {
  value?: string;
  rows?: number;
  /** Most characters allowed; said in words and, with JavaScript, counted down. */
  maxlength?: number;
  autocomplete?: string;
}

export function TextArea(props: TextAreaProps): VNode {
  const w = wire(props);
  const countId = props.maxlength ? `${w.id}--count` : undefined;
  return frame(
    props,
    w.id,
    <>
      {/* No maxlength attribute: it would cut pasted text without a word. The server says what is too long. */}
      <textarea
        class={cls('kern-form-input__input st-textarea', props.error && 'kern-form-input__input--error')}
        id={w.id}
        name={props.name}
        rows={props.rows ?? 5}
        aria-describedby={[w.describedBy, countId].filter(Boolean).join(' ') || undefined}
        aria-invalid={w.invalid}
        autocomplete={props.autocomplete}
        data-st-count={props.maxlength}
        data-st-count-text={props.maxlength ? props.t('ui.count.left') : undefined}
        data-st-count-over={props.maxlength ? props.t('ui.count.over') : undefined}
        value={props.value}
      />
      {countId ? (
        <p class="st-hint st-count-note" id={countId}>
          {props.t('ui.count.max', { max: props.maxlength ?? 0 })}
        </p>
      ) : null}
    </>,
  );
}

export interface SelectProps extends FieldProps {
  value?: string;
  options: ReadonlyArray<{ value: string; label: string }>;
  /** Text of the empty first choice; default "Bitte wählen". */
  empty?: string | false;
  autocomplete?: string;
  width?: InputWidth;
}

export function Select(props: SelectProps): VNode {
  const w = wire(props);
  return frame(
    props,
    w.id,
    <div class={cls('kern-form-input__select-wrapper', props.width !== undefined && props.width !== 'full' && `st-width-${props.width}`)}>
      <select
        class={cls('kern-form-input__select', props.error && 'kern-form-input__select--error')}
        id={w.id}
        name={props.name}
        aria-describedby={w.describedBy}
        aria-invalid={w.invalid}
        autocomplete={props.autocomplete}
      >
        {props.empty === false ? null : <option value="">{props.empty ?? props.t('ui.select.empty')}</option>}
        {props.options.map((option) => (
          <option value={option.value} selected={option.value === props.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>,
  );
}

export interface DateValue {
  day?: string;
  month?: string;
  year?: string;
}

export interface DatePartsProps extends FieldProps {
  value?: DateValue;
  /** Names in the form body; default `<name>.day`, `<name>.month`, `<name>.year`. */
  names?: { day: string; month: string; year: string };
  /** Which parts the error is about; default all. The first of them gets the id `fieldId(name)`. */
  errorParts?: ReadonlyArray<keyof DateValue>;
  /** `bday` adds the birthday tokens for automatic filling. */
  autocomplete?: 'bday';
}

const dateParts = ['day', 'month', 'year'] as const;

export function DateParts(props: DatePartsProps): VNode {
  const w = wire(props);
  const wrong: readonly string[] = props.error ? (props.errorParts?.length ? props.errorParts : dateParts) : [];
  const first = dateParts.find((part) => wrong.includes(part)) ?? 'day';
  return groupFrame(
    props,
    w,
    <div class="st-date">
      {dateParts.map((part) => {
        const name = props.names?.[part] ?? `${props.name}.${part}`;
        const id = part === first ? w.id : fieldId(name);
        const bad = wrong.includes(part);
        return (
          <div>
            <label class="kern-label" for={id}>
              {props.t(`ui.date.${part}`)}
            </label>
            <input
              class={cls('kern-form-input__input', part === 'year' ? 'st-width-4' : 'st-width-2', bad && 'kern-form-input__input--error')}
              id={id}
              name={name}
              type="text"
              inputmode="numeric"
              maxlength={part === 'year' ? 4 : 2}
              value={props.value?.[part]}
              aria-invalid={bad ? 'true' : undefined}
              autocomplete={props.autocomplete ? `bday-${part}` : undefined}
            />
          </div>
        );
      })}
    </div>,
  );
}
