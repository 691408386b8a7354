// One upload from disk to stored studies: announced, sent, closed, received; goes on where an interrupted run stopped.
import type { CommandContext } from '../command-context.ts';
import { stateFolder } from '../config.ts';
import { CommandError, EXIT } from '../exit-code.ts';
import type { GatewayClient } from '../gateway-client.ts';
import {
  CloseUploadDocument,
  type Lane,
  OpenUploadDocument,
  UploadByIdDocument,
  type UploadStateFragment,
} from '../generated/operations.ts';
import { poll } from '../poll.ts';
import { ProgressBar } from '../terminal/progress-bar.ts';
import type { LocalFile } from './find-files.ts';
import { hashParts } from './hash-parts.ts';
import { PartFailed, sendParts } from './send-parts.ts';
import { type AnnouncedFile, UploadMemory, type UploadState } from './upload-state.ts';

export type UploadRequest = {
  readonly files: readonly LocalFile[];
  readonly product: string | undefined;
  readonly lane: Lane;
  readonly parallel: number;
};

/** What became of an upload: its last state, and the local path of each file by its name in the upload. */
export type UploadResult = { readonly upload: UploadStateFragment; readonly paths: ReadonlyMap<string, string> };

const SENDING_ROUNDS = 5;
/** A diagnosis is ordered by the server when the study is complete: moments after its files were received. */
const ORDER_PATIENCE_MS = 60_000;

/** A refusal as an error that carries its code. */
const refused = ({ code, message }: { readonly code: string; readonly message: string }): CommandError =>
  new CommandError(EXIT.partial, message, code);

/** Runs one upload. */
export class UploadRun {
  readonly #client: GatewayClient;
  readonly #context: CommandContext;
  readonly #request: UploadRequest;
  readonly #memory: UploadMemory;

  constructor(client: GatewayClient, context: CommandContext, request: UploadRequest) {
    this.#client = client;
    this.#context = context;
    this.#request = request;
    const { url, apiKey } = client.connection;
    this.#memory = new UploadMemory(stateFolder(context.env), { url, apiKey, ...request });
  }

  async run(): Promise<UploadResult> {
    const { state, upload } = (await this.#resume()) ?? (await this.#open());
    const received = await this.#receive(upload.status === 'OPEN' ? await this.#send(state, upload) : upload);
    const ordered = await this.#awaitOrders(received);
    await this.#memory.forget();
    return { upload: ordered, paths: new Map(state.files.map(({ clientRef, path }) => [clientRef, path])) };
  }

  async #read(id: string): Promise<UploadStateFragment | undefined> {
    return (await this.#client.send(UploadByIdDocument, { id })).studyUpload ?? undefined;
  }

  async #resume() {
    const state = await this.#memory.recall();
    const upload = state && (await this.#read(state.uploadId));
    if (state === undefined || upload === undefined) return undefined;
    this.#context.terminal.err(`${this.#context.say('resumed')}\n`);
    return { state, upload };
  }

  async #open() {
    const { files, product, lane } = this.#request;
    const announced = await this.#announce();
    const { openStudyUpload: answer } = await this.#client.send(OpenUploadDocument, {
      input: {
        files: announced.map(({ clientRef, sizeBytes, partSha256 }) => ({
          clientRef,
          sizeBytes: String(sizeBytes),
          partSha256,
        })),
        lane,
        ...(product === undefined ? {} : { productId: product }),
      },
    });
    if (answer.__typename === 'Refused') throw refused(answer);
    const state: UploadState = { uploadId: answer.id, files: announced };
    if (files.length > 0) await this.#memory.keep(state);
    return { state, upload: answer as UploadStateFragment };
  }

  async #announce(): Promise<AnnouncedFile[]> {
    const { files } = this.#request;
    const { terminal, say, signal } = this.#context;
    const bar = new ProgressBar(
      terminal,
      say('hashing'),
      files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    );
    const announced: AnnouncedFile[] = [];
    for (const [index, file] of files.entries()) {
      signal.throwIfAborted();
      const partSha256 = [...(await hashParts(file.path, (count) => bar.add(count)))];
      announced.push({ ...file, clientRef: String(index + 1).padStart(5, '0'), partSha256 });
    }
    bar.end();
    return announced;
  }

  /** Sends what is missing, with fresh URLs each round, and closes the upload. */
  async #send(state: UploadState, opened: UploadStateFragment): Promise<UploadStateFragment> {
    const { terminal, say, signal } = this.#context;
    const paths = new Map(state.files.map(({ clientRef, path }) => [clientRef, path]));
    let upload = opened;
    for (let round = 1; round <= SENDING_ROUNDS; round += 1) {
      const parts = upload.files.flatMap((file) =>
        file.parts.map((part) => ({ path: paths.get(file.clientRef) ?? '', part })),
      );
      const bar = new ProgressBar(
        terminal,
        say('sending'),
        parts.reduce((sum, { part }) => sum + Number(part.length), 0),
      );
      try {
        await sendParts(parts, this.#request.parallel, signal, (bytes) => bar.add(bytes));
        const { completeStudyUpload: closed } = await this.#client.send(CloseUploadDocument, { id: upload.id });
        if (closed.__typename !== 'Refused') return closed as UploadStateFragment;
        if (closed.code !== 'UPLOAD_INCOMPLETE') throw refused(closed);
      } catch (error) {
        if (!(error instanceof PartFailed) || round === SENDING_ROUNDS) throw asNetworkError(error);
      } finally {
        bar.end();
      }
      upload = (await this.#read(upload.id)) ?? upload;
    }
    throw new CommandError(
      EXIT.network,
      say('serverFailed', { code: 'UPLOAD_INCOMPLETE', trace: '-' }),
      'UPLOAD_INCOMPLETE',
    );
  }

  async #receive(upload: UploadStateFragment): Promise<UploadStateFragment> {
    const { terminal, say, signal } = this.#context;
    const count = (state: UploadStateFragment): number => state.files.filter(({ outcome }) => outcome !== null).length;
    const onAnswer = (state: UploadStateFragment): void => {
      if (terminal.isInteractive) terminal.err(`\r${say('receiving')} ${count(state)}/${state.files.length}\u001b[K`);
    };
    const ask = async (): Promise<UploadStateFragment> => (await this.#read(upload.id)) ?? upload;
    const received = await poll({ ask, until: ({ status }) => status === 'RECEIVED', signal, onAnswer });
    if (terminal.isInteractive) terminal.err('\r\u001b[K');
    return received;
  }

  async #awaitOrders(upload: UploadStateFragment): Promise<UploadStateFragment> {
    if (this.#request.product === undefined || upload.studies.length === 0) return upload;
    return poll({
      ask: async () => (await this.#read(upload.id)) ?? upload,
      until: ({ diagnoses, studies }) => diagnoses.length >= studies.length,
      signal: this.#context.signal,
      giveUpAfterMs: ORDER_PATIENCE_MS,
    });
  }
}

const asNetworkError = (error: unknown): unknown =>
  error instanceof PartFailed ? new CommandError(EXIT.network, error.message, 'PART_FAILED') : error;
