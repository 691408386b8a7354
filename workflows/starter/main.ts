// The starter process: turns announced facts into workflows.
import { armCrashPoint, createLogger, runProcess } from '@hounsfield/kernel';
import { startStarter } from './compose.ts';
import { readConfig } from './config.ts';

const config = readConfig();
const logger = createLogger('starter', config.LOG_LEVEL);
armCrashPoint(config.CRASH_POINT);
await runProcess({ logger, healthPort: config.HEALTH_PORT, start: () => startStarter(config, logger) });
