// Frozen requests in Postgres: planned once, claimed by one worker at a time, settled by what the outside answered.
import { type CanonicalValue, canonicalJson, newId, sha256 } from '@hounsfield/kernel';
import { type Kysely, sql } from 'kysely';
import type { Confirmed, Outcome, RailRequest } from './rail.ts';

export type RequestState = 'planned' | 'submitting' | 'unknown' | 'confirmed' | 'rejected';
export type PaymentRequest = {
  readonly id: string;
  readonly subject: string;
  readonly attempt: number;
  readonly request: RailRequest;
  readonly state: RequestState;
  /** How often it was handed over before now. */
  readonly submissions: number;
  readonly stripeId: string | undefined;
  readonly facts: Readonly<Record<string, string>>;
  readonly errorCode: string | undefined;
  readonly errorMessage: string | undefined;
  readonly createdAt: Date;
};

type Row = {
  id: string;
  subject: string;
  attempt: number;
  params: RailRequest;
  params_sha256: Buffer;
  state: RequestState;
  submissions: number;
  stripe_id: string | null;
  facts: Record<string, string> | null;
  error_code: string | null;
  error_message: string | null;
  created_at: Date;
};

const requestOf = (row: Row): PaymentRequest => ({
  id: row.id,
  subject: row.subject,
  attempt: row.attempt,
  request: row.params,
  state: row.state,
  submissions: row.submissions,
  stripeId: row.stripe_id ?? undefined,
  facts: row.facts ?? {},
  errorCode: row.error_code ?? undefined,
  errorMessage: row.error_message ?? undefined,
  createdAt: row.created_at,
});

/** The act's latest request; undefined before the first. */
export const latestRequest = async <Tables>(
  db: Kysely<Tables>,
  operation: RailRequest['operation'],
  subject: string,
): Promise<PaymentRequest | undefined> => {
  const found = await sql<Row>`select * from payments.request where operation = ${operation} and subject = ${subject}
    order by attempt desc limit 1`.execute(db);
  return found.rows[0] && requestOf(found.rows[0]);
};

/** Freezes a request as the act's `attempt`-th; the one already frozen under that number is returned as it is. */
export const planRequest = async <Tables>(
  db: Kysely<Tables>,
  request: RailRequest,
  subject: string,
  attempt: number,
  now: Date,
): Promise<PaymentRequest> => {
  const text = canonicalJson(request as CanonicalValue);
  await sql`insert into payments.request (id, operation, subject, attempt, params, params_sha256, next_at, created_at)
    values (${newId()}, ${request.operation}, ${subject}, ${attempt}, ${text}::jsonb, ${sha256(text)}, ${now}, ${now})
    on conflict do nothing`.execute(db);
  const latest = await latestRequest(db, request.operation, subject);
  if (!latest) throw new Error(`${request.operation} of ${subject} neither planned nor found`);
  return latest;
};

/** Longer than any call takes; after it a claim is taken for dead and its outcome for unknown. */
const CLAIM_SECONDS = 120;

/** Takes a request that is due for this worker alone, counting the submission; undefined where another has it. */
export const claimRequest = async <Tables>(
  db: Kysely<Tables>,
  id: string,
  now: Date,
): Promise<PaymentRequest | undefined> => {
  const claimed = await sql<Row>`update payments.request
    set state = 'submitting', submissions = submissions + 1, claimed_until = ${now}::timestamptz + make_interval(secs => ${CLAIM_SECONDS})
    where id = ${id} and next_at <= ${now}
      and (state in ('planned', 'unknown') or (state = 'submitting' and claimed_until < ${now}))
    returning *, submissions - 1 as submissions`.execute(db);
  return claimed.rows[0] && requestOf(claimed.rows[0]);
};

const MAX_PAUSE_SECONDS = 3_600;
/** Pause before the next try: doubling from two seconds, at most an hour. */
const pauseSeconds = (submissions: number): number => Math.min(MAX_PAUSE_SECONDS, 2 ** Math.min(submissions + 1, 12));

/** Writes what became of a claimed request. A busy one is planned again; an unknown one waits for a finder. */
export const settleRequest = async <Tables>(
  db: Kysely<Tables>,
  { id, submissions }: PaymentRequest,
  outcome: Outcome,
  now: Date,
): Promise<void> => {
  const confirmed: Confirmed | undefined = outcome.kind === 'confirmed' ? outcome : undefined;
  const rejected = outcome.kind === 'rejected' ? outcome : undefined;
  const state = outcome.kind === 'busy' ? 'planned' : outcome.kind;
  await sql`update payments.request set state = ${state}, claimed_until = null,
      submissions = ${outcome.kind === 'busy' ? submissions : submissions + 1},
      next_at = ${now}::timestamptz + make_interval(secs => ${pauseSeconds(submissions)}),
      stripe_id = ${confirmed?.id ?? null}, facts = ${confirmed ? JSON.stringify(confirmed.facts) : null}::jsonb,
      error_code = ${rejected?.code ?? null},
      error_message = ${rejected?.message ?? (outcome.kind === 'unknown' ? outcome.message : null)}
    where id = ${id} and state = 'submitting'`.execute(db);
};

/** The acts whose requests are due: for a loop that finishes what a crash or an outage left behind. */
export const dueRequests = async <Tables>(
  db: Kysely<Tables>,
  now: Date,
  limit: number,
): Promise<readonly PaymentRequest[]> => {
  const found = await sql<Row>`select * from payments.request where state in ('planned', 'submitting', 'unknown')
    and next_at <= ${now} and (claimed_until is null or claimed_until < ${now}) order by next_at limit ${limit}`.execute(
    db,
  );
  return found.rows.map(requestOf);
};
