import { join } from 'node:path';
import { become, ensureBuilt, ensureInstalled, fail, node24, root } from './bootstrap.mjs';

try {
  ensureInstalled();
  ensureBuilt({ quiet: true });
  process.env.STADTTOR_CWD ??= process.cwd();
  become(node24(), ['--enable-source-maps', '--disable-warning=DeprecationWarning', join(root, 'dist', 'cli.js'), ...process.argv.slice(2)]);
} catch (error) {
  fail(error);
}
