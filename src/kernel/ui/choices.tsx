import type { VNode } from 'preact';
import { cls } from './ids.ts';
import { bareFrame, groupFrame, wire } from './field.tsx';
import type { FieldProps, Wiring } from './field.tsx';
import type { Child } from './types.ts';

export interface Option {
  value: string;
  label: string;
  hint?: Child;
  /** What to fill in for this answer; stands below it, visible whatever is chosen, so that it needs no JavaScript. */
  inside?: Child;
}

export interface RadiosProps extends FieldProps {
  options: readonly Option[];
  value?: string;
  /** Side by side, for two or three short answers. */
  inline?: boolean;
}

export function Radios(props: RadiosProps): VNode {
  const w = wire(props);
  return groupFrame(
    props,
    w,
    <div class={cls('st-choices', props.inline && 'st-choices--inline')}>
      {props.options.map((option, at) => (
        <>
          {choice('radio', props, w, option, at, option.value === props.value)}
          {option.inside ? <div class="st-choices__inside">{option.inside}</div> : null}
        </>
      ))}
    </div>,
  );
}

export interface CheckboxesProps extends FieldProps {
  options: readonly Option[];
  value?: readonly string[];
}

export function Checkboxes(props: CheckboxesProps): VNode {
  const w = wire(props);
  return groupFrame(
    props,
    w,
    <div class="st-choices">{props.options.map((option, at) => choice('checkbox', props, w, option, at, props.value?.includes(option.value) ?? false))}</div>,
  );
}

/** Two radios, sending `ja` or `nein`. */
export function YesNo(props: FieldProps & { value?: boolean | 'ja' | 'nein' }): VNode {
  const { value, ...rest } = props;
  const options = [
    { value: 'ja', label: props.t('ui.yes') },
    { value: 'nein', label: props.t('ui.no') },
  ];
  return Radios({ ...rest, options, value: typeof value === 'boolean' ? (value ? 'ja' : 'nein') : value, inline: true });
}

export interface DeclarationProps extends Omit<FieldProps, 'label' | 'labelAsHeading'> {
  /** The sentence somebody agrees to. */
  label: string;
  checked?: boolean;
  /** Text above the box, e.g. what the declaration means. */
  children?: Child;
}

/** One box to tick, sending `ja`. */
export function Declaration({ checked, children, ...props }: DeclarationProps): VNode {
  const w = wire(props);
  return bareFrame(
    props,
    w.id,
    <>
      {children ? <div class="st-prose">{children}</div> : null}
      {choice('checkbox', props, w, { value: 'ja', label: props.label }, 0, checked ?? false, w.describedBy)}
    </>,
  );
}

function choice(type: 'radio' | 'checkbox', props: FieldProps, w: Wiring, option: Option, at: number, checked: boolean, describedBy?: string): VNode {
  const id = at === 0 ? w.id : `${w.id}--${at + 1}`;
  const hintId = option.hint ? `${id}--option` : undefined;
  return (
    <div class="kern-form-check">
      <input
        class={cls(`kern-form-check__${type}`, props.error && `kern-form-check__${type}--error`)}
        type={type}
        id={id}
        name={props.name}
        value={option.value}
        checked={checked}
        aria-describedby={hintId ?? describedBy}
        aria-invalid={w.invalid}
      />
      <label class="kern-label" for={id}>
        {option.label}
      </label>
      {hintId ? (
        <div class="st-hint st-choices__hint" id={hintId}>
          {option.hint}
        </div>
      ) : null}
    </div>
  );
}
