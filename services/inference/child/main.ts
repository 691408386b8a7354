// The engine's child process: it has no secrets, an empty working directory and no files but the program's own;
// it may be killed at any moment.
import { Socket } from 'node:net';
import { type Frame, FrameDecoder } from '../engine/frame.ts';
import type { Command, Progress, Report } from '../engine/protocol.ts';
import { NetworkPool } from '../serving/network-pool.ts';
import { SpareBuffers } from '../serving/spare-buffers.ts';
import type { Instance } from '../study/read-study.ts';
import { type ChildModel, faultOf, runJob } from './run-job.ts';
import { StudyThreads } from './study-threads.ts';

const COMMAND_FD = 4;
const ALIVE_EVERY_MS = 1_000;
const PROGRESS_EVERY_MS = 250;

// Runs of one batch end together: their reports go up in one message.
let outbox: Report[] = [];
const report = (message: Report): void => {
  if (outbox.push(message) > 1) return;
  setImmediate(() => {
    const messages = outbox;
    outbox = [];
    process.send?.(messages);
  });
};
// A thread inside a native loop never ends, so an orderly exit would wait for it for ever.
const vanish = (): void => {
  process.kill(process.pid, 'SIGKILL');
};
process.on('disconnect', vanish);

// Instances arrive in the buffers that earlier ones left.
const spares = new SpareBuffers();
const onSpent = (buffer: ArrayBuffer): void => spares.give(buffer);
// How far each run has come since it was last told: short runs end before they are worth a message.
const news = new Map<number, Progress>();
const models = new Map<string, ChildModel>();
let serving: { readonly studies: StudyThreads; readonly pool: NetworkPool } | undefined;

const run = (job: number, key: string, instances: readonly Instance[]): void => {
  const model = models.get(key);
  if (serving === undefined || model === undefined) {
    report({ kind: 'fault', job, code: 'MODEL_UNAVAILABLE', message: `${key} was not sent` });
    return;
  }
  runJob(serving, model, job, instances, (progress) => news.set(job, progress))
    .then(
      (result) => report({ kind: 'result', job, result }),
      (error: unknown) => report({ kind: 'fault', job, ...faultOf(error) }),
    )
    .finally(() => news.delete(job));
};

const obey = ({ message, attachments }: Frame<Command>): void => {
  switch (message.kind) {
    case 'settings': {
      const { threads } = message.settings;
      serving = {
        studies: new StudyThreads(threads, onSpent),
        pool: new NetworkPool({ ...message.settings, onThreadEnd: vanish, onSpent }),
      };
      return;
    }
    case 'model':
      models.set(message.key, { command: message, bytes: attachments[0] });
      return;
    case 'run':
      run(
        message.job,
        message.key,
        attachments.map((bytes, index) => ({ bytes, ...(message.sha256[index] && { sha256: message.sha256[index] }) })),
      );
      return;
    case 'cancel':
      serving?.studies.cancel(message.job);
      return;
  }
};

const decoder = new FrameDecoder<Command>(obey, (bytes) => spares.take(bytes));
new Socket({
  fd: COMMAND_FD,
  readable: true,
  writable: false,
  // The kernel writes straight into the buffer that the bytes belong to.
  onread: {
    buffer: () => decoder.room(),
    callback: (length) => {
      decoder.took(length);
      return true;
    },
  },
}).on('close', vanish);

setInterval(() => {
  for (const [job, progress] of news) report({ kind: 'progress', job, progress });
  news.clear();
}, PROGRESS_EVERY_MS);

setInterval(() => {
  report({ kind: 'alive', rssBytes: process.memoryUsage.rss(), evictions: serving?.pool.evictions ?? 0 });
}, ALIVE_EVERY_MS);
