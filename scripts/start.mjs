import { join } from 'node:path';
import { become, ensureBuilt, ensureInstalled, fail, node24, root } from './bootstrap.mjs';
import { nodeEnv, nodeFlags } from './node-flags.mjs';

try {
  ensureInstalled();
  ensureBuilt();
  become(node24(), ['--enable-source-maps', ...nodeFlags, join(root, 'dist', 'main.js')], { ...nodeEnv, ...process.env });
} catch (error) {
  fail(error);
}
