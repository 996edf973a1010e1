import type { VNode } from 'preact';
import { jsxTemplate } from 'preact/jsx-runtime';
import { renderToString } from 'preact-render-to-string';

/** HTML that is finished: goes into a page as it is. Made by rendering and filling only, which escape what people wrote. */
export class Html {
  readonly text: string;
  private constructor(text: string) {
    this.text = text;
  }

  static filled(parts: Pattern, values: Slots): Html {
    let text = parts[0]!;
    for (let at = 1; at < parts.length; at += 2) {
      const value = values[parts[at]!];
      text += (value instanceof Html ? value.text : escape(value ?? '')) + parts[at + 1]!;
    }
    return new Html(text);
  }

  static of(node: VNode): Html {
    return new Html(renderToString(node));
  }

  /** As a child of any element. */
  get node(): VNode {
    return jsxTemplate([this.text]);
  }
}

/** What goes into the slots: text is escaped, Html is not. */
export type Slots = Readonly<Record<string, string | Html>>;

/** Literal, slot's name, literal, slot's name, …, literal. */
type Pattern = string[];

/** Patterns of one thing by what else they depend on. */
export type Patterns = Map<string, Pattern>;

/** A pattern is small; whoever makes more than this of one thing has put into the key what belongs into a slot. */
const most = 200;

/**
 * Renders once what is the same for everybody, and from then on only fills in what differs. `build` gets a stand-in for
 * each slot, to be put where the value belongs: as text or as the value of an attribute. Whatever else changes the outcome
 * must be in `key`. The bytes are the same as if everything had been rendered.
 */
export function fill<S extends Slots>(patterns: Patterns, key: string, slots: S, build: (slot: (name: keyof S & string) => string) => VNode): Html {
  // an empty text may be written in another way than a full one
  let look = key;
  for (const name in slots) look += slots[name] === '' ? '0' : '1';
  let pattern = patterns.get(look);
  if (!pattern) {
    pattern = renderToString(build((name) => (slots[name] === '' ? '' : standIn(name)))).split(/\uE000(.*?)\uE001/);
    if (patterns.size >= most) patterns.clear();
    patterns.set(look, pattern);
  }
  return Html.filled(pattern, slots);
}

const standIn = (name: string): string => `\uE000${name}\uE001`;

/** As preact-render-to-string does. */
function escape(text: string): string {
  return /["&<]/.test(text) ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;') : text;
}

/** Patterns per translator and thing: both live as long as the program or the published version. */
export function patternsOf(store: PatternStore, t: object, thing: object): Patterns {
  let things = store.get(t);
  if (!things) store.set(t, (things = new WeakMap()));
  let patterns = things.get(thing);
  if (!patterns) things.set(thing, (patterns = new Map()));
  return patterns;
}

export type PatternStore = WeakMap<object, WeakMap<object, Patterns>>;
