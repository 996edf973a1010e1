import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';

const kept = new WeakMap<object, Map<string, string>>();
const mostParts = 40;

/**
 * A large part of a page that only its owner and its name decide (a view that never changes, plus language and address):
 * rendered once, told from memory afterwards. The one place that writes HTML as it stands, and only what it has rendered,
 * hence escaped, itself. The owner's end is the end of what was kept.
 */
export function Kept({ owner, name, children }: { owner: object; name: string; children: () => VNode }): VNode {
  let parts = kept.get(owner);
  if (!parts) kept.set(owner, (parts = new Map<string, string>()));
  let html = parts.get(name);
  if (html === undefined) {
    html = renderToString(children());
    if (parts.size < mostParts) parts.set(name, html);
  }
  return <div class="st-stack st-stack--wide" dangerouslySetInnerHTML={{ __html: html }} />;
}
