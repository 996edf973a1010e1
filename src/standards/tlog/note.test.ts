import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COSIGNATURE, Edge, formatCheckpoint, formatNote, formatProofFile, formatVerifierKey, hashLeaf, openNote, parseCheckpoint, parseNote, parseProofFile, parseVerifierKey, signatureLine, signerKey, verifyProofFile } from './index.ts';

describe('signed notes', () => {
  // the example of Go's golang.org/x/mod/sumdb/note: key, text and signature made by that program
  const goKey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
  const goNote = 'If you think cryptography is the answer to your problem,\nthen you don\'t know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';

  it('of another program are understood', () => {
    const key = parseVerifierKey(goKey)!;
    expect(formatVerifierKey(key)).toBe(goKey);
    expect(openNote(goNote, [key])).toMatchObject({ ok: true, vouchers: [{ key: { name: 'PeterNeumann' } }] });
    expect(openNote(goNote.replace('answer', 'Answer'), [key])).toEqual({ ok: false, problem: 'note_bad_signature' });
    expect(openNote(goNote, [])).toEqual({ ok: false, problem: 'note_unknown_keys' });
  });

  const log = signerKey('log.example/a', Buffer.alloc(32, 1));
  const witness = signerKey('witness.example/w', Buffer.alloc(32, 2), COSIGNATURE);

  it('carry several signatures and pass over unknown keys', () => {
    const text = 'first\n\nthird\n';
    const note = formatNote(text, [signatureLine(text, log), signatureLine(text, witness, 1_700_000_000), signatureLine(text, signerKey('stranger', randomBytes(32)))]);
    expect(openNote(note, [log, witness])).toMatchObject({ ok: true, text, vouchers: [{ key: { name: 'log.example/a' } }, { key: { name: 'witness.example/w' }, timestamp: 1_700_000_000 }] });
    expect(openNote(note, [witness])).toMatchObject({ ok: true });
    expect(openNote(note, [signerKey('log.example/b', Buffer.alloc(32, 1))])).toEqual({ ok: false, problem: 'note_unknown_keys' });
  });

  it('a witness key signs no note without a time, a log key none with one', () => {
    expect(() => signatureLine('a\n', witness)).toThrow(RangeError);
    expect(() => signatureLine('a\n', log, 1)).toThrow(RangeError);
  });

  it('one changed character anywhere is noticed', () => {
    const text = formatCheckpoint({ origin: log.name, size: 5, root: Buffer.alloc(32, 9) });
    const note = formatNote(text, [signatureLine(text, log), signatureLine(text, witness, 17)]);
    fc.assert(fc.property(fc.nat({ max: note.length - 1 }), fc.constantFrom('A', 'z', '0', '\n', ' ', '—'), (at, character) => {
      if (note[at] === character) return;
      const opened = openNote(note.slice(0, at) + character + note.slice(at + 1), [log, witness]);
      expect(opened.ok && opened.text === text && opened.vouchers.length === 2).toBe(false);
    }), { numRuns: 400 });
  });

  it('refuses what is no note', () => {
    for (const bad of ['', '\n', 'text\n', 'text\n\n', 'text\n\n— name \n', 'text\n\n— na+me AAAAAAA=\n', 'text\n\n- name AAAAAAAA\n', 'te\u0001xt\n\n— name AAAAAAAAAA==\n', 'text\n\n— name AAAAAAAA']) expect(parseNote(bad), JSON.stringify(bad)).toBeUndefined();
    for (const bad of ['', 'a+b', goKey.replace('c74f20a3', 'c74f20a4'), goKey.replace('ARpc', 'AhPc'), `x y+${goKey.split('+').slice(1).join('+')}`]) expect(parseVerifierKey(bad), bad).toBeUndefined();
    expect(() => signerKey('with space', Buffer.alloc(32))).toThrow(RangeError);
    expect(() => formatNote('no newline', [])).toThrow(RangeError);
  });
});

describe('checkpoints', () => {
  it('are read back', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), fc.uint8Array({ minLength: 32, maxLength: 32 }), (size, root) => {
      expect(parseCheckpoint(formatCheckpoint({ origin: 'log.example', size, root, extensions: ['x'] }))).toEqual({ origin: 'log.example', size, root: Buffer.from(root), extensions: ['x'] });
    }));
  });

  it('refuse every other spelling', () => {
    const root = Buffer.alloc(32).toString('base64');
    for (const bad of ['', `o\n1\n${root}`, `\n1\n${root}\n`, `o\n01\n${root}\n`, `o\n-1\n${root}\n`, `o\n9007199254740993\n${root}\n`, `o\n1\n${root.slice(4)}\n`, `o\n1\n${root}\n\n`, `o\n1\n${root.replace('=', '')}\n`]) expect(parseCheckpoint(bad), JSON.stringify(bad)).toBeUndefined();
  });
});

describe('the proof file', () => {
  const log = signerKey('log.example', Buffer.alloc(32, 1));
  const witness = signerKey('witness.example', Buffer.alloc(32, 2), COSIGNATURE);
  const leaves = [hashLeaf(Buffer.from('a')), hashLeaf(Buffer.from('b'))];
  const edge = new Edge();
  for (const leaf of leaves) edge.add(leaf);
  const text = formatCheckpoint({ origin: log.name, size: 2, root: edge.root() });
  const note = formatNote(text, [signatureLine(text, log), signatureLine(text, witness, 5)]);
  const file = formatProofFile({ index: 1, hashes: [leaves[0]!], note, extra: Buffer.from('hello') });

  it('is read back and accepted', () => {
    expect(file.split('\n').slice(0, 3)).toEqual(['c2sp.org/tlog-proof@v1', 'extra aGVsbG8=', 'index 1']);
    expect(parseProofFile(file)).toEqual({ index: 1, hashes: [leaves[0]], note, extra: Buffer.from('hello') });
    expect(verifyProofFile(file, { leaf: leaves[1]!, keys: [log], witnesses: [witness] })).toMatchObject({ ok: true, index: 1, checkpoint: { size: 2 }, vouchers: [{ key: { name: 'log.example' } }, { timestamp: 5 }] });
  });

  it('names what does not fit', () => {
    expect(verifyProofFile(file, { leaf: leaves[0]!, keys: [log] })).toEqual({ ok: false, problem: 'not_included' });
    expect(verifyProofFile(file, { leaf: leaves[1]!, keys: [log], origin: 'other' })).toEqual({ ok: false, problem: 'wrong_origin' });
    expect(verifyProofFile(file, { leaf: leaves[1]!, keys: [], witnesses: [witness] })).toEqual({ ok: false, problem: 'note_unknown_keys' });
    expect(verifyProofFile(file.replace('index 1', 'index 01'), { leaf: leaves[1]!, keys: [log] })).toEqual({ ok: false, problem: 'proof_malformed' });
    expect(verifyProofFile(file.replace('\n2\n', '\n3\n'), { leaf: leaves[1]!, keys: [log] })).toEqual({ ok: false, problem: 'note_bad_signature' });
    const other = 'no checkpoint\n';
    expect(verifyProofFile(formatProofFile({ index: 0, hashes: [], note: formatNote(other, [signatureLine(other, log)]) }), { leaf: leaves[1]!, keys: [log] })).toEqual({ ok: false, problem: 'checkpoint_malformed' });
  });
});
