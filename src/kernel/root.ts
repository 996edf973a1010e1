import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that holds Stadttor's package.json: data files are read relative to it, from source and from dist alike. */
export const projectRoot = findRoot(import.meta.dirname);

function findRoot(start: string): string {
  for (let dir = start; ; dir = dirname(dir)) {
    const manifest = join(dir, 'package.json');
    if (existsSync(manifest) && (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === 'stadttor') return dir;
    if (dir === dirname(dir)) throw new Error('Stadttor cannot find its own package.json.');
  }
}
