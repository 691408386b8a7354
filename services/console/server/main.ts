// The console process: serves the built console and stands in front of the gateway and the DICOMweb door.
import { join } from 'node:path';
import { createLogger, runProcess } from '@hounsfield/kernel';
import { readConsoleConfig } from './config.ts';
import { startConsoleServer } from './console-server.ts';

const config = readConsoleConfig();
const logger = createLogger('console', config.LOG_LEVEL);

await runProcess({
  logger,
  start: async () => {
    const server = await startConsoleServer(config, join(import.meta.dirname, '../dist'), logger);
    logger.info({ url: server.url }, 'console listens');
    return server;
  },
});
