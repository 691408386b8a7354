// Raw COPY of usage events: the fastest way rows get into Postgres, here as the reference that billing is measured against.
import { timeOrderedId, type Usage, usageEventKey, usagePayloadSha256 } from '@hounsfield/metering';
import pg from 'pg';

const COLUMNS =
  'id, tenant_id, source, event_id, diagnosis_id, billable_class, outcome, product_slug, lane, quoted_price_version, study_sha256, model_slug, model_version, weights_sha256, workflow_id, run_id, activity_id, occurred_at, payload_sha256, turnaround_seconds';

/** One event in COPY's text format. */
export const usageLine = (usage: Usage): string => {
  const { tenantId, diagnosisId, outcome, productSlug, lane, studySha256, modelSlug, modelVersion, weightsSha256 } =
    usage;
  const { workflowId, runId, activityId, occurredAt } = usage;
  const id = timeOrderedId(occurredAt);
  const payload = usagePayloadSha256(usage).toString('hex');
  return `${id}\t${tenantId}\tworkflow\t${usageEventKey(diagnosisId, 'final')}\t${diagnosisId}\tfinal\t${outcome}\t${productSlug}\t${lane}\t0\t\\\\x${studySha256}\t${modelSlug}\t${modelVersion}\t\\\\x${weightsSha256}\t${workflowId}\t${runId}\t${activityId}\t${occurredAt.toISOString()}\t\\\\x${payload}\t0\n`;
};

type CopyConnection = {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
};

/** A COPY FROM STDIN as the driver's own kind of query. */
class CopyIn {
  readonly #chunks: Buffer[] = [];
  readonly done: Promise<void>;
  #resolve: () => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;
  constructor(lines: readonly string[]) {
    for (let at = 0; at < lines.length; at += 1_000)
      this.#chunks.push(Buffer.from(lines.slice(at, at + 1_000).join('')));
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }
  submit(connection: CopyConnection): void {
    connection.query(`copy metering.reference (${COLUMNS}) from stdin`);
  }
  handleCopyInResponse(connection: CopyConnection): void {
    for (const chunk of this.#chunks) connection.sendCopyFromChunk(chunk);
    connection.endCopyFrom();
  }
  handleCommandComplete(): void {
    this.#resolve();
  }
  handleReadyForQuery(): void {
    this.#resolve();
  }
  handleError(error: Error): void {
    this.#reject(error);
  }
}

/** A connection with its rows in memory, ready to copy them into the reference table in one transaction. */
export const prepareCopy = async (
  url: string,
  lines: readonly string[],
): Promise<{ run(): Promise<void>; close(): Promise<void> }> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const copy = new CopyIn(lines);
  return {
    run: async () => {
      client.query(copy as unknown as pg.Submittable);
      await copy.done;
    },
    close: () => client.end(),
  };
};
