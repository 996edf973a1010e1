import { gzipSync } from 'node:zlib';
import { startApp } from '../test/support/app.ts';
import { round, type Result } from './_result.ts';

/** What a first visit loads: HTML, CSS and SVG gzip-compressed; fonts apart; script that is needed: none. */
export async function bench(): Promise<Result[]> {
  const app = await startApp();
  try {
    const html = await (await fetch(`${app.url}/`)).text();
    const assets = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((match) => match[1]!);
    let bytes = gzipSync(html).length;
    for (const path of new Set(assets)) {
      if (!/\.(css|svg)(\?|$)/.test(path)) continue;
      bytes += gzipSync(Buffer.from(await (await fetch(app.url + path)).arrayBuffer())).length;
    }
    const css = await (await fetch(app.url + assets.find((path) => path.includes('.css'))!)).text();
    const fonts = [...new Set([...css.matchAll(/url\(["']?(\/?[^"')]+\.woff2)/g)].map((match) => match[1]!))];
    let largest = 0;
    for (const font of fonts) largest = Math.max(largest, (await (await fetch(new URL(font, `${app.url}/assets/`).href)).arrayBuffer()).byteLength);
    return [
      { id: 'first-view', what: 'HTML + CSS + SVG of the home page, gzip', value: round(bytes / 1024, 1), unit: 'kB', against: 'limit', goal: '≤ 40', holds: bytes <= 40 * 1024 },
      { id: 'first-view', what: `fonts: ${fonts.length} files, the largest`, value: round(largest / 1024, 1), unit: 'kB', against: 'limit', goal: '≤ 2 × 35', holds: fonts.length <= 2 && largest <= 35 * 1024 },
    ];
  } finally {
    await app.stop();
  }
}
