// Builds the workflow bundle and ends: a Node built-in or another room's code in the definitions fails it.
import { createLogger } from '@hounsfield/kernel';
import { temporalLogger } from './temporal-logger.ts';
import { workflowBundle } from './workflow-bundle.ts';

const logger = createLogger('workflow-bundle');
const { hash } = await workflowBundle(temporalLogger(logger));
logger.info({ hash }, 'workflow bundle is built');
