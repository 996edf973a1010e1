import type { VNode } from 'preact';
import { cls, fieldId } from './ids.ts';
import { icon } from './icons.tsx';
import type { Child, T } from './types.ts';

export interface PostFormProps {
  action: string;
  csrf: string;
  /** For forms with a file. */
  multipart?: boolean;
  /** Warns (with JavaScript) before unsaved input is lost. */
  guardUnsaved?: boolean;
  /** Accessible name, where a page has several forms. */
  label?: string;
  children: Child;
}

/** A POST form with its token. `novalidate`: the server's words are clearer than the browser's, and are the same for all. */
export function PostForm({ action, csrf, multipart, guardUnsaved, label, children }: PostFormProps): VNode {
  return (
    <form
      class="st-form st-stack"
      method="post"
      action={action}
      enctype={multipart ? 'multipart/form-data' : undefined}
      novalidate
      aria-label={label}
      data-st-once
      data-st-guard={guardUnsaved ? '' : undefined}
    >
      <input type="hidden" name="_csrf" value={csrf} />
      {children}
    </form>
  );
}

/** A group of fields that belong together. */
export function Fieldset({ legend, hint, legendAsHeading, children }: { legend: string; hint?: Child; legendAsHeading?: 1 | 2 | 3; children: Child }): VNode {
  const Heading = legendAsHeading ? (`h${legendAsHeading}` as const) : undefined;
  return (
    <fieldset class="kern-fieldset st-fieldset">
      <legend class="st-fieldset__legend">{Heading ? <Heading>{legend}</Heading> : legend}</legend>
      {hint ? <div class="st-hint">{hint}</div> : null}
      <div class="st-stack">{children}</div>
    </fieldset>
  );
}

export interface FormError {
  /** Field name; the link leads to its first control. Without it the message stands alone. */
  name?: string;
  /** Instead of `name`: a target of your own, e.g. `#f-x`. */
  href?: string;
  message: string;
}

/** What went wrong, above the form, focused on load. Renders nothing without errors. */
export function ErrorSummary({ errors, t, title }: { errors: readonly FormError[]; t: T; title?: string }): VNode | null {
  if (errors.length === 0) return null;
  return (
    <div class="st-error-summary" role="alert" aria-labelledby="fehler-titel" tabindex={-1} autofocus data-st-error-summary>
      <h2 id="fehler-titel">
        {icon('danger')}
        {title ?? t(errors.length === 1 ? 'ui.error.title.one' : 'ui.error.title.many', { count: errors.length })}
      </h2>
      <ul>
        {errors.map((error) => {
          const href = error.href ?? (error.name ? `#${fieldId(error.name)}` : undefined);
          return <li>{href ? <a href={href}>{error.message}</a> : error.message}</li>;
        })}
      </ul>
    </div>
  );
}

type Variant = 'primary' | 'secondary' | 'tertiary' | 'danger';

export interface ButtonProps {
  label: string;
  variant?: Variant;
  /** With `href` it is a link that looks like a button. */
  href?: string;
  name?: string;
  value?: string;
  formaction?: string;
  /** Words for assistive technology after the label: "Ändern: Anschrift". */
  hiddenLabel?: string;
  icon?: 'arrow' | 'search' | 'back' | 'file' | 'check' | 'mail' | 'external';
  small?: boolean;
  download?: boolean;
  /** Skips checks of the fields, e.g. "Zurück", "Später weitermachen". */
  formnovalidate?: boolean;
}

/** A button that does something else than sending on: type=submit with a name, or a link. */
export function Button(props: ButtonProps): VNode {
  const variant = props.variant ?? 'secondary';
  const className = cls('kern-btn', `kern-btn--${variant === 'danger' ? 'secondary' : variant}`, variant === 'danger' && 'st-btn--danger', props.small && 'st-btn--small');
  const content = (
    <>
      {props.icon === 'back' ? icon('back') : null}
      <span class="kern-label">
        {props.label}
        {props.hiddenLabel ? <span class="st-hidden"> {props.hiddenLabel}</span> : null}
      </span>
      {props.icon && props.icon !== 'back' ? icon(props.icon) : null}
    </>
  );
  if (props.href !== undefined) {
    return (
      <a class={className} href={props.href} download={props.download ? '' : undefined}>
        {content}
      </a>
    );
  }
  return (
    <button class={className} type="submit" name={props.name} value={props.value} formaction={props.formaction} formnovalidate={props.formnovalidate}>
      {content}
    </button>
  );
}

/** The one main action of a form. */
export function SubmitButton(props: Omit<ButtonProps, 'variant' | 'href'>): VNode {
  return Button({ ...props, variant: 'primary' });
}

/** Buttons in a row; on a narrow screen one below the other. The main action stands first. */
export function ButtonRow({ children }: { children: Child }): VNode {
  return <div class="st-buttons">{children}</div>;
}
