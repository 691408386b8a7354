// A process of its own that checks one file and prints its line, the milliseconds (by the clock and of the processor) and the peak of resident memory.
import { readFile } from 'node:fs/promises';
import { checkPath } from '../check/check-line.ts';

const [, , path = ''] = process.argv;
const cpuBefore = process.cpuUsage();
const started = performance.now();
const line = await checkPath(path);
const milliseconds = performance.now() - started;
const { user, system } = process.cpuUsage(cpuBefore);
// Not resourceUsage().maxRSS: across a fork and exec Linux carries the parent's peak over.
const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
const highWater = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
const peakBytes = highWater === undefined ? process.memoryUsage.rss() : Number(highWater) * 1024;
process.stdout.write(JSON.stringify({ line, milliseconds, cpuMilliseconds: (user + system) / 1000, peakBytes }));
