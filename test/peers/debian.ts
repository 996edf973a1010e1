import { spawnSync } from 'node:child_process';

/** Installs Debian packages, as root with apt-get. False, and loudly, where that cannot be: the tests that need them do not run. */
export function installFromDebian(packages: readonly string[]): boolean {
  if (packages.every(isInstalled)) return true;
  if (spawnSync('apt-get', ['--version']).status !== 0) return skip(packages, 'there is no apt-get');
  if (process.getuid?.() !== 0) return skip(packages, 'only root may install');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update', '-qq'], ['install', '-y', '-qq', '--no-install-recommends', ...packages]]) {
    const result = spawnSync('apt-get', args, { env, encoding: 'utf8', timeout: 800_000 });
    if (result.status !== 0) return skip(packages, `apt-get ${args[0]} failed: ${result.stderr.trim().split('\n').at(-1) ?? ''}`);
  }
  return true;
}

const isInstalled = (name: string): boolean => /^Status: install ok installed$/m.test(spawnSync('dpkg', ['-s', name], { encoding: 'utf8' }).stdout ?? '');

function skip(packages: readonly string[], why: string): false {
  console.error(`\n!!! NOT TESTED against ${packages.join(', ')}: ${why}. !!!\n`);
  return false;
}
