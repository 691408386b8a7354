// STOW-RS (PS3.18 section 10.5): takes instances as they stream in and answers for each whether it is stored, and why not.
import { withTenant } from '@hounsfield/database';
import { isUid } from '@hounsfield/dicom';
import { isRefusal, type Logger } from '@hounsfield/kernel';
import { actorOf, maySendStudies, receiveInstance } from '@hounsfield/studies';
import type { Principal } from '@hounsfield/tenancy';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ByteBudget } from '../byte-budget.ts';
import { badRequest, HttpProblem } from '../http/problem.ts';
import { resourceUrl } from '../routes.ts';
import type { ServerDeps } from '../server-deps.ts';
import { boundaryOf, parseAccept, parseContentType } from './content-type.ts';
import { GATHERED_BYTES, gather } from './gather.ts';
import { BODY_GUARD, guardedBody } from './guarded-body.ts';
import { MultipartError, readMultipart } from './multipart-reader.ts';
import { type PartOutcome, storeAnswer, storeStatus } from './store-answer.ts';

/** Small parts of one request that are parsed and stored at once; each is held whole. */
const PARTS_AT_ONCE = 4;
/** Store requests of one organisation at once. */
const REQUESTS_AT_ONCE = 16;

type Source = Parameters<typeof receiveInstance>[2];
type Store = (source: Source) => Promise<PartOutcome>;

const unsupported = (message: string): HttpProblem => new HttpProblem(415, 'UNSUPPORTED_MEDIA_TYPE', message);

/** How the body is to be read: one instance, or parts between boundaries. Throws 400, 406 and 415. */
const bodyFormat = ({ headers }: FastifyRequest): { readonly boundary?: string } => {
  const { 'content-encoding': coding, accept } = headers;
  if (coding !== undefined && coding !== 'identity') throw unsupported('Send the body without a content coding.');
  const accepted = parseAccept(accept);
  const answers = ['*/*', 'application/*', 'application/dicom+json', 'application/json'];
  if (!accepted?.some(({ essence }) => answers.includes(essence)))
    throw new HttpProblem(406, 'NOT_ACCEPTABLE', 'The answer is application/dicom+json.');
  const media = parseContentType(headers['content-type']);
  if (media?.essence === 'application/dicom') return {};
  if (media?.essence !== 'multipart/related') throw unsupported('Send multipart/related; type="application/dicom".');
  const type = media.parameters.get('type')?.toLowerCase();
  if (type === undefined) throw badRequest('The content type lacks its type parameter.');
  if (type !== 'application/dicom') throw unsupported('Only parts of type application/dicom are stored.');
  const boundary = boundaryOf(media);
  if (boundary === undefined) throw badRequest('The content type lacks a well-formed boundary.');
  return { boundary };
};

/** Takes the parts in, a few small ones at once; the order of outcomes is the order of parts. */
const storeParts = async (
  body: AsyncIterable<Uint8Array>,
  boundary: string,
  memory: ByteBudget,
  store: Store,
): Promise<readonly PartOutcome[]> => {
  const outcomes: Promise<PartOutcome>[] = [];
  const running = new Set<Promise<unknown>>();
  try {
    for await (const part of readMultipart(body, boundary)) {
      const type = parseContentType(part.headers.get('content-type') ?? 'application/dicom');
      if (type?.essence !== 'application/dicom') throw unsupported('Only parts of type application/dicom are stored.');
      if (part.headers.has('content-encoding')) throw unsupported('Send parts without a content coding.');
      const giveBack = await memory.take(GATHERED_BYTES);
      const { source, whole } = await gather(part.body).catch((error: unknown) => {
        giveBack();
        throw error;
      });
      const outcome = store(source).finally(giveBack);
      outcome.catch(() => undefined);
      outcomes.push(outcome);
      // A large part is still coming in while it is read: the next one cannot begin before it has ended.
      if (!whole) {
        await outcome;
        continue;
      }
      const settled: Promise<unknown> = outcome.then(
        () => running.delete(settled),
        () => running.delete(settled),
      );
      running.add(settled);
      if (running.size >= PARTS_AT_ONCE) await Promise.race(running);
    }
  } finally {
    await Promise.allSettled(running);
  }
  return Promise.all(outcomes);
};

/** What the sender did wrong while it sent, as an answer. */
const senderProblem = (error: unknown): HttpProblem | undefined => {
  if (error instanceof HttpProblem) return error;
  if (!(error instanceof MultipartError)) return undefined;
  return error.reason === 'too-many-parts'
    ? new HttpProblem(413, 'TOO_MANY_PARTS', error.message)
    : badRequest(error.message);
};

const storeOne = async (
  { studies, consoleOrigin }: ServerDeps,
  { tenantId }: Principal,
  source: Source,
  expectedStudyUid: string | undefined,
  logger: Logger,
): Promise<PartOutcome> => {
  try {
    const options = expectedStudyUid === undefined ? {} : { expectedStudyUid };
    const received = await receiveInstance(studies, tenantId, source, options);
    const { reference } = received;
    if (isRefusal(received)) {
      const { code } = received;
      return reference === undefined ? { kind: 'refused', code } : { kind: 'refused', code, reference };
    }
    return { kind: 'stored', reference: received.reference, url: resourceUrl(consoleOrigin, received.reference) };
  } catch (error) {
    if (senderProblem(error) !== undefined) throw error;
    logger.error({ err: error, tenantId }, 'an instance could not be stored');
    return { kind: 'refused', code: 'PROCESSING_FAILURE' };
  }
};

/** One entry a request, in the tenant's audit chain: how many were stored and how many were not. */
const leaveTrace = ({ studies }: ServerDeps, principal: Principal, outcomes: readonly PartOutcome[]): Promise<void> =>
  withTenant(studies.db, principal.tenantId, (trx) => {
    const stored = outcomes.filter((outcome) => outcome.kind === 'stored').length;
    return studies.audit(trx, {
      tenantId: principal.tenantId,
      at: studies.clock.now(),
      actor: actorOf(principal),
      action: 'instances.received',
      outcome: stored > 0 ? 'done' : 'refused',
      detail: { stored, refused: outcomes.length - stored },
    });
  });

const studyUrlOf = (base: string, outcomes: readonly PartOutcome[]): string | undefined => {
  const studies = new Set(
    outcomes.flatMap((outcome) => (outcome.kind === 'stored' ? [outcome.reference.studyUid] : [])),
  );
  const [studyUid] = studies;
  return studies.size === 1 && studyUid !== undefined ? resourceUrl(base, { studyUid }) : undefined;
};

/** `POST /studies` and `POST /studies/{study}`. */
export const storeRoutes = (server: FastifyInstance, deps: ServerDeps): void => {
  const busy = new Map<string, number>();

  const answer = async (request: FastifyRequest, reply: FastifyReply, studyUid?: string): Promise<FastifyReply> => {
    const { principal } = request;
    if (!maySendStudies(principal)) throw new HttpProblem(403, 'FORBIDDEN', 'This caller may not send studies.');
    if (studyUid !== undefined && !isUid(studyUid)) throw badRequest('The study in the address is no UID.');
    const { boundary } = bodyFormat(request);
    const body = guardedBody(request.raw, { ...BODY_GUARD, largestBytes: deps.largestRequestBytes });
    const store: Store = (source) => storeOne(deps, principal, source, studyUid, deps.logger);
    let outcomes: readonly PartOutcome[];
    try {
      outcomes = boundary === undefined ? [await store(body)] : await storeParts(body, boundary, deps.memory, store);
    } catch (error) {
      throw senderProblem(error) ?? error;
    }
    if (outcomes.length === 0) throw badRequest('The request has no part.');
    await leaveTrace(deps, principal, outcomes);
    const faults = outcomes.filter((outcome) => outcome.kind === 'refused' && outcome.code === 'PROCESSING_FAILURE');
    const unavailable = faults.length === outcomes.length;
    if (unavailable) reply.header('retry-after', '10');
    return reply
      .code(unavailable ? 503 : storeStatus(outcomes))
      .type('application/dicom+json')
      .send(Buffer.from(storeAnswer(outcomes, studyUrlOf(deps.consoleOrigin, outcomes))));
  };

  const inTurn = async (request: FastifyRequest, reply: FastifyReply, studyUid?: string): Promise<FastifyReply> => {
    const { tenantId } = request.principal;
    const running = busy.get(tenantId) ?? 0;
    if (running >= REQUESTS_AT_ONCE)
      throw new HttpProblem(429, 'TOO_MANY_REQUESTS', 'Too many store requests at once.', { 'retry-after': '1' });
    busy.set(tenantId, running + 1);
    try {
      return await answer(request, reply, studyUid);
    } finally {
      const left = (busy.get(tenantId) ?? 1) - 1;
      if (left > 0) busy.set(tenantId, left);
      else busy.delete(tenantId);
    }
  };

  server.post('/studies', (request, reply) => inTurn(request, reply));
  server.post<{ Params: { study: string } }>('/studies/:study', (request, reply) =>
    inTurn(request as FastifyRequest, reply, request.params.study),
  );
};
