import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { evidenceCommand } from '../src/cli/evidence.ts';
import { objectsCommand } from '../src/cli/objects.ts';
import { verifyCommand } from '../src/cli/verify.ts';
import { witnessCommand } from '../src/cli/witness.ts';
import { promise } from '../src/kernel/evidence/log.testing.ts';
import { createTestKernel, type TestKernel } from '../src/kernel/testing/test-kernel.ts';
import { modules } from '../src/modules/index.ts';

const person = '00000000-0000-7000-8000-00000000abcd';
let house: TestKernel;
let folder: string;
let lines: string[] = [];
let log: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'evidence-cli-'));
  expect(await run(witnessCommand, 'init', 'zeuge', 'zeuge.example')).toBe(0);
  house = await createTestKernel({ modules, env: { EVIDENCE_WITNESSES: lines[0]!.split(': ')[1]! } });
  await promise(house, 260);
  await promise(house, 2, person);
  await house.work();
  const address = await house.kernel.http.app.listen({ port: 0, host: '127.0.0.1' });
  log = `http://localhost:${(house.kernel.http.app.server.address() as AddressInfo).port}/api/v1/log`;
  expect(address).toContain('127.0.0.1');
}, 60_000);
afterAll(async () => {
  await house.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => { lines = []; });

async function run(command: typeof verifyCommand, ...args: string[]): Promise<number> {
  const env = house ? { NODE_ENV: 'test', DATABASE_URL: house.databaseUrl, STADTTOR_DATA: house.kernel.config.dataDir, STADTTOR_SECRET: 'x'.repeat(64), LOG_LEVEL: 'silent', EVIDENCE_WITNESSES: house.kernel.config.evidence.witnesses.join(' ') } : {};
  return command(args, { say: (line) => void lines.push(line), env, cwd: folder });
}
const publicKey = async () => (await house.kernel.evidence.keys())[0]!.verifierKey;

describe('./stadttor verify', () => {
  it('a running installation, with the erased shown as erased', async () => {
    await house.kernel.db.transaction().execute((tx) => house.kernel.evidence.destroyOpenings(tx, { ownerId: person }));
    expect(await run(verifyCommand)).toBe(0);
    expect(lines.join('\n')).toMatch(/In Ordnung: 262 Einträge, 1 Stand.*\n2 Inhalte sind gelöscht.*\n1 Eintrag wartet/);
    await house.work();
  });

  it('an export, its public half, and the public files at an address', async () => {
    expect(await run(evidenceCommand, 'export', 'ganz')).toBe(0);
    expect(await run(evidenceCommand, 'export', 'nur-log', '--public')).toBe(0);
    expect(readdirSync(join(folder, 'nur-log')).sort()).toEqual(['checkpoint', 'keys', 'tile']);
    for (const where of ['ganz', 'nur-log', log]) {
      lines = [];
      expect(await run(verifyCommand, where, '--key', await publicKey()), where).toBe(0);
      expect(lines.join('\n')).toContain('In Ordnung: 263 Einträge');
    }
    lines = [];
    expect(await run(verifyCommand, 'ganz')).toBe(0);
    expect(lines.join('\n')).toMatch(/Schlüssel stammen aus derselben Quelle.*2 Inhalte sind gelöscht/s);
  });

  it('names the first thing that does not fit in an export: where, and what it means', async () => {
    const change = (path: string, edit: (bytes: Buffer) => Buffer | string) => writeFileSync(join(folder, 'ganz', path), edit(readFileSync(join(folder, 'ganz', path))));
    const bent = async (path: string, edit: (bytes: Buffer) => Buffer | string, expected: RegExp) => {
      const before = readFileSync(join(folder, 'ganz', path));
      change(path, edit);
      lines = [];
      expect(await run(verifyCommand, 'ganz', '--key', await publicKey()), path).toBe(1);
      expect(lines.join('\n'), path).toMatch(expected);
      writeFileSync(join(folder, 'ganz', path), before);
    };
    const flip = (at: number) => (bytes: Buffer) => { bytes[at < 0 ? bytes.length + at : at]! ^= 1; return bytes; };
    await bent('tile/0/000', flip(3000), /Eintrag auf Platz 93 .*\n.*Fingerabdruck passt nicht/);
    await bent('tile/entries/000', flip(40), /Eintrag auf Platz 0 /);
    await bent('tile/entries/000', (bytes) => bytes.subarray(0, -3), /Eintrag auf Platz 255 /);
    await bent('tile/0/001.p/7', (bytes) => bytes.subarray(0, 64), /Datei tile\/0\/001\.p\/7\n.*verändert, gekürzt/);
    await bent('tile/1/000.p/1', flip(5), /Datei tile\/1\/000\.p\/1/);
    await bent('checkpoint', (bytes) => bytes.toString().replace('\n263\n', '\n262\n'), /Stand checkpoint\n.*Unterschrift des Protokolls passt nicht/);
    await bent('openings.jsonl', (bytes) => bytes.toString().replace('"n":7,', '"n":8,'), /Inhalt zum Eintrag .*\n.*verändert oder vertauscht/);
    await bent('openings.jsonl', (bytes) => bytes.toString().split('\n').slice(1).join('\n'), /Inhalt zum Eintrag openings\.jsonl/);
    await bent('openings.jsonl', (bytes) => `${bytes.toString()}{"index":900}\n`, /openings\.jsonl:264/);
    rmSync(join(folder, 'ganz', 'tile/1/000.p/1'));
    lines = [];
    expect(await run(verifyCommand, 'ganz', '--key', await publicKey())).toBe(1);
    expect(lines.join('\n')).toContain('Datei tile/1/000.p/1');
  });

  it('one promise with its proof', async () => {
    const [id] = await promise(house, 1);
    await house.work();
    const proof = await house.kernel.evidence.proof(id!);
    if (proof?.state !== 'proven') throw new Error('not proven');
    writeFileSync(join(folder, 'a.tlog-proof'), proof.proof);
    writeFileSync(join(folder, 'a.json'), JSON.stringify(proof.disclosed));
    writeFileSync(join(folder, 'a.pdf'), 'x');
    writeFileSync(join(folder, 'key'), await publicKey());
    expect(await run(verifyCommand, 'a.tlog-proof', 'a.json', '--key', 'key')).toBe(0);
    expect(lines.join('\n')).toContain('als Eintrag 263 von 264');
    lines = [];
    expect(await run(verifyCommand, 'a.tlog-proof', 'a.json', 'a.pdf', '--key', 'key')).toBe(1);
    expect(lines.join('\n')).toMatch(/Passt nicht: Dokument mit dem Fingerabdruck .*\n.*nicht das Dokument/);
    await expect(run(verifyCommand, 'a.tlog-proof', 'a.json')).rejects.toThrow(/--key/);
    await expect(run(verifyCommand, 'a.tlog-proof', 'a.json', '--key', 'nirgends')).rejects.toThrow(/weder/);
  });

  it('a document changed in the store, a log cut short: names them', async () => {
    writeFileSync(join(folder, 'before'), (await house.kernel.evidence.checkpoint())!);
    expect(await run(verifyCommand, '--checkpoint', 'before')).toBe(0);
    writeFileSync(join(folder, 'before'), (await house.kernel.evidence.checkpoint())!.replace('\n264\n', '\n999\n'));
    lines = [];
    expect(await run(verifyCommand, '--checkpoint', 'before')).toBe(1);
    expect(lines.join('\n')).toMatch(/Stand über 999 Einträge\n.*nur noch 264/);
  });

  it('does not guess: exit code 2', async () => {
    for (const args of [['a', 'b', 'c', 'd'], ['--what'], ['--key']]) expect(await run(verifyCommand, ...args)).toBe(2);
    for (const args of [[], ['export'], ['delete'], ['keys', 'x']]) expect(await run(evidenceCommand, ...args)).toBe(2);
    for (const args of [[], ['run', 'zeuge', log], ['init', 'x'], ['sign', 'a', 'b']]) expect(await run(witnessCommand, ...args)).toBe(2);
    for (const args of [[], ['check', 'x'], ['burn']]) expect(await run(objectsCommand, ...args)).toBe(2);
  });
});

describe('./stadttor witness', () => {
  it('signs, hands in, and refuses what is no continuation', async () => {
    expect(await run(witnessCommand, 'run', 'zeuge', log, '--key', await publicKey())).toBe(0);
    expect(await house.kernel.evidence.checkpoint()).toContain('— zeuge.example ');
    await promise(house, 3);
    await house.work();
    expect(await run(witnessCommand, 'run', 'zeuge', log, '--key', await publicKey(), '--no-submit')).toBe(0);
    expect(await house.kernel.evidence.checkpoint()).not.toContain('— zeuge.example ');
    const memory = readdirSync(join(folder, 'zeuge')).find((name) => name.endsWith('.checkpoint'))!;
    const kept = readFileSync(join(folder, 'zeuge', memory), 'utf8');
    writeFileSync(join(folder, 'zeuge', memory), kept.replace(/\n[A-Za-z0-9+/]{43}=\n/, `\n${Buffer.alloc(32, 1).toString('base64')}\n`));
    lines = [];
    expect(await run(witnessCommand, 'run', 'zeuge', log, '--key', await publicKey())).toBe(1);
    expect(lines.join('\n')).toMatch(/NICHT UNTERSCHRIEBEN.*keine Fortsetzung.*fork-/s);
    writeFileSync(join(folder, 'zeuge', memory), kept.replace(/\n267\n/, '\n5000\n'));
    lines = [];
    expect(await run(witnessCommand, 'run', 'zeuge', log, '--key', await publicKey())).toBe(1);
    expect(lines.join('\n')).toContain('kürzer geworden');
    await expect(run(witnessCommand, 'init', 'zeuge', 'zeuge.example')).rejects.toThrow(/nicht überschrieben/);
    await expect(run(witnessCommand, 'run', 'niemand', log, '--key', await publicKey())).rejects.toThrow(/kein Schlüssel/);
    await expect(run(witnessCommand, 'run', 'zeuge', 'http://localhost:9/log', '--key', await publicKey())).rejects.toThrow(/cannot be reached/);
  });
});

describe('./stadttor evidence and objects', () => {
  it('a new key, which everything is checked with from then on', async () => {
    expect(await run(evidenceCommand, 'rotate-key')).toBe(0);
    await promise(house, 1);
    await house.work();
    lines = [];
    expect(await run(evidenceCommand, 'keys')).toBe(0);
    expect(lines).toHaveLength(2);
    expect(await run(verifyCommand)).toBe(0);
    expect(await run(verifyCommand, log)).toBe(0);
  });

  it('objects: what is there, what is missing, encrypted anew', async () => {
    expect(await run(objectsCommand, 'check')).toBe(0);
    await house.kernel.objects.put(Buffer.from('a letter'));
    expect(await run(objectsCommand, 'check', '--deep')).toBe(0);
    expect(lines.at(-1)).toMatch(/^0 gebraucht, 1 vorhanden, 0 fehlen, 0 beschädigt, 0 verwaist/);
    expect(await run(objectsCommand, 'renew-key')).toBe(0);
    expect(lines.at(-1)).toMatch(/^0 von \d+ Objekten/);
  });
});
