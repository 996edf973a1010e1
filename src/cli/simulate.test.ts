import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { simulateCommand } from './simulate.ts';

let folder: string;
let lines: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulate-'));
  lines = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const start = (args: string[], stopped: Promise<unknown>) => simulateCommand(args, { say: (line) => void lines.push(line), env: {}, cwd: folder }, stopped);

it('runs until it is stopped, and says where and with what', async () => {
  writeFileSync(join(folder, 'stoerungen.json'), '[{"kind":"lost","chance":0.5}]');
  let stop = (): void => undefined;
  const running = start(['girocheckout', '--port', '0', '--password', 'geheim', '--faults', 'stoerungen.json'], new Promise<void>((done) => (stop = done)));
  await expect.poll(() => lines.length).toBeGreaterThan(8);
  expect(lines.join('\n')).toMatch(/kein Geld bewegt[\s\S]*Verkäufer-ID 1000001, Projekt-ID 10032, Bezahlseite[\s\S]*geheim/);
  const origin = /Übersicht: +(\S+)/.exec(lines.join('\n'))?.[1] ?? '';
  expect(await (await fetch(origin)).text()).toContain('Bezahlplattform der Vorführung');
  expect(await (await fetch(`${origin}steuerung/stoerungen`)).json()).toEqual([{ kind: 'lost', chance: 0.5 }]);
  stop();
  expect(await running).toBe(0);
  await expect(fetch(origin)).rejects.toThrow();
});

it('does not guess: exit code 2', async () => {
  for (const args of [[], ['paypal'], ['girocheckout', '--unknown'], ['girocheckout', 'more']]) expect(await start(args, Promise.resolve())).toBe(2);
});

it('says plainly what cannot be', async () => {
  await expect(start(['girocheckout', '--port', '99999'], Promise.resolve())).rejects.toThrow('kein Port');
  await expect(start(['girocheckout', '--speed', '0'], Promise.resolve())).rejects.toThrow('größer 0');
  await expect(start(['girocheckout', '--faults', 'nirgends.json'], Promise.resolve())).rejects.toThrow('gibt es nicht');
  writeFileSync(join(folder, 'falsch.json'), '[{"kind":"erfunden"}]');
  await expect(start(['girocheckout', '--faults', 'falsch.json'], Promise.resolve())).rejects.toThrow('unbekannt');
  const other = createServer();
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  await expect(start(['girocheckout', '--port', String((other.address() as AddressInfo).port)], Promise.resolve())).rejects.toThrow('belegt');
  await new Promise((done) => other.close(done));
});
