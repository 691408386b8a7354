// Structured logs: one JSON object a line on standard output, with a deny-list for values that could identify a patient.
import { type Logger as PinoLogger, pino } from 'pino';

export type Logger = PinoLogger;

// Belt and braces: nothing identifying is logged on purpose; these paths catch a careless spread of a request or a dataset.
const REDACTED = [
  'password',
  'secret',
  'token',
  'authorization',
  'cookie',
  'apiKey',
  'patientName',
  'patientId',
  'patientBirthDate',
  'accessionNumber',
  'headers.authorization',
  'headers.cookie',
  'req.headers.authorization',
  'req.headers.cookie',
  '*.password',
  '*.secret',
  '*.token',
  '*.patientName',
  '*.patientId',
  '*.patientBirthDate',
  '*.accessionNumber',
];

/** The logger of one process; `name` is the process's, `level` a pino level. */
export const createLogger = (name: string, level = 'info'): Logger =>
  pino({ name, level, base: { name, pid: process.pid }, redact: { paths: REDACTED, censor: '[redacted]' } });
