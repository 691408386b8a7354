// What the HTTP server of this process works with.
import type { PixelDecoder } from '@hounsfield/dicom';
import type { Clock, Logger } from '@hounsfield/kernel';
import type { ReceiveDeps } from '@hounsfield/studies';
import type { TenancyTables } from '@hounsfield/tenancy';
import type { Kysely } from 'kysely';
import type { ByteBudget } from './byte-budget.ts';
import type { Rate } from './http/rate-limit.ts';

export type ServerDeps = {
  readonly logger: Logger;
  readonly clock: Clock;
  readonly tenancy: Kysely<TenancyTables>;
  readonly studies: ReceiveDeps;
  readonly decoder: PixelDecoder;
  readonly ready: () => Promise<boolean>;
  /** Where browsers reach the console, and `/dicomweb` through it. */
  readonly consoleOrigin: string;
  readonly largestRequestBytes: number;
  readonly rate: Rate;
  /** Memory for bodies that come in and files that go out. */
  readonly memory: ByteBudget;
};
