import type { VNode } from 'preact';
import type { Inline } from '../../catalogue/index.ts';
import { parseMarkdown } from '../../catalogue/index.ts';

/** The small markdown of service packages as HTML; everything is escaped by Preact. */
export function Markdown({ text }: { text: string }): VNode {
  return (
    <>
      {parseMarkdown(text).map((block) =>
        block.type === 'paragraph' ? (
          <p>{block.inlines.map(inline)}</p>
        ) : (
          <ul>
            {block.items.map((item) => (
              <li>{item.map(inline)}</li>
            ))}
          </ul>
        ),
      )}
    </>
  );
}

function inline(part: Inline): VNode | string {
  if (part.type === 'bold') return <strong>{part.text}</strong>;
  if (part.type === 'link') return <a href={part.href}>{part.text}</a>;
  return part.text;
}
