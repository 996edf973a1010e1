import type { VNode } from 'preact';
import { cls, describedBy, fieldId } from './ids.ts';
import { icon } from './icons.tsx';
import type { Child, T } from './types.ts';

/** Answer to "Warum fragen wir das?" (`asked`) or, on a conditional question, "Warum sehe ich das?" (`shown`). */
export interface Why {
  kind: 'asked' | 'shown';
  text: Child;
}

export interface FieldProps {
  /** Name in the form body. The control's id is `fieldId(name)`, which is also where error links lead. */
  name: string;
  label: string;
  t: T;
  hint?: Child;
  /** One sentence saying what to do; sets `aria-invalid`. */
  error?: string;
  why?: Why | readonly Why[];
  /** Where the value comes from, e.g. "aus Ihrem Konto, von Ihnen angegeben". */
  provenance?: string;
  /** Default true; false adds "(freiwillig)" to the label. */
  required?: boolean;
  /** Makes the label the page's heading, for pages with one question. */
  labelAsHeading?: boolean;
}

export interface Wiring {
  id: string;
  describedBy: string | undefined;
  invalid: 'true' | undefined;
}

/** Ids and ARIA of a field: `describedBy` names only what the frame really writes. */
export function wire(props: Pick<FieldProps, 'name' | 'hint' | 'error' | 'provenance'>): Wiring {
  const id = fieldId(props.name);
  return {
    id,
    describedBy: describedBy(props.hint != null && props.hint !== '' && `${id}--hint`, props.provenance && `${id}--source`, props.error && `${id}--error`),
    invalid: props.error ? 'true' : undefined,
  };
}

/** Label, hint, error, source and explanation around one control. */
export function frame(props: FieldProps, id: string, control: Child): VNode {
  const label = (
    <label class="kern-label" for={id}>
      {labelText(props)}
    </label>
  );
  return (
    <div class={cls('kern-form-input st-field', props.error && 'st-field--error')}>
      {props.labelAsHeading ? <h1 class="st-label-heading">{label}</h1> : label}
      {notes(props, id)}
      {control}
      {afterNotes(props, id)}
    </div>
  );
}

/** The same around a group of controls: fieldset and legend. */
export function groupFrame(props: FieldProps, w: Wiring, body: Child): VNode {
  const legend = <>{labelText(props)}</>;
  return (
    <fieldset class={cls('kern-fieldset st-field', props.error && 'st-field--error')} id={`${w.id}--group`} aria-describedby={w.describedBy}>
      <legend class="kern-label">{props.labelAsHeading ? <h1 class="st-label-heading">{legend}</h1> : legend}</legend>
      {notes(props, w.id)}
      {body}
      {afterNotes(props, w.id)}
    </fieldset>
  );
}

/** A field whose own box carries the label (a declaration): notes around it, no second label. */
export function bareFrame(props: FieldProps, id: string, control: Child): VNode {
  return (
    <div class={cls('st-field st-declaration', props.error && 'st-field--error')}>
      {notes(props, id)}
      {control}
      {afterNotes(props, id)}
    </div>
  );
}

function labelText(props: FieldProps): Child {
  if (props.required !== false) return props.label;
  return (
    <>
      {props.label} <span class="kern-label__optional">{props.t('ui.optional')}</span>
    </>
  );
}

function notes(props: FieldProps, id: string): Child {
  return (
    <>
      {props.hint != null && props.hint !== '' ? (
        <div class="st-hint" id={`${id}--hint`}>
          {props.hint}
        </div>
      ) : null}
      {props.error ? errorNote(props.error, id, props.t) : null}
    </>
  );
}

function errorNote(error: string, id: string, t: T): VNode {
  return (
    <p class="st-error" id={`${id}--error`}>
      {icon('danger')}
      <span>
        <span class="st-hidden">{t('ui.error.prefix')} </span>
        {error}
      </span>
    </p>
  );
}

function afterNotes(props: FieldProps, id: string): Child {
  const { why } = props;
  return (
    <>
      {props.provenance ? (
        <p class="st-source" id={`${id}--source`}>
          {icon('check')}
          {props.provenance}
        </p>
      ) : null}
      {why ? (Array.isArray(why) ? (why as readonly Why[]) : [why as Why]).map((entry) => whyNote(entry, props.t)) : null}
    </>
  );
}

function whyNote(why: Why, t: T): VNode {
  return (
    <details class="st-details st-details--why">
      <summary>{t(why.kind === 'shown' ? 'ui.why.shown' : 'ui.why.asked')}</summary>
      <div class="st-details__body">{why.text}</div>
    </details>
  );
}

/** For a control of your own: pass a function that receives the wiring. */
export function Field({ children, ...props }: FieldProps & { children: (wiring: Wiring) => Child }): VNode {
  const w = wire(props);
  return frame(props, w.id, children(w));
}
