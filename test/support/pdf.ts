import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** What a PDF says, read by somebody who did not write it (pdf.js). */
export interface ReadPdf {
  /** The text in reading order, blanks joined. */
  text: string;
  /** The structure a screen reader follows: one line an element, indented, pieces of text in quotes below it; a picture with its words. */
  structure: string;
  /** Left and right edge of every piece of text, in points, with the width of its page. */
  boxes: { left: number; right: number; page: number }[];
  /** Embedded files by name. */
  attachments: Map<string, string>;
}

interface Element { role?: string; type?: string; id?: string; alt?: string; children?: Element[] }

export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  const task = getDocument({ data: new Uint8Array(bytes), useSystemFonts: false, disableFontFace: true, verbosity: 0 });
  try {
    const document = await task.promise;
    const read: ReadPdf = { text: '', structure: '', boxes: [], attachments: new Map() };
    for (const [id, { filename }] of (await document.getAttachments()) ?? []) {
      const content: unknown = await document.getAttachmentContent(id);
      read.attachments.set(filename, Buffer.from(bytesOf(content)).toString('utf8'));
    }
    for (let number = 1; number <= document.numPages; number += 1) {
      const page = await document.getPage(number);
      const said = new Map<string, string>();
      const within: string[] = [];
      for (const item of (await page.getTextContent({ includeMarkedContent: true })).items) {
        if ('str' in item) {
          read.text += item.str + (item.hasEOL ? ' ' : '');
          for (const id of within.slice(-1)) said.set(id, (said.get(id) ?? '') + item.str + (item.hasEOL ? ' ' : ''));
          if (item.str.trim() !== '') read.boxes.push({ left: item.transform[4], right: item.transform[4] + item.width, page: page.view[2]! });
        } else if (item.type === 'endMarkedContent') within.pop();
        else within.push(item.id ?? '');
      }
      read.text += ' ';
      read.structure += lines((await page.getStructTree()) as Element | null, said, 0);
    }
    read.text = read.text.replace(/\s+/g, ' ');
    return read;
  } finally {
    await task.destroy();
  }
}

function lines(element: Element | null, said: ReadonlyMap<string, string>, depth: number): string {
  if (!element) return '';
  if (element.type === 'content') return `${' '.repeat(depth)}"${(said.get(element.id ?? '') ?? '').trim()}"\n`;
  // each page tells the whole tree; what has nothing on this page is left to the others
  const inside = (element.children ?? []).map((child) => lines(child, said, depth + 1)).join('');
  return inside === '' && element.alt === undefined ? '' : `${' '.repeat(depth)}${element.role ?? ''}${element.alt === undefined ? '' : ` (${element.alt})`}\n${inside}`;
}

const bytesOf = (content: unknown): Uint8Array => (content instanceof Uint8Array ? content : (content as { content: Uint8Array }).content);
