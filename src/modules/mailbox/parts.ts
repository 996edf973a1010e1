import type { VNode } from 'preact';
import type { Lang, T } from '../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Tone } from '../../kernel/ui/index.ts';
import type { Message } from './store.ts';

/** What a module on a higher floor shows on the page of a message that came from it, such as an answer form. */
export interface MessagePart {
  /** Below the letter. */
  render(message: Message, view: { t: T; lang: Lang; csrf: string }): Promise<VNode | null>;
  /** A word in the list, such as "Antwort nötig". */
  badge?(message: Message, t: T): Promise<{ label: string; tone: Tone } | undefined>;
}

const parts = new WeakMap<Kernel, Map<Message['kind'], MessagePart>>();

export function registerMessagePart(kernel: Kernel, kind: Message['kind'], part: MessagePart): void {
  const known = parts.get(kernel) ?? new Map<Message['kind'], MessagePart>();
  known.set(kind, part);
  parts.set(kernel, known);
}

export function messagePart(kernel: Kernel, kind: Message['kind']): MessagePart | undefined {
  return parts.get(kernel)?.get(kind);
}
