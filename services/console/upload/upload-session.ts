// One upload from chosen files to the final report: hashes, opens, sends, closes, and watches the gateway receive it.
import { describeFault } from '../session/fault.ts';
import type { HashParts } from './hash-parts.ts';
import { type PartSenderDeps, sendMissingParts } from './part-sender.ts';
import { type ChosenFile, partRanges, planUpload, type UploadPlan } from './plan-upload.ts';
import type { FileDigest, UploadDoor, UploadOrder, UploadTicket } from './upload-door.ts';
import type { RememberedUpload, UploadMemory } from './upload-memory.ts';
import { EMPTY_UPLOAD, type UploadEvent, type UploadState, uploadReducer } from './upload-state.ts';

export type UploadSessionDeps = Pick<PartSenderDeps, 'send' | 'wait' | 'now' | 'random'> & {
  readonly door: UploadDoor;
  readonly hash: HashParts;
  readonly memory: UploadMemory;
  readonly newSalt: () => string;
};
/** What choosing files came to: a fresh plan, the unfinished upload taken up again, or files that do not belong to it. */
export type Choice =
  | { readonly kind: 'planned' | 'resumed' }
  | { readonly kind: 'mismatch'; readonly matched: number; readonly wanted: number };

// An order is placed a moment after the last file is stored: the report is shown at once, its reads are looked for this long.
const ORDER_PATIENCE_MS = 60_000;
// The gateway reads requests of at most 256 KiB; the list of files is nearly all of the one that opens an upload.
const MOST_LIST_CHARACTERS = 240_000;
const NOTHING: UploadPlan = { files: [], skipped: [], totalBytes: 0 };

export class UploadSession {
  readonly #deps: UploadSessionDeps;
  #state: UploadState = EMPTY_UPLOAD;
  #plan: UploadPlan = NOTHING;
  #salt = '';
  // What was ordered before a reload is not known any more: it may have been something.
  #mayHaveOrdered = true;
  #sending: AbortController | undefined;
  // Every clear() starts a new generation; what an older one still has under way is ignored.
  #generation = 0;
  readonly #listeners = new Set<() => void>();

  constructor(deps: UploadSessionDeps) {
    this.#deps = deps;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly snapshot = (): UploadState => this.#state;

  #dispatch(event: UploadEvent): void {
    this.#state = uploadReducer(this.#state, event);
    for (const listener of this.#listeners) listener();
  }

  /** The upload that a reload interrupted, if the gateway still waits for it; follows it on its own once it is closed. */
  async findUnfinished(): Promise<RememberedUpload | undefined> {
    const remembered = this.#deps.memory.load();
    if (remembered === undefined || this.#state.phase !== 'choosing') return undefined;
    const ticket = await this.#deps.door.refresh(remembered.uploadId);
    if (ticket?.status === 'OPEN') return remembered;
    this.#deps.memory.forget();
    if (ticket?.status !== 'RECEIVING') return undefined;
    const files = ticket.files.map(({ clientRef }, at) => ({ ref: clientRef, path: `#${at + 1}`, size: 0 }));
    this.#dispatch({ type: 'chosen', files, skipped: 0 });
    void this.#watch(ticket.id, this.#generation);
    return undefined;
  }

  /** Takes the files a person chose; when they belong to an unfinished upload, that one goes on. */
  async choose(chosen: readonly ChosenFile[]): Promise<Choice> {
    const remembered = this.#deps.memory.load();
    if (remembered !== undefined) {
      const taken = await this.#takeUp(remembered, chosen);
      if (taken !== undefined) return taken;
    }
    this.#salt = this.#deps.newSalt();
    this.#show(await planUpload(this.#salt, chosen));
    return { kind: 'planned' };
  }

  #show(plan: UploadPlan): void {
    this.#plan = plan;
    const files = plan.files.map(({ ref, path, blob }) => ({ ref, path, size: blob.size }));
    this.#dispatch({ type: 'chosen', files, skipped: plan.skipped.length });
  }

  async #takeUp(remembered: RememberedUpload, chosen: readonly ChosenFile[]): Promise<Choice | undefined> {
    const plan = await planUpload(remembered.salt, chosen);
    const ticket = await this.#deps.door.refresh(remembered.uploadId);
    if (ticket?.status !== 'OPEN') {
      this.#deps.memory.forget();
      return undefined;
    }
    const wanted = ticket.files.filter(({ parts }) => parts.length > 0);
    const refs = new Set(plan.files.map(({ ref }) => ref));
    const matched = wanted.filter(({ clientRef }) => refs.has(clientRef)).length;
    if (matched < wanted.length) return { kind: 'mismatch', matched, wanted: wanted.length };
    this.#salt = remembered.salt;
    const belongs = new Set(ticket.files.map(({ clientRef }) => clientRef));
    this.#show({ ...plan, files: plan.files.filter(({ ref }) => belongs.has(ref)) });
    void this.#send(ticket, this.#generation);
    return { kind: 'resumed' };
  }

  /** Hashes and opens the upload, with an order if one was made, and sends everything. */
  async start(order: UploadOrder | undefined): Promise<void> {
    const generation = this.#generation;
    const digests: FileDigest[] = [];
    this.#mayHaveOrdered = order !== undefined;
    try {
      for (const { ref, blob } of this.#plan.files) {
        this.#dispatch({ type: 'hashing', ref });
        const { dicom, parts } = await this.#deps.hash(blob);
        if (generation !== this.#generation) return;
        this.#dispatch({ type: 'hashed', ref, dicom });
        digests.push({ clientRef: ref, sizeBytes: String(blob.size), partSha256: parts });
      }
      if (JSON.stringify(digests).length > MOST_LIST_CHARACTERS)
        return this.#dispatch({ type: 'refused', refusal: { code: 'TOO_MANY_FILES', message: '' } });
      this.#dispatch({ type: 'opening' });
      const answer = await this.#deps.door.open(digests, order);
      if (generation !== this.#generation) return;
      if ('refusal' in answer) return this.#dispatch({ type: 'refused', refusal: answer.refusal });
      this.#deps.memory.save({
        uploadId: answer.ticket.id,
        salt: this.#salt,
        files: this.#plan.files.length,
        bytes: this.#plan.totalBytes,
        openedAt: new Date(this.#deps.now()).toISOString(),
      });
      await this.#send(answer.ticket, generation);
    } catch (error) {
      if (generation !== this.#generation) return;
      this.#dispatch({ type: 'refused', refusal: { code: describeFault(error).code, message: '' } });
    }
  }

  async #send(ticket: UploadTicket, generation: number): Promise<void> {
    const blobs = new Map(this.#plan.files.map(({ ref, blob }) => [ref, blob]));
    const missing = ticket.files.map(({ clientRef, parts }) => [clientRef, parts.map((p) => p.partNumber)] as const);
    const sizes = [...blobs].map(([ref, blob]) => [ref, partRanges(blob.size).map(({ length }) => length)] as const);
    this.#dispatch({
      type: 'opened',
      uploadId: ticket.id,
      missing: Object.fromEntries(missing),
      partSizes: Object.fromEntries(sizes),
    });
    const sending = new AbortController();
    this.#sending = sending;
    try {
      const end = await sendMissingParts(
        ticket,
        {
          ...this.#deps,
          refresh: () => this.#deps.door.refresh(ticket.id),
          blobOf: (ref) => blobs.get(ref),
          onProgress: (ref, part, bytes) => {
            if (!sending.signal.aborted) this.#dispatch({ type: 'progress', ref, part, bytes });
          },
          onSent: (ref, part, bytes, last) => this.#dispatch({ type: 'partSent', ref, part, bytes, last }),
        },
        sending.signal,
      );
      if (end.kind === 'stalled') return this.#dispatch({ type: 'stalled', code: end.code });
      await this.#close(ticket.id, generation);
    } catch {
      // Aborted by pause() or clear(), or the gateway could not be reached to close: resume() asks it what is missing.
      if (generation === this.#generation && !sending.signal.aborted)
        this.#dispatch({ type: 'stalled', code: 'NETWORK' });
    }
  }

  async #close(uploadId: string, generation: number): Promise<void> {
    this.#dispatch({ type: 'closing' });
    const answer = await this.#deps.door.complete(uploadId);
    if (generation !== this.#generation) return;
    this.#deps.memory.forget();
    if ('refusal' in answer) return this.#dispatch({ type: 'refused', refusal: answer.refusal });
    void this.#watch(uploadId, generation);
  }

  async #watch(uploadId: string, generation: number): Promise<void> {
    this.#dispatch({ type: 'receiving' });
    let patience = this.#mayHaveOrdered ? ORDER_PATIENCE_MS : 0;
    for (let pause = 600; generation === this.#generation; pause = Math.min(4000, pause * 1.3)) {
      const ticket = await this.#deps.door.refresh(uploadId).catch(() => undefined);
      if (generation !== this.#generation) return;
      if (ticket?.status === 'RECEIVED') {
        const outcomes = ticket.files.flatMap((file) =>
          file.outcome ? [[file.clientRef, file.outcome] as const] : [],
        );
        this.#dispatch({
          type: 'received',
          outcomes: Object.fromEntries(outcomes),
          studyIds: ticket.studies.map(({ id }) => id),
          diagnosisIds: ticket.diagnoses.map(({ id }) => id),
        });
        if (ticket.diagnoses.length >= ticket.studies.length || patience <= 0) return;
        patience -= pause;
      }
      await this.#deps.wait(pause, new AbortController().signal);
    }
  }

  /** Stops sending at once; what had arrived stays. */
  pause(): void {
    this.#dispatch({ type: 'paused' });
    this.#sending?.abort();
  }

  /** Goes on after a pause or a stall, from what the gateway says is missing. */
  async resume(): Promise<void> {
    const { uploadId } = this.#state;
    if (uploadId === undefined) return;
    const generation = this.#generation;
    this.#dispatch({ type: 'resumed' });
    try {
      const ticket = await this.#deps.door.refresh(uploadId);
      if (generation !== this.#generation) return;
      if (ticket === undefined) return this.#dispatch({ type: 'stalled', code: 'UPLOAD_GONE' });
      if (ticket.status !== 'OPEN') return void this.#watch(uploadId, generation);
      await this.#send(ticket, generation);
    } catch {
      if (generation === this.#generation) this.#dispatch({ type: 'stalled', code: 'NETWORK' });
    }
  }

  /** Forgets everything: stops what runs, and also the unfinished upload of before. */
  clear(): void {
    this.#generation += 1;
    this.#sending?.abort();
    this.#deps.memory.forget();
    this.#plan = NOTHING;
    this.#dispatch({ type: 'cleared' });
  }
}
