import type { VNode } from 'preact';
import type { Child } from './types.ts';

/** A page of a document as a picture, on its own desk. `alt` says what it is; its words belong beside it. */
export function Sheet({ src, alt }: { src: string; alt: string }): VNode {
  return (
    <div class="st-sheet">
      <img src={src} alt={alt} loading="lazy" decoding="async" />
    </div>
  );
}

/** Plain text with the line breaks it came with; long words break. */
export function PlainText({ children }: { children: Child }): VNode {
  return <div class="st-plain-text">{children}</div>;
}
