// The ground floor of the services: pure building blocks that every room may use.
export { type CanonicalValue, canonicalJson, sha256, sha256Hex } from './canonical-json.ts';
export { type Clock, ManualClock, systemClock } from './clock.ts';
export { ConfigError, parseConfig } from './config.ts';
export { armCrashPoint, crashPoint } from './crash-point.ts';
export {
  type DiagnosisId,
  type Id,
  isId,
  type MemberId,
  newId,
  parseId,
  type StudyId,
  type TenantId,
  type UploadId,
} from './ids.ts';
export { createLogger, type Logger } from './logger.ts';
export {
  addMoney,
  CURRENCY_EXPONENT,
  type Currency,
  formatDecimal,
  isCurrency,
  type Money,
  money,
  parseDecimal,
  subtractMoney,
} from './money.ts';
export { isRefusal, type Refusal, refusal } from './refusal.ts';
export { type RunningProcess, runProcess } from './run-process.ts';
