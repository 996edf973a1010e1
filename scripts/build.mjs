// Bundles the program to dist/ (packages stay outside) and compiles the style sheet. Runs on the project's Node 24.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildCss } from './build-css.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, 'assets'), { recursive: true });

// packages stay outside, but for two of which a program needs a fraction: their hundreds of modules would all be loaded
const inside = new Set(['zod', 'kysely']);
const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const outside = Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !inside.has(name));

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: { main: 'src/main.ts', cli: 'src/cli/main.ts' },
  outdir: dist,
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  external: outside,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  sourcemap: true,
  jsx: 'automatic',
  jsxImportSource: 'preact',
  define: { 'process.env.STADTTOR_BUILT': '"1"' },
  logLevel: 'warning',
  write: false,
});
for (const { path, text } of outputFiles) {
  mkdirSync(dirname(path), { recursive: true });
  // one character beyond Latin-1, in a regular expression or a comment, and V8 holds the whole text at two bytes a character
  writeFileSync(path, path.endsWith('.js') ? text.replace(/[^\0-\xff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`) : text);
}

for (const folder of ['js', 'static']) {
  if (existsSync(join(root, 'assets', folder))) cpSync(join(root, 'assets', folder), join(dist, 'assets'), { recursive: true });
}
await buildCss({ root });
