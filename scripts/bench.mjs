// npm run bench [-- id …]: the ratios, against the production build over TCP; a table and bench/results.json.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureBuilt, ensureInstalled, fail, node24, root } from './bootstrap.mjs';

try {
  ensureInstalled();
  ensureBuilt();
  if (process.execPath !== node24() && !process.argv.includes('--inner')) {
    const result = spawnSync(node24(), ['--disable-warning=DeprecationWarning', fileURLToPath(import.meta.url), '--inner', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
    process.exit(result.status ?? 1);
  }
  const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
  const ids = readdirSync(join(root, 'bench')).filter((name) => name.endsWith('.ts') && !name.startsWith('_')).map((name) => name.slice(0, -3)).filter((id) => wanted.length === 0 || wanted.includes(id));
  const { build } = await import('esbuild');
  const outdir = join(root, 'dist', 'bench');
  mkdirSync(outdir, { recursive: true });
  await build({ absWorkingDir: root, entryPoints: ids.map((id) => `bench/${id}.ts`), outdir, outExtension: { '.js': '.mjs' }, bundle: true, packages: 'external', platform: 'node', format: 'esm', target: 'node24', jsx: 'automatic', jsxImportSource: 'preact', logLevel: 'warning' });
  const rows = [];
  const broken = [];
  const file = join(root, 'bench', 'results.json');
  const keep = (measured) => {
    const known = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
    const fresh = new Set(measured.map((row) => row.id));
    writeFileSync(file, `${JSON.stringify([...known.filter((row) => !fresh.has(row.id)), ...measured].sort((a, b) => a.id.localeCompare(b.id)), null, 2)}\n`);
  };
  for (const id of ids) {
    console.log(`Measuring ${id} …`);
    const { bench } = await import(pathToFileURL(join(outdir, `${id}.mjs`)).href);
    // one that breaks is said and counts as missed; what the others found is kept
    const measured = await bench().catch((error) => {
      console.error(`${id}: ${error instanceof Error ? error.message.slice(0, 2000) : error}`);
      broken.push(id);
      return [];
    });
    rows.push(...measured);
    keep(measured);
  }
  console.table(rows.map(({ id, what, value, unit, against, goal, holds }) => ({ id, what, value, unit, against, goal, holds })));
  process.exit(broken.length === 0 && rows.every((row) => row.holds) ? 0 : 1);
} catch (error) {
  fail(error);
}
