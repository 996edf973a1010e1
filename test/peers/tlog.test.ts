import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { consistencyProof, Edge, formatNote, formatVerifierKey, hashLeaf, inclusionProof, newTiles, openNote, parseVerifierKey, rootOf, signatureLine, signerKey, tilePath, type Node } from '../../src/standards/tlog/index.ts';
import { installFromDebian } from './debian.ts';

const present = installFromDebian(['golang-go', 'golang-golang-x-mod-dev']);
const SIZE = 300;
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

interface Answer { Roots: string[]; Inclusions: string[][]; Consistency: string[][]; Verdicts: boolean[]; Tiles: string[][]; NoteText: string; Signed: string; SignedVkey: string }

describe.runIf(present)('Go\'s golang.org/x/mod/sumdb', () => {
  const entries = Array.from({ length: SIZE }, (_, index) => Buffer.from(`entry ${index} ${'x'.repeat(index % 90)}`));
  const leaves = entries.map(hashLeaf);
  const read = async (nodes: Node[]) => nodes.map(({ level, index }) => {
    const edge = new Edge();
    for (const leaf of leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)) edge.add(leaf);
    return edge.root();
  });
  const sizes = [1, 2, 3, 7, 8, 9, 31, 100, 255, 256, 257, 300];
  const inclusions = sizes.flatMap((size) => [0, Math.floor(size / 3), size - 1].map((index) => [index, size] as const));
  const consistency = sizes.flatMap((second) => sizes.filter((first) => first <= second).map((first) => [first, second] as const));
  const growth = [[0, 1], [0, 300], [1, 2], [200, 256], [255, 257], [256, 70_000], [70_000, 70_001], [65_535, 65_537]] as const;
  const key = signerKey('stadttor.example/log', Buffer.alloc(32, 5));
  const text = 'stadttor.example/log\n300\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
  let answer: Answer;
  let ours: { inclusions: string[][]; consistency: string[][]; roots: string[] };

  beforeAll(async () => {
    const edge = new Edge();
    ours = {
      roots: leaves.map((leaf) => {
        edge.add(leaf);
        return base64(edge.root());
      }),
      inclusions: await Promise.all(inclusions.map(async ([index, size]) => (await inclusionProof(index, size, read)).map(base64))),
      consistency: await Promise.all(consistency.map(async ([first, second]) => (await consistencyProof(first, second, read)).map(base64))),
    };
    const bent = (proof: string[]): string[] => (proof.length === 0 ? [base64(leaves[0]!)] : [base64(hashLeaf(Buffer.from('bent'))), ...proof.slice(1)]);
    const claims = [
      ...inclusions.flatMap(([A, B], at) => [ours.inclusions[at]!, bent(ours.inclusions[at]!)].map((Proof) => ({ Kind: 'inclusion', A, B, Proof, Leaf: base64(leaves[A]!), Second: ours.roots[B - 1] }))),
      ...consistency.flatMap(([A, B], at) => [ours.consistency[at]!, bent(ours.consistency[at]!)].map((Proof) => ({ Kind: 'consistency', A, B, Proof, First: ours.roots[A - 1], Second: ours.roots[B - 1] }))),
    ];
    const question = { Entries: entries.map(base64), Inclusions: inclusions, Consistency: consistency, Proofs: claims, Tiles: growth, Note: formatNote(text, [signatureLine(text, key)]), Vkey: formatVerifierKey(key), NoteToSign: text };
    const cache = mkdtempSync(join(tmpdir(), 'stadttor-go-'));
    const run = spawnSync('go', ['run', join(import.meta.dirname, 'tlog', 'main.go')], { input: JSON.stringify(question), encoding: 'utf8', maxBuffer: 1e8, env: { ...process.env, GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOCACHE: cache, GOFLAGS: '' } });
    rmSync(cache, { recursive: true, force: true });
    if (run.status !== 0) throw new Error(run.stderr);
    answer = JSON.parse(run.stdout) as Answer;
  });

  it('finds the same roots', () => expect(answer.Roots).toEqual(ours.roots));

  it('makes the same inclusion proofs', () => expect(answer.Inclusions).toEqual(ours.inclusions));

  it('makes the same consistency proofs', () => expect(answer.Consistency).toEqual(ours.consistency));

  it('accepts ours and refuses what is bent', () => expect(answer.Verdicts).toEqual(answer.Verdicts.map((_, at) => at % 2 === 0)));

  it('writes the same tiles', () => {
    for (const [at, [before, after]] of growth.entries()) {
      const paths = newTiles(before, after).filter(({ level }) => level !== 'entries').map(tilePath);
      // Debian's version also names every narrower partial tile on the way; the complete ones and ours must be among its own
      expect(paths.filter((path) => !answer.Tiles[at]!.includes(path))).toEqual([]);
      expect(paths.filter((path) => !path.includes('.p/')).sort()).toEqual(answer.Tiles[at]!.filter((path) => !path.includes('.p/')).sort());
    }
  });

  it('opens our notes, and we open its', async () => {
    expect(answer.NoteText).toBe(text);
    expect(openNote(answer.Signed, [parseVerifierKey(answer.SignedVkey)!])).toMatchObject({ ok: true, text });
    expect(base64(await rootOf({ start: 0, end: SIZE }, read))).toBe(answer.Roots.at(-1));
  });
});
