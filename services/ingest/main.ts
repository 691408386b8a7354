// The ingest process: DICOMweb in and out, under `/dicomweb`, with its health on the same port.
import { createLogger, runProcess } from '@hounsfield/kernel';
import { startIngest } from './compose.ts';
import { readIngestConfig } from './config.ts';

const config = readIngestConfig();
const logger = createLogger('ingest', config.LOG_LEVEL);

await runProcess({ logger, start: () => startIngest(config, logger) });
