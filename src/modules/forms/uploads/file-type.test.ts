import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeFile } from './file-type.ts';
import { jpegBytes, pdfBytes, pngBytes } from './samples.testing.ts';

const judge = (bytes: Uint8Array) => judgeFile(bytes, bytes);
const bytes = (text: string) => Buffer.from(text, 'latin1');
const zipEnd = Buffer.concat([bytes('PK\x05\x06'), Buffer.alloc(18)]);

describe('what a file is, by its content', () => {
  test('takes PDF, JPEG and PNG', () => {
    expect(judge(pdfBytes)).toEqual({ ok: true, type: 'pdf', mime: 'application/pdf' });
    expect(judge(pngBytes)).toEqual({ ok: true, type: 'png', mime: 'image/png' });
    expect(judge(jpegBytes)).toEqual({ ok: true, type: 'jpg', mime: 'image/jpeg' });
  });

  test('knows pictures of phones and plain text, for fields that ask for them', () => {
    expect(judge(bytes('\0\0\0\x18ftypheic\0\0\0\0mif1heic'))).toMatchObject({ ok: true, type: 'heic' });
    expect(judge(Buffer.from('Sehr geehrte Damen und Herren,\nmit Grüßen'))).toMatchObject({ ok: true, type: 'txt' });
  });

  test('takes a photo with camera data behind its end', () => {
    expect(judge(Buffer.concat([jpegBytes, bytes('SEFT camera data')])).ok).toBe(true);
  });

  test.each([
    ['SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['HTML', bytes('<!doctype html><script>alert(1)</script>')],
    ['ZIP', Buffer.concat([bytes('PK\x03\x04'), Buffer.alloc(40), zipEnd])],
    ['GIF', bytes('GIF89a\x01\x00\x01\x00')],
    ['a program', bytes('MZ\x90\x00')],
    ['a shell script', bytes('#!/bin/sh\nrm -rf /')],
    ['PDF after other bytes', Buffer.concat([bytes('GARBAGE\n'), pdfBytes])],
    ['nothing', Buffer.alloc(0)],
  ])('refuses %s', (_name, content) => {
    expect(judge(content)).toEqual({ ok: false, reason: 'kind' });
  });

  test.each([
    ['PDF with a ZIP behind', Buffer.concat([pdfBytes, zipEnd])],
    ['JPEG with a ZIP behind', Buffer.concat([jpegBytes, zipEnd])],
    ['JPEG with a PDF in a comment', Buffer.concat([jpegBytes.subarray(0, 2), Buffer.from([0xff, 0xfe, 0, 14]), bytes('%PDF-1.4 abc'), jpegBytes.subarray(2)])],
    ['PDF with a web page inside', bytes('%PDF-1.4\n<html><script>alert(1)</script></html>\n%%EOF')],
  ])('refuses two kinds in one: %s', (_name, content) => {
    expect(judge(content)).toEqual({ ok: false, reason: 'double' });
  });

  test('refuses pictures that are cut off or end in something else', () => {
    expect(judge(pngBytes.subarray(0, -4))).toEqual({ ok: false, reason: 'broken' });
    expect(judge(Buffer.concat([pngBytes, bytes('more')]))).toEqual({ ok: false, reason: 'broken' });
    expect(judge(bytes('%PDF-1.7\n1 0 obj'))).toEqual({ ok: false, reason: 'broken' });
    expect(judge(bytes('\xff\xd8\xff\xe0'))).toEqual({ ok: false, reason: 'broken' });
  });

  test('refuses a picture bomb: a few bytes that unpack to gigabytes', () => {
    const bomb = Buffer.from(pngBytes);
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    expect(judge(bomb)).toEqual({ ok: false, reason: 'huge' });
  });

  test('never throws and never takes what does not begin as one of ours', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom('\0', '%PDF-1.4\n', '\xff\xd8\xff', '\x89PNG\r\n\x1a\n'), (noise, begin) => {
      const verdict = judge(Buffer.concat([bytes(begin), noise]));
      if (begin === '\0') expect(verdict.ok && verdict.type !== 'heic').toBe(false);
    }));
  });
});
