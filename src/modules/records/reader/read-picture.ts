import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { Picture } from './protocol.ts';

const maxPixels = 60_000_000;
const longest = 1600;

/** A picture drawn anew: only its colours survive, nothing that hides in the file. */
export async function redraw(bytes: Uint8Array): Promise<Picture> {
  const declared = sizeOf(bytes);
  if (declared === undefined || declared.width * declared.height > maxPixels) throw new RangeError('not a picture of a size to draw');
  const image = await loadImage(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const scale = Math.min(1, longest / Math.max(image.width, image.height));
  const canvas = createCanvas(Math.max(1, Math.round(image.width * scale)), Math.max(1, Math.round(image.height * scale)));
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  return { png: canvas.toBuffer('image/png'), pages: 1 };
}

/** Size as the head of a PNG (W3C PNG § 11.2.2) or JPEG (ITU-T T.81 § B.2.2) declares it, before anything is unpacked. */
function sizeOf(bytes: Uint8Array): { width: number; height: number } | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes[0] === 0x89) return bytes.length < 24 ? undefined : { width: view.getUint32(16), height: view.getUint32(20) };
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1]!;
    if (marker === 0xff) at += 1;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    else at += 2 + Math.max(2, view.getUint16(at + 2));
  }
  return undefined;
}
