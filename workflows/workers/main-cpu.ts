// The CPU worker process: workflows, their short steps, uploads.
import { armCrashPoint, createLogger, runProcess } from '@hounsfield/kernel';
import { startCpuWorker } from './compose-cpu.ts';
import { readCpuConfig } from './config.ts';
import { installRuntime } from './temporal-logger.ts';

const config = readCpuConfig();
const logger = createLogger('worker-cpu', config.LOG_LEVEL);
installRuntime(logger);
armCrashPoint(config.CRASH_POINT);
await runProcess({ logger, healthPort: config.HEALTH_PORT, start: () => startCpuWorker(config, logger) });
