// Nest's own log lines, as structured ones of ours.
import type { Logger } from '@hounsfield/kernel';
import type { LoggerService } from '@nestjs/common';

export const nestLogger = (logger: Logger): LoggerService => ({
  log: (message) => logger.debug(String(message)),
  debug: (message) => logger.debug(String(message)),
  verbose: (message) => logger.trace(String(message)),
  warn: (message) => logger.warn(String(message)),
  // What resolvers throw is logged once, with its trace, where it is masked; what stops the start is thrown.
  error: (message) => logger.debug({ err: message }, 'nest'),
});
