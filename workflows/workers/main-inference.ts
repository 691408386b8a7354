// The inference worker process: runs models for one hardware queue.
import { armCrashPoint, createLogger, runProcess } from '@hounsfield/kernel';
import { startInferenceWorker } from './compose-inference.ts';
import { readInferenceConfig } from './config.ts';
import { installRuntime } from './temporal-logger.ts';

const config = readInferenceConfig();
const logger = createLogger('worker-inference', config.LOG_LEVEL);
installRuntime(logger);
armCrashPoint(config.CRASH_POINT);
await runProcess({ logger, healthPort: config.HEALTH_PORT, start: () => startInferenceWorker(config, logger) });
