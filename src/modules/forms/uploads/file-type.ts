/** The kinds of file we take. Everything else is refused, whatever its name or its claimed type says. */
export const fileTypes = { pdf: 'application/pdf', jpg: 'image/jpeg', png: 'image/png', heic: 'image/heic', txt: 'text/plain' } as const;
export type FileType = keyof typeof fileTypes;

export type FileVerdict =
  | { ok: true; type: FileType; mime: (typeof fileTypes)[FileType] }
  /** `kind`: none of ours; `broken`: cut off or not what it begins as; `double`: two kinds in one file; `huge`: a picture that would not fit into memory. */
  | { ok: false; reason: 'kind' | 'broken' | 'double' | 'huge' };

/** First bytes that are looked at: enough for the header of a picture behind its camera data. */
export const headBytes = 256 * 1024;
/** Last bytes: a ZIP directory ends within 64 KiB + 22 bytes of the end. */
export const tailBytes = 66 * 1024;

const maxPixels = 100_000_000;

/**
 * What a file is by its content. Pure; takes the first `headBytes` and the last `tailBytes` (they may overlap).
 * A file that is valid as two kinds at once (a picture that is also a ZIP or a web page) is refused, because whoever
 * opens it later may see something else than the clerk did.
 */
export function judgeFile(head: Uint8Array, tail: Uint8Array): FileVerdict {
  const type = kindOf(head, tail);
  if (!type) return { ok: false, reason: 'kind' };
  if (isDouble(type, head, tail)) return { ok: false, reason: 'double' };
  const problem = type === 'pdf' ? checkPdf(tail) : type === 'png' ? checkPng(head, tail) : type === 'jpg' ? checkJpeg(head, tail) : undefined;
  return problem ? { ok: false, reason: problem } : { ok: true, type, mime: fileTypes[type] };
}

function kindOf(head: Uint8Array, tail: Uint8Array): FileType | undefined {
  if (/^%PDF-[12]\.\d/.test(latin1(head.subarray(0, 8)))) return 'pdf';
  if (startsWith(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
  if (startsWith(head, [0xff, 0xd8, 0xff])) return 'jpg';
  // ISO/IEC 23008-12: a still picture of a phone
  if (latin1(head.subarray(4, 8)) === 'ftyp' && ['heic', 'heix', 'mif1'].includes(latin1(head.subarray(8, 12)))) return 'heic';
  if (isPlainText(head) && isPlainText(tail)) return 'txt';
  return undefined;
}

/** Letters only: no control characters, nothing that begins like a program or holds markup. */
function isPlainText(bytes: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(bytes);
  if (text === '' || /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text) || text.startsWith('#!')) return false;
  // only a letter cut at either end of the piece may be broken
  return !text.slice(3, -3).includes('\ufffd') && !markup.test(text.toLowerCase()) && !text.includes('%PDF-');
}

const markup = /<!doctype|<html|<script|<svg|<\?php|<\?xml|<body|<iframe|<object|<embed/;

/** ISO 32000-1 § 7.5.5: the end-of-file marker; readers tolerate it within the last 1024 bytes. */
function checkPdf(tail: Uint8Array): 'broken' | undefined {
  return latin1(tail.subarray(-1024)).includes('%%EOF') ? undefined : 'broken';
}

/** W3C PNG § 5: IHDR first, IEND last and nothing behind it. */
function checkPng(head: Uint8Array, tail: Uint8Array): 'broken' | 'huge' | undefined {
  if (head.length < 33 || latin1(head.subarray(12, 16)) !== 'IHDR') return 'broken';
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const width = view.getUint32(16);
  const height = view.getUint32(20);
  if (width === 0 || height === 0) return 'broken';
  if (width * height > maxPixels) return 'huge';
  return startsWith(tail.subarray(-12), [0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]) ? undefined : 'broken';
}

/** ITU T.81: markers up to the frame header tell the size. Cameras may write data of their own behind the end marker. */
function checkJpeg(head: Uint8Array, tail: Uint8Array): 'broken' | 'huge' | undefined {
  if (!latin1(tail).includes('\xff\xd9')) return 'broken';
  let position = 2;
  while (position + 9 < head.length) {
    if (head[position] !== 0xff) return 'broken';
    const marker = head[position + 1]!;
    if (marker === 0xff) {
      position += 1;
      continue;
    }
    if (marker === 0xda || marker === 0xd9) return 'broken';
    const length = head[position + 2]! * 256 + head[position + 3]!;
    if (length < 2) return 'broken';
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      const height = head[position + 5]! * 256 + head[position + 6]!;
      const width = head[position + 7]! * 256 + head[position + 8]!;
      return width * height > maxPixels ? 'huge' : undefined;
    }
    position += 2 + length;
  }
  // the frame header lies behind more camera data than we look at
  return head.length < headBytes ? 'broken' : undefined;
}

function isDouble(type: FileType, head: Uint8Array, tail: Uint8Array): boolean {
  const start = latin1(head.subarray(0, 4096)).toLowerCase();
  if (/<!doctype html|<html|<script|<svg|<\?php/.test(start)) return true;
  // PDF readers accept a header within the first 1024 bytes
  if (type !== 'pdf' && start.slice(0, 1100).includes('%pdf-')) return true;
  return hasZipEnd(tail);
}

/** An end-of-central-directory record whose comment reaches exactly to the end of the file: the file opens as a ZIP. */
function hasZipEnd(tail: Uint8Array): boolean {
  for (let at = tail.length - 22; at >= 0; at--) {
    if (tail[at] !== 0x50 || tail[at + 1] !== 0x4b || tail[at + 2] !== 5 || tail[at + 3] !== 6) continue;
    return true;
  }
  return false;
}

function startsWith(bytes: Uint8Array, expected: readonly number[]): boolean {
  return bytes.length >= expected.length && expected.every((byte, index) => bytes[index] === byte);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
