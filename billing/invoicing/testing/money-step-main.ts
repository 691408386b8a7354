// One step of the money path in a process of its own, which may be told to die at a crash point: `money-step-main.ts <json>`.
import { createPrivateKey } from 'node:crypto';
import { chargeUsage, chargeUsageBatch, refundCharge, statementEntries } from '@hounsfield/charging';
import { connectDatabase } from '@hounsfield/database';
import { armCrashPoint, ManualClock } from '@hounsfield/kernel';
import { recordUsage, type Usage } from '@hounsfield/metering';
import { closePeriod, recordPayment } from '../index.ts';

/** What the test asks for; dates and big numbers travel as text. */
export type MoneyStep = {
  readonly workerUrl: string;
  readonly now: string;
  readonly crashPoint?: string;
  readonly step:
    | { readonly kind: 'charge' | 'batch'; readonly usages: readonly Usage[] }
    | { readonly kind: 'refund'; readonly chargeId: string; readonly amountMinor: string; readonly idemKey: string }
    | { readonly kind: 'pay'; readonly tenantId: string; readonly invoiceId: string; readonly receivedMinor: string }
    | { readonly kind: 'close'; readonly periodId: number; readonly signingKey: string };
};

const asked = JSON.parse(process.argv[2] ?? '{}') as MoneyStep;
const db = connectDatabase<unknown>({ url: asked.workerUrl, applicationName: 'money-step', maxConnections: 2 });
const clock = new ManualClock(new Date(asked.now));
const { step } = asked;
const usages =
  'usages' in step ? step.usages.map((usage) => ({ ...usage, occurredAt: new Date(usage.occurredAt) })) : [];
armCrashPoint(asked.crashPoint);

switch (step.kind) {
  case 'charge':
    for (const usage of usages) await chargeUsage(db, (await recordUsage(db, usage)).id, clock);
    break;
  case 'batch':
    await chargeUsageBatch(db, usages, clock);
    break;
  case 'refund': {
    const { chargeId, idemKey } = step;
    const order = {
      chargeId: chargeId as never,
      amountMinor: BigInt(step.amountMinor),
      reason: 'goodwill' as const,
      idemKey,
    };
    await refundCharge(db, order, clock);
    break;
  }
  case 'pay':
    await recordPayment(
      db,
      {
        tenantId: step.tenantId as never,
        invoiceId: step.invoiceId as never,
        receivedMinor: BigInt(step.receivedMinor),
      },
      clock,
    );
    break;
  case 'close':
    await closePeriod(
      {
        db,
        clock,
        signingKey: createPrivateKey(step.signingKey),
        entriesOf: (party, period) => statementEntries(db, party, period),
      },
      step.periodId,
    );
}
await db.destroy();
