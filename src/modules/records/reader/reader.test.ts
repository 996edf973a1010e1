import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { smallPdf } from '../records.testing.ts';
import { createReader } from './reader.ts';

const reader = createReader();
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

const eml = `From: "Beispiel, Erika" <erika@example.org>\r\nTo: amt@example.org\r\nSubject: =?utf-8?Q?Widerspruch_gegen_den_Geb=C3=BChrenbescheid?=\r\nDate: Tue, 24 Nov 2026 10:00:00 +0100\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGuten Tag, ich widerspreche.\r\n--x\r\nContent-Type: application/pdf; name="Beleg.pdf"\r\nContent-Disposition: attachment; filename="Beleg.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(smallPdf('Beleg')).toString('base64')}\r\n--x--\r\n`;

describe('the reader of strangers’ files', () => {
  it('reads and draws a PDF', async () => {
    expect(await reader.text('application/pdf', smallPdf('Hundesteuerbescheid'))).toMatchObject({ text: expect.stringContaining('Hundesteuerbescheid'), pages: 1 });
    const picture = await reader.picture('application/pdf', smallPdf('Hallo'), 1);
    expect(Buffer.from(picture!.png).subarray(1, 4).toString()).toBe('PNG');
    expect(picture!.pages).toBe(1);
  });

  it('reads a mail with its attachment', async () => {
    const mail = await reader.mail(bytes(eml));
    expect(mail).toMatchObject({ subject: 'Widerspruch gegen den Gebührenbescheid', from: 'Beispiel, Erika <erika@example.org>', to: ['amt@example.org'], date: '2026-11-24T09:00:00.000Z' });
    expect(mail!.attachments.map(({ filename, mime }) => [filename, mime])).toEqual([['Beleg.pdf', 'application/pdf']]);
    expect((await reader.text('message/rfc822', bytes(eml)))!.text).toContain('ich widerspreche');
  });

  it('draws a picture anew and leaves out what hides behind it', async () => {
    const png = Buffer.concat([onePixel(2, 2), Buffer.from('<script>alert(1)</script>')]);
    const picture = await reader.picture('image/png', png, 1);
    expect(picture).toBeDefined();
    expect(Buffer.from(picture!.png).includes('script')).toBe(false);
  });

  it.each([
    ['a cut PDF', 'application/pdf', smallPdf('x').subarray(0, 60)],
    ['a PDF of nonsense', 'application/pdf', bytes(`%PDF-1.7\n${'1 0 obj<</Length 99999999>>stream'.repeat(50)}%%EOF`)],
    ['nothing', 'application/pdf', new Uint8Array()],
    ['a picture bomb', 'image/png', onePixel(60_000, 60_000)],
    ['a cut picture', 'image/jpeg', bytes('\xff\xd8\xff\xe0\x00\x10JFIF')],
  ])('finds that %s cannot be drawn, and goes on', async (_name, mime, content) => {
    expect(await reader.picture(mime, content, 1)).toBeUndefined();
    expect((await reader.text('application/pdf', smallPdf('danach')))!.text).toContain('danach');
  });

  it('kills a file that takes too long, and answers the next', async () => {
    const impatient = createReader({ timeoutMs: 1 });
    expect(await impatient.text('application/pdf', smallPdf('x'))).toBeUndefined();
    expect((await reader.text('application/pdf', smallPdf('y')))!.text).toContain('y');
  });

  it('says when it cannot be started: then no file is called unreadable', async () => {
    const dead = createReader({ program: '/nowhere/at/all.ts' });
    await expect(dead.text('text/plain', Buffer.from('x'))).rejects.toMatchObject({ code: 'READER_DEAD' });
    expect(await dead.picture('application/pdf', Buffer.from('x'), 1)).toBeUndefined();
  });
  it('does not take a text for a mail', async () => {
    expect(await reader.mail(bytes('Just words.'))).toBeUndefined();
  });
});

function onePixel(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc(Math.min(height, 2) * (Math.min(width, 2) + 1));
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function crc(data: Buffer): number {
  let value = 0xffffffff;
  for (const byte of data) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}
