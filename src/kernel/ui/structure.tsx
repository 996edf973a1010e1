import type { VNode } from 'preact';
import { cls } from './ids.ts';
import type { Child } from './types.ts';

/** A reading column (about 70 characters): forms and running text stand in it. */
export function Column({ children }: { children: Child }): VNode {
  return <div class="st-column st-stack">{children}</div>;
}

/** Children one below the other with one even distance. */
export function Stack({ gap = 'normal', children }: { gap?: 'tight' | 'normal' | 'wide'; children: Child }): VNode {
  return <div class={cls('st-stack', gap !== 'normal' && `st-stack--${gap}`)}>{children}</div>;
}

/** A part of a page with its heading. */
export function Section({ id, heading, intro, level = 2, children }: { id?: string; heading: string; intro?: Child; level?: 2 | 3; children: Child }): VNode {
  const Heading = `h${level}` as const;
  return (
    <section class="st-section st-stack" aria-labelledby={id}>
      <Heading id={id}>{heading}</Heading>
      {intro ? <p class="st-lead">{intro}</p> : null}
      {children}
    </section>
  );
}

/** A band over the whole width of the page. `quiet` is the soft surface. */
export function Band({ tone = 'quiet', children }: { tone?: 'quiet' | 'plain'; children: Child }): VNode {
  return (
    <div class={`st-band st-band--${tone}`}>
      <div class="st-band__inner st-stack">{children}</div>
    </div>
  );
}

/** Main text with a side column; on a narrow screen the side column follows below. */
export function WithAside({ aside, asideLabel, children }: { aside: Child; asideLabel: string; children: Child }): VNode {
  return (
    <div class="st-with-aside">
      <div class="st-stack">{children}</div>
      <aside class="st-stack st-stack--tight" aria-label={asideLabel}>
        {aside}
      </aside>
    </div>
  );
}

/** Text for assistive technology only. */
export function VisuallyHidden({ children }: { children: Child }): VNode {
  return <span class="st-hidden">{children}</span>;
}
