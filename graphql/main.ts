// The gateway process. Its decorators need `experimentalDecorators`, which tsx takes from a tsconfig that it is told of:
// it is loaded through tsx's own import, so that `node --import tsx graphql/main.ts` works from any directory.
import { join } from 'node:path';
import { createLogger, runProcess } from '@hounsfield/kernel';
import { tsImport } from 'tsx/esm/api';
import { readGatewayConfig } from './config.ts';

const config = readGatewayConfig();
const logger = createLogger('gateway', config.LOG_LEVEL);

await runProcess({
  logger,
  start: async () => {
    const { composeGateway } = (await tsImport('./compose.ts', {
      parentURL: import.meta.url,
      tsconfig: join(import.meta.dirname, 'tsconfig.json'),
    })) as typeof import('./compose.ts');
    const gateway = await composeGateway(config, logger);
    logger.info({ url: gateway.url }, 'gateway listens');
    return gateway;
  },
});
