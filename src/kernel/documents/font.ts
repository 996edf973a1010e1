import { inflateSync } from 'node:zlib';

interface Table { tag: string; checksum: number; data: Buffer }

/**
 * TrueType out of WOFF 1.0 (W3C Recommendation, sections 3–5), which is the same tables, each perhaps deflated; Typst
 * reads only the former. @throws Error if the bytes are not WOFF 1.0.
 */
export function unpackWoff(woff: Buffer): Buffer {
  if (woff.length < 44 || woff.readUInt32BE(0) !== 0x774f4646) throw new Error('Not a WOFF 1.0 font.');
  const tables = Array.from({ length: woff.readUInt16BE(12) }, (_, index) => readWoffTable(woff, 44 + index * 20));
  const power = Math.floor(Math.log2(tables.length));
  const head = Buffer.alloc(12 + 16 * tables.length);
  head.writeUInt32BE(woff.readUInt32BE(4), 0);
  head.writeUInt16BE(tables.length, 4);
  head.writeUInt16BE(16 * 2 ** power, 6);
  head.writeUInt16BE(power, 8);
  head.writeUInt16BE(16 * (tables.length - 2 ** power), 10);
  const parts: Buffer[] = [head];
  let offset = head.length;
  tables.forEach(({ tag, checksum, data }, index) => {
    const entry = 12 + 16 * index;
    head.write(tag, entry, 'latin1');
    head.writeUInt32BE(checksum, entry + 4);
    head.writeUInt32BE(offset, entry + 8);
    head.writeUInt32BE(data.length, entry + 12);
    const padding = Buffer.alloc((4 - (data.length % 4)) % 4);
    parts.push(data, padding);
    offset += data.length + padding.length;
  });
  return Buffer.concat(parts);
}

function readWoffTable(woff: Buffer, at: number): Table {
  const offset = woff.readUInt32BE(at + 4);
  const stored = woff.subarray(offset, offset + woff.readUInt32BE(at + 8));
  const length = woff.readUInt32BE(at + 12);
  return { tag: woff.toString('latin1', at, at + 4), checksum: woff.readUInt32BE(at + 16), data: stored.length < length ? inflateSync(stored) : stored };
}

/** The code points that every one of these TrueType fonts has a glyph for. */
export function coverageOf(fonts: readonly Buffer[]): ReadonlySet<number> {
  const sets = fonts.map(readCmap);
  return new Set([...(sets[0] ?? [])].filter((code) => sets.every((set) => set.has(code))));
}

function readCmap(font: Buffer): Set<number> {
  const found = new Set<number>();
  const start = tableOffset(font, 'cmap');
  if (start === undefined) return found;
  for (let index = 0; index < font.readUInt16BE(start + 2); index += 1) {
    const at = start + font.readUInt32BE(start + 4 + index * 8 + 4);
    const format = font.readUInt16BE(at);
    if (format === 4) readFormat4(font, at, found);
    if (format === 12) readFormat12(font, at, found);
  }
  return found;
}

function tableOffset(font: Buffer, tag: string): number | undefined {
  for (let index = 0; index < font.readUInt16BE(4); index += 1) {
    const entry = 12 + 16 * index;
    if (font.toString('latin1', entry, entry + 4) === tag) return font.readUInt32BE(entry + 8);
  }
  return undefined;
}

/** OpenType 1.9 "cmap" format 4: segments of the basic plane, glyph by delta or by an index into an array. */
function readFormat4(font: Buffer, at: number, found: Set<number>): void {
  const doubled = font.readUInt16BE(at + 6);
  const starts = at + 16 + doubled;
  const deltas = starts + doubled;
  const ranges = deltas + doubled;
  for (let offset = 0; offset < doubled; offset += 2) {
    const end = font.readUInt16BE(at + 14 + offset);
    const begin = font.readUInt16BE(starts + offset);
    const delta = font.readUInt16BE(deltas + offset);
    const range = font.readUInt16BE(ranges + offset);
    for (let code = begin; code <= end && code < 0xffff; code += 1) {
      const raw = range === 0 ? code : font.readUInt16BE(ranges + offset + range + (code - begin) * 2);
      const glyph = range !== 0 && raw === 0 ? 0 : (raw + delta) & 0xffff;
      if (glyph !== 0) found.add(code);
    }
  }
}

/** OpenType 1.9 "cmap" format 12: groups of code points of all planes. */
function readFormat12(font: Buffer, at: number, found: Set<number>): void {
  for (let group = 0; group < font.readUInt32BE(at + 12); group += 1) {
    const entry = at + 16 + group * 12;
    const begin = font.readUInt32BE(entry);
    const firstGlyph = font.readUInt32BE(entry + 8);
    for (let code = begin; code <= font.readUInt32BE(entry + 4); code += 1) {
      if (firstGlyph + code - begin !== 0) found.add(code);
    }
  }
}
