import type { VNode } from 'preact';
import { jsxTemplate } from 'preact/jsx-runtime';
import { renderToString } from 'preact-render-to-string';

/** Text that stays the same, with its bytes: encoded once, copied into every page. */
interface Literal {
  readonly text: string;
  readonly bytes: Uint8Array;
}

/**
 * HTML that is finished: goes into a page as it is. Made by rendering and filling only, which escape what people wrote. It
 * stays in pieces until it is sent, because joining and encoding a whole page costs more than putting it together.
 */
export class Html {
  readonly #pieces: readonly (string | Literal)[];
  private constructor(pieces: readonly (string | Literal)[]) {
    this.#pieces = pieces;
  }

  static of(node: VNode): Html {
    return new Html([renderToString(node)]);
  }

  /** Markup of our own, never a person's. */
  static constant(text: string): Html {
    return new Html([literal(text)]);
  }

  static join(parts: readonly Html[]): Html {
    const pieces: (string | Literal)[] = [];
    for (const part of parts) for (const piece of part.#pieces) pieces.push(piece);
    return new Html(pieces);
  }

  static filled({ literals, names }: Pattern, values: Slots): Html {
    const pieces: (string | Literal)[] = [literals[0]!];
    for (let at = 0; at < names.length; at += 1) {
      const value = values[names[at]!];
      if (value instanceof Html) for (const piece of value.#pieces) pieces.push(piece);
      else if (value) pieces.push(escape(value));
      pieces.push(literals[at + 1]!);
    }
    return new Html(pieces);
  }

  get text(): string {
    return this.#pieces.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('');
  }

  /** In UTF-8. */
  get bytes(): Buffer {
    let most = 0;
    for (const piece of this.#pieces) most += typeof piece === 'string' ? piece.length * 3 : piece.bytes.length;
    const bytes = spaceFor(most);
    let end = 0;
    for (const piece of this.#pieces) {
      if (typeof piece === 'string') {
        end += bytes.write(piece, end);
      } else {
        bytes.set(piece.bytes, end);
        end += piece.bytes.length;
      }
    }
    taken += end;
    return bytes.subarray(0, end);
  }

  /** As a child of any element. */
  get node(): VNode {
    return jsxTemplate([this.text]);
  }
}

// pages are cut from one piece of memory after the other; nothing is written twice
const slabSize = 256 * 1024;
let slab = Buffer.alloc(0);
let taken = 0;

/** At least so many bytes, of which the caller takes what it needs. */
function spaceFor(most: number): Buffer {
  if (slab.length - taken < most) [slab, taken] = [Buffer.allocUnsafeSlow(Math.max(slabSize, most)), 0];
  return slab.subarray(taken);
}

const literal = (text: string): Literal => ({ text, bytes: Buffer.from(text) });

/** What goes into the slots: text is escaped, Html is not. */
export type Slots = Readonly<Record<string, string | Html>>;

/** What stays around the slots, one more than there are slots. */
interface Pattern {
  literals: Literal[];
  names: string[];
}

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
    const parts = renderToString(build((name) => (slots[name] === '' ? '' : standIn(name)))).split(/\uE000(.*?)\uE001/);
    pattern = { literals: parts.filter((_, at) => at % 2 === 0).map(literal), names: parts.filter((_, at) => at % 2 === 1) };
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
