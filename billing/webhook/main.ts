// The webhook process: takes Stripe's events into the inbox and acts on them.
import { armCrashPoint, createLogger, runProcess } from '@hounsfield/kernel';
import { startWebhook } from './compose.ts';
import { webhookConfig } from './config.ts';

const config = webhookConfig();
const logger = createLogger('webhook', config.LOG_LEVEL);
armCrashPoint(config.CRASH_POINT);

await runProcess({ logger, start: () => startWebhook(config, logger) });
