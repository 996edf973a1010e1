// Bundles the program to dist/ (packages stay outside) and compiles the style sheet. Runs on the project's Node 24.
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildCss } from './build-css.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, 'assets'), { recursive: true });

await build({
  absWorkingDir: root,
  entryPoints: { main: 'src/main.ts', cli: 'src/cli/main.ts' },
  outdir: dist,
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node24',
  sourcemap: true,
  jsx: 'automatic',
  jsxImportSource: 'preact',
  define: { 'process.env.STADTTOR_BUILT': '"1"' },
  logLevel: 'warning',
});

for (const folder of ['js', 'static']) {
  if (existsSync(join(root, 'assets', folder))) cpSync(join(root, 'assets', folder), join(dist, 'assets'), { recursive: true });
}
await buildCss({ root });
