import type { Words } from '../../../kernel/expressions/index.ts';

/** Small safe markdown: paragraphs, `- ` lists, **bold**, [words](https://…). Everything else is plain text. */
export type Inline = { type: 'text'; text: string } | { type: 'bold'; text: string } | { type: 'link'; text: string; href: string };
export type MarkdownBlock = { type: 'paragraph'; inlines: Inline[] } | { type: 'list'; items: Inline[][] };

const inlinePattern = /\*\*([^*\n]+)\*\*|\[([^\]\n]+)\]\(([^)\s]+)\)/g;

export function parseMarkdown(text: string): MarkdownBlock[] {
  const blocks: MarkdownBlock[] = [];
  for (const chunk of text.split(/\r?\n[ \t]*\r?\n/)) {
    let paragraph: string[] = [];
    const flush = () => {
      if (paragraph.length > 0) blocks.push({ type: 'paragraph', inlines: parseInlines(paragraph.join(' ')) });
      paragraph = [];
    };
    for (const raw of chunk.split(/\r?\n/)) {
      const line = raw.trim();
      if (line === '') continue;
      const last = blocks.at(-1);
      if (line.startsWith('- ')) {
        flush();
        const current = blocks.at(-1);
        if (current?.type === 'list') current.items.push(parseInlines(line.slice(2).trim()));
        else blocks.push({ type: 'list', items: [parseInlines(line.slice(2).trim())] });
      } else if (paragraph.length === 0 && last?.type === 'list' && /^\s/.test(raw)) {
        // An indented line continues the list item above.
        last.items.push(parseInlines(`${plainText(last.items.pop() ?? [])} ${line}`));
      } else paragraph.push(line);
    }
    flush();
  }
  return blocks;
}

function parseInlines(text: string): Inline[] {
  const inlines: Inline[] = [];
  let position = 0;
  const push = (piece: string) => {
    if (piece !== '') inlines.push({ type: 'text', text: piece });
  };
  for (const match of text.matchAll(inlinePattern)) {
    const [whole, bold, words, href] = match;
    push(text.slice(position, match.index));
    position = match.index + whole.length;
    if (bold !== undefined) inlines.push({ type: 'bold', text: bold });
    else if (words !== undefined && href !== undefined && isSafe(href)) inlines.push({ type: 'link', text: words, href });
    else push(whole);
  }
  push(text.slice(position));
  return inlines;
}

/** https, mail, telephone and pages of this portal. */
function isSafe(href: string): boolean {
  return /^(https?:\/\/[^\s"<>]+|mailto:[^\s"<>]+|tel:\+?[0-9 ()-]+|\/(?!\/)[^\s"<>]*)$/.test(href);
}

/** The text without marks, for places that cannot show them. */
export function plainText(inlines: readonly Inline[]): string {
  return inlines.map((inline) => inline.text).join('');
}

/** A link that would be shown as plain text is an author's mistake. */
export function checkMarkdown(text: string): Words | undefined {
  for (const [, , , href] of text.matchAll(inlinePattern)) {
    if (href !== undefined && !isSafe(href)) {
      return { de: `Der Link »${href}« geht nicht: er beginnt mit https://, mailto:, tel: oder /.`, en: `The link "${href}" is not possible: it begins with https://, mailto:, tel: or /.` };
    }
  }
  return undefined;
}
