/**
 * The id of a field's first control, derived from its name. One rule for controls and for the links of the error
 * summary, so that a link can never miss. Only letters, digits and hyphens survive: the id is safe in a fragment.
 */
export function fieldId(name: string): string {
  return `f-${name.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '')}`;
}

/** Joins the ids that exist; undefined when there is none, so that no empty `aria-describedby` is written. */
export function describedBy(...ids: Array<string | false | undefined>): string | undefined {
  return ids.filter(Boolean).join(' ') || undefined;
}

/** Joins class names, leaving out what does not apply. */
export function cls(...names: Array<string | false | undefined>): string {
  return names.filter(Boolean).join(' ');
}
