import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { COSIGNATURE, formatVerifierKey, parseVerifierKey, signatureLine, signerKey } from '../../../standards/tlog/index.ts';
import { projectRoot } from '../../root.ts';
import { createTestKernel, type TestKernel } from '../../testing/test-kernel.ts';
import { promise } from '../log.testing.ts';
import { verifyDocument } from './document.ts';

let test: TestKernel;
let dir: string;
let key: string;
const witness = signerKey('zeuge.example', Buffer.alloc(32, 9), COSIGNATURE);
const letter = Buffer.from('%PDF a letter');
const files: Record<string, string> = {};
const stranger = formatVerifierKey(signerKey('localhost:8080/api/v1/log', Buffer.alloc(32, 1)));

beforeAll(async () => {
  test = await createTestKernel({ env: { EVIDENCE_WITNESSES: formatVerifierKey(witness) } });
  const { kernel } = test;
  await promise(test, 300);
  const { sha256 } = await kernel.objects.put(letter);
  const { id } = await kernel.db.transaction().execute((tx) => kernel.evidence.append(tx, { kind: 'letter.provided', ownerId: '00000000-0000-7000-8000-000000000001', content: { case: 'c', document: sha256, umlaut: 'Straße €', '\u20ac': [1, null, true, 1e21] } }));
  await promise(test, 30);
  await kernel.evidence.grow();
  const text = (await kernel.evidence.checkpoint())!.split('\n\n')[0]! + '\n';
  await kernel.evidence.cosign(331, signatureLine(text, witness, 1_790_000_000));
  key = (await kernel.evidence.keys())[0]!.verifierKey;
  dir = mkdtempSync(join(tmpdir(), 'proof-'));
  const keep = async (name: string) => {
    const proof = await kernel.evidence.proof(id);
    if (proof?.state !== 'proven') throw new Error('not proven');
    files[name] = JSON.stringify(proof.disclosed, null, 2);
    files['proof'] = proof.proof;
  };
  await keep('json');
  await kernel.db.transaction().execute((tx) => kernel.evidence.destroyOpenings(tx, { ownerId: '00000000-0000-7000-8000-000000000001' }));
  await keep('erased');
}, 60_000);
afterAll(async () => {
  rmSync(dir, { recursive: true, force: true });
  await test.close();
});

/** Both checkers say the same: the one of the house and the file for strangers. */
function check(proof: string, disclosed: string, options: { document?: Buffer; key?: string; witness?: boolean } = {}): { ours: string; theirs: string; output: string } {
  const ours = verifyDocument({ proof, disclosed, keys: [parseVerifierKey(options.key ?? key)!], witnesses: options.witness ? [witness] : [], ...(options.document ? { document: options.document } : {}) });
  const paths = ['n.tlog-proof', 'n.json', 'd.pdf'].map((name) => join(dir, name));
  writeFileSync(paths[0]!, proof);
  writeFileSync(paths[1]!, disclosed);
  if (options.document) writeFileSync(paths[2]!, options.document);
  const run = spawnSync(process.execPath, [join(projectRoot, 'verify.mjs'), ...paths.slice(0, options.document ? 3 : 2), '--key', options.key ?? key, '--lang', 'en', ...(options.witness ? ['--witness', formatVerifierKey(witness)] : [])], { encoding: 'utf8' });
  return { ours: 'params' in ours ? ours.key : 'ok', theirs: run.status === 0 ? 'ok' : run.status === 1 && run.stderr.startsWith('✗') ? 'no' : `crash ${run.stderr}`, output: run.stdout + run.stderr };
}

it('accept a proof, with its document and its witness', () => {
  expect(check(files['proof']!, files['json']!)).toMatchObject({ ours: 'ok', theirs: 'ok' });
  const { ours, output } = check(files['proof']!, files['json']!, { document: letter, witness: true });
  expect(ours).toBe('ok');
  expect(output).toMatch(/"letter\.provided".*entry 300 of 331.*Content and time are unchanged.*The document is the one.*Cosigned by zeuge\.example/s);
});

it('show the erased as erased, not as broken', () => {
  const { ours, output } = check(files['proof']!, files['erased']!);
  expect(ours).toBe('ok');
  expect(output).toContain('erased; the entry is unchanged');
});

it('refuse everything else, and say what it is', () => {
  const { proof, json } = files as { proof: string; json: string };
  const bend = (text: string, from: string | RegExp, to: string) => {
    expect(text).toMatch(from);
    return text.replace(from, to);
  };
  const lines = proof.split('\n');
  const cases: [string, string, string, Parameters<typeof check>[2]?][] = [
    ['content_changed', proof, bend(json, 'Straße', 'Strasse')],
    ['content_changed', proof, json.replace(/"salt": "(.)/, (_all, digit: string) => `"salt": "${digit === '0' ? '1' : '0'}`)],
    ['not_included', proof, bend(json, 'letter.provided', 'letter.retrieved')],
    ['not_included', proof, bend(json, /"at": "20\d\d/, '"at": "2001')],
    ['not_included', bend(proof, 'index 300', 'index 299'), json],
    ['not_included', [...lines.slice(0, 2), lines[3], lines[2], ...lines.slice(4)].join('\n'), json],
    ['checkpoint_signature', bend(proof, '\n331\n', '\n332\n'), json],
    ['unknown_signer', proof, json, { key: stranger }],
    ['document_differs', proof, json, { document: Buffer.from('%PDF another letter') }],
    ['file_malformed', proof.slice(0, 100), json],
    ['file_malformed', bend(proof, 'tlog-proof@v1', 'tlog-proof@v2'), json],
    ['file_malformed', proof, '{"v":2}'],
    ['file_malformed', proof, 'no json'],
    ['cosignature_broken', bend(proof, /(— zeuge\.example .{30}).{4}/, '$1AAAA'), json, { witness: true }],
  ];
  for (const [expected, badProof, badJson, options] of cases) {
    const { ours, theirs } = check(badProof, badJson, options);
    expect([ours, theirs], `${expected}: ${badProof.slice(0, 60)}`).toEqual([expected, 'no']);
  }
});

it('verify.mjs is short and needs nothing', () => {
  const source = readFileSync(join(projectRoot, 'verify.mjs'), 'utf8');
  expect(source.split('\n').length).toBeLessThan(200);
  expect([...source.matchAll(/^import .* from '([^']+)'/gm)].map(([, name]) => name)).toEqual(['node:crypto', 'node:fs']);
});
