import type { VNode } from 'preact';

/** Outline icons on a 24-unit grid, drawn for Stadttor: one stroke width, round ends. */
const paths = {
  info: 'M12 11v6M12 7.2v.1M3 12a9 9 0 1 0 18 0 9 9 0 1 0-18 0',
  success: 'm8 12.5 2.8 2.8L16.2 9.5M3 12a9 9 0 1 0 18 0 9 9 0 1 0-18 0',
  warning: 'M12 9.5v4.5M12 17v.1M10.3 4.2 2.6 18a2 2 0 0 0 1.7 3h15.4a2 2 0 0 0 1.7-3L13.7 4.2a2 2 0 0 0-3.4 0',
  danger: 'M12 7.5V13M12 16.4v.1M8.2 3h7.6L21 8.2v7.6L15.8 21H8.2L3 15.8V8.2z',
  search: 'm20.5 20.5-5-5M4 10.5a6.5 6.5 0 1 0 13 0 6.5 6.5 0 1 0-13 0',
  arrow: 'M4 12h15M13 6l6 6-6 6',
  chevron: 'm9 5 7 7-7 7',
  back: 'm15 5-7 7 7 7',
  external: 'M10 5H5v14h14v-5M14 4h6v6M20 4l-9 9',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  clock: 'M12 7v5.2l3.2 2M3 12a9 9 0 1 0 18 0 9 9 0 1 0-18 0',
  file: 'M14 3H6v18h12V7zM14 3v4h4M9 12h6M9 16h6',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6',
  account: 'M8 8a4 4 0 1 0 8 0 4 4 0 1 0-8 0M4 21c.6-4 3.7-6 8-6s7.4 2 8 6',
  mail: 'M3 5.5h18v13H3zM3.5 6l8.5 7 8.5-7',
  online: 'M3 5h18v11H3zM8 20h8M12 16v4',
  paper: 'M7 3h10v5M7 8V3M4 8h16v9h-3M7 17H4V8M7 13h10v8H7z',
  home: 'M3 11.5 12 4l9 7.5M5.5 9.8V20h13V9.8M10 20v-6h4v6',
  car: 'M4 16v-4l2-5.5h12l2 5.5v4M3 12h18v5.5H3zM6 17.5V20M18 17.5V20M7 14.8h1.4M15.6 14.8H17',
  family: 'M6 8a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0M14 11a2 2 0 1 0 4 0 2 2 0 1 0-4 0M3 20v-2c0-3 2-5 5.5-5S14 15 14 18v2M16 15.2c3-.4 5 1.6 5 4.8',
  work: 'M3 8h18v11H3zM9 8V5h6v3M3 13h18M12 12v2.5',
  animal: 'M5 4.5 8 8h6l1.5-3 1.5 4h3.5v3.5L17 14v6h-3v-4H9v4H6v-7L4 9z',
  card: 'M3 5.5h18v13H3zM6 10a2 2 0 1 0 4 0 2 2 0 1 0-4 0M5.5 15.5c.6-1.6 1.5-2 2.5-2s1.9.4 2.5 2M13.5 9.5H18M13.5 13H18',
  tree: 'M12 21v-7M12 17l3-2.5M12 3c3.5 0 5 2.4 4.6 4.4C18.8 8 20 9.7 19.4 12c-.5 2-2.4 3-4.4 2.6-2 1-4 1-6 0C7 15 5.1 14 4.6 12 4 9.7 5.2 8 7.4 7.4 7 5.4 8.5 3 12 3',
  building: 'M4 21V9l8-5 8 5v12M2.5 21h19M8 21v-9M12 21v-9M16 21v-9M4 12h16',
  help: 'M9.2 9.2a2.8 2.8 0 1 1 4.2 2.5c-.9.5-1.4 1.1-1.4 2.3M12 17v.1M3 12a9 9 0 1 0 18 0 9 9 0 1 0-18 0',
  phone: 'M6 3h3l1.5 5-2 1.5c1 2.3 3.2 4.5 5.5 5.5l1.5-2 5 1.5v3c0 1.2-1 2-2.2 2C10.5 19 5 13.5 4 5.2 4 4 4.8 3 6 3',
  pin: 'M12 21c4.5-5 7-8.3 7-11a7 7 0 1 0-14 0c0 2.7 2.5 6 7 11M9.5 10a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0',
} as const;

export type IconName = keyof typeof paths;

/** Decorative: hidden from assistive technology, so the words beside it must say the same. */
export function icon(name: IconName, className = 'st-icon'): VNode {
  return (
    <svg class={className} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

export function Icon({ name }: { name: IconName }): VNode {
  return icon(name);
}
