// The engine's child process: it has no secrets, an empty working directory and no files but the program's own;
// it may be killed at any moment.
import { Socket } from 'node:net';
import { type Frame, FrameDecoder } from '../engine/frame.ts';
import type { Command, Report } from '../engine/protocol.ts';
import { NetworkPool } from '../serving/network-pool.ts';
import { type ChildModel, faultOf, runJob } from './run-job.ts';
import { StudyThreads } from './study-threads.ts';

const COMMAND_FD = 4;
const READ_BUFFER_BYTES = 2 ** 20;
const ALIVE_EVERY_MS = 1_000;
const PROGRESS_EVERY_MS = 250;

const report = (message: Report): void => {
  process.send?.(message);
};
// A thread inside a native loop never ends, so an orderly exit would wait for it for ever.
const vanish = (): void => {
  process.kill(process.pid, 'SIGKILL');
};
process.on('disconnect', vanish);

const models = new Map<string, ChildModel>();
let serving: { readonly studies: StudyThreads; readonly pool: NetworkPool } | undefined;

const run = (job: number, key: string, instances: readonly Uint8Array[]): void => {
  const model = models.get(key);
  if (serving === undefined || model === undefined) {
    report({ kind: 'fault', job, code: 'MODEL_UNAVAILABLE', message: `${key} was not sent` });
    return;
  }
  let told = 0;
  runJob(serving, model, job, instances, (progress) => {
    const now = performance.now();
    if (progress.share > 0 && progress.share < 1 && now - told < PROGRESS_EVERY_MS) return;
    told = now;
    report({ kind: 'progress', job, progress });
  }).then(
    (result) => report({ kind: 'result', job, result }),
    (error: unknown) => report({ kind: 'fault', job, ...faultOf(error) }),
  );
};

const obey = ({ message, attachments }: Frame<Command>): void => {
  switch (message.kind) {
    case 'settings': {
      const { threads } = message.settings;
      serving = {
        studies: new StudyThreads(threads),
        pool: new NetworkPool({ ...message.settings, onThreadEnd: vanish }),
      };
      return;
    }
    case 'model':
      models.set(message.key, { command: message, bytes: attachments[0] });
      return;
    case 'run':
      run(message.job, message.key, attachments);
      return;
    case 'cancel':
      serving?.studies.cancel(message.job);
      return;
  }
};

const decoder = new FrameDecoder<Command>(obey);
new Socket({
  fd: COMMAND_FD,
  readable: true,
  writable: false,
  onread: {
    buffer: Buffer.allocUnsafe(READ_BUFFER_BYTES),
    callback: (length, buffer) => {
      decoder.push(buffer.subarray(0, length));
      return true;
    },
  },
}).on('close', vanish);

setInterval(() => {
  report({ kind: 'alive', rssBytes: process.memoryUsage.rss(), evictions: serving?.pool.evictions ?? 0 });
}, ALIVE_EVERY_MS);
