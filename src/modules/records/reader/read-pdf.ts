import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Picture } from './protocol.ts';

const maxPages = 500;
const maxText = 2_000_000;
/** Width of a page as a picture, in pixels. */
const width = 1200;
const maxHeight = 3000;

function open(bytes: Uint8Array, packages: string) {
  const folder = (name: string) => `${join(packages, 'pdfjs-dist', name)}/`;
  // no scripts, no fonts of the machine, no forms of XFA; what the file lacks comes from the package's own folders
  return getDocument({ data: new Uint8Array(bytes), useSystemFonts: false, disableFontFace: true, enableXfa: false, stopAtErrors: false, verbosity: 0, maxImageSize: 40_000_000, standardFontDataUrl: folder('standard_fonts'), cMapUrl: folder('cmaps'), cMapPacked: true, wasmUrl: folder('wasm'), iccUrl: folder('iccs') });
}

/** The text of a PDF, page by page. A picture of text has none. */
export async function pdfText(bytes: Uint8Array, packages: string): Promise<{ text: string; pages: number }> {
  const task = open(bytes, packages);
  try {
    const document = await task.promise;
    let text = '';
    for (let number = 1; number <= Math.min(document.numPages, maxPages) && text.length < maxText; number++) {
      const page = await document.getPage(number);
      const { items } = await page.getTextContent();
      for (const item of items) if ('str' in item) text += item.str + (item.hasEOL ? '\n' : '');
      text += '\n';
      page.cleanup();
    }
    return { text: text.slice(0, maxText), pages: document.numPages };
  } finally {
    await task.destroy();
  }
}

/** One page, drawn. What reaches the browser is a picture made here, never the file. */
export async function pdfPicture(bytes: Uint8Array, number: number, packages: string): Promise<Picture> {
  const task = open(bytes, packages);
  try {
    const document = await task.promise;
    const page = await document.getPage(Math.min(Math.max(1, number), document.numPages));
    const natural = page.getViewport({ scale: 1 });
    const scale = Math.min(width / natural.width, maxHeight / natural.height);
    const viewport = page.getViewport({ scale });
    const canvas = createCanvas(Math.max(1, Math.ceil(viewport.width)), Math.max(1, Math.ceil(viewport.height)));
    // pdf.js speaks of a browser's canvas; this one has the same methods
    await page.render({ canvas: canvas as unknown as HTMLCanvasElement, viewport, background: '#fff' }).promise;
    return { png: canvas.toBuffer('image/png'), pages: document.numPages };
  } finally {
    await task.destroy();
  }
}
