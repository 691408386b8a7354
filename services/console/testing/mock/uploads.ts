// The mock's uploads: presigned parts of a store that checks length and SHA-256 as the real one does, and can fail on purpose.
import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Lane } from '../../generated/operations.ts';
import type { LiveReads } from './live-reads.ts';
import type { World } from './make-world.ts';
import { CT_SERIES, type Study } from './world.ts';

type Part = { readonly sha256: string; readonly offset: number; readonly length: number; body: Buffer | undefined };
type File = { readonly clientRef: string; readonly parts: Part[] };
type Upload = {
  readonly id: string;
  readonly ownerId: string;
  status: 'OPEN' | 'RECEIVING' | 'RECEIVED';
  readonly files: File[];
  readonly order: { readonly productId: string; readonly lane: Lane } | undefined;
  studies: Study[];
  diagnoses: Study['diagnoses'];
};

const PART_BYTES = 8 * 1024 * 1024;

export type OpenInput = {
  readonly files: readonly {
    readonly clientRef: string;
    readonly sizeBytes: string;
    readonly partSha256: readonly string[];
  }[];
  readonly productId?: string | null;
  readonly lane: Lane;
};

export class MockUploads {
  readonly #uploads = new Map<string, Upload>();
  readonly #world: World;
  readonly #reads: LiveReads;
  /** The store's origin: another one than the console's, as in production. */
  storeOrigin = '';
  /** How many of the next PUTs answer 503. */
  failing = 0;
  /** True while the store refuses connections. */
  down = false;
  /** Milliseconds a PUT takes. */
  delay = 0;
  /** PUTs that arrived whole, in order. */
  readonly stored: string[] = [];
  /** The largest number of PUTs seen at the same time. */
  mostAtOnce = 0;
  #atOnce = 0;

  constructor(world: World, reads: LiveReads) {
    this.#world = world;
    this.#reads = reads;
  }

  open(ownerId: string, { files, productId, lane }: OpenInput): object {
    const upload: Upload = {
      id: randomUUID(),
      ownerId,
      status: 'OPEN',
      order: productId ? { productId, lane } : undefined,
      studies: [],
      diagnoses: [],
      files: files.map(({ clientRef, sizeBytes, partSha256 }) => ({
        clientRef,
        parts: partSha256.map((sha256, at) => ({
          sha256,
          offset: at * PART_BYTES,
          length: Math.min(PART_BYTES, Number(sizeBytes) - at * PART_BYTES),
          body: undefined,
        })),
      })),
    };
    this.#uploads.set(upload.id, upload);
    return this.ticket(upload);
  }

  find(ownerId: string, id: string): Upload | undefined {
    const upload = this.#uploads.get(id);
    return upload?.ownerId === ownerId ? upload : undefined;
  }

  /** What GraphQL answers of an upload. */
  ticket(upload: Upload): object {
    return {
      __typename: 'StudyUpload',
      ...upload,
      files: upload.files.map(({ clientRef, parts }, file) => {
        const first = parts[0]?.body;
        const isDicom = first?.subarray(128, 132).toString('latin1') === 'DICM';
        return {
          clientRef,
          parts: parts.flatMap(({ body, offset, length, sha256 }, at) =>
            body === undefined
              ? [
                  {
                    partNumber: at + 1,
                    offset: String(offset),
                    length: String(length),
                    url: `${this.storeOrigin}/${upload.id}/${file}/${at}`,
                    headers: [
                      { name: 'content-length', value: String(length) },
                      { name: 'x-amz-checksum-sha256', value: Buffer.from(sha256, 'hex').toString('base64') },
                    ],
                  },
                ]
              : [],
          ),
          outcome:
            upload.status !== 'RECEIVED'
              ? null
              : isDicom
                ? { stored: true }
                : { stored: false, code: 'NOT_DICOM', message: 'The file is not DICOM: the marker DICM is missing.' },
        };
      }),
    };
  }

  complete(upload: Upload): object {
    upload.status = 'RECEIVING';
    setTimeout(() => this.#receive(upload), 700).unref();
    return this.ticket(upload);
  }

  #receive(upload: Upload): void {
    const study: Study = {
      id: randomUUID(),
      ownerId: upload.ownerId,
      status: 'COMPLETE',
      modality: 'CT',
      description: 'Uploaded study',
      patientName: 'Upload^Test',
      patientId: 'UP-1',
      receivedAt: new Date().toISOString(),
      series: CT_SERIES,
      diagnoses: [],
    };
    this.#world.studies.unshift(study);
    upload.studies = [study];
    if (upload.order) upload.diagnoses = [this.#reads.order(study, upload.order.productId, upload.order.lane)];
    upload.status = 'RECEIVED';
  }

  /** The store's door: CORS preflights and PUTs of parts. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('access-control-allow-origin', request.headers.origin ?? '*');
    response.setHeader('access-control-allow-headers', 'x-amz-checksum-sha256');
    response.setHeader('access-control-allow-methods', 'PUT');
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    if (this.down) return void request.socket.destroy();
    this.#atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce);
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      if (this.delay > 0) await new Promise((resolve) => setTimeout(resolve, this.delay));
      const status = this.#store(request.url ?? '', Buffer.concat(chunks), request.headers['x-amz-checksum-sha256']);
      response.writeHead(status).end();
    } finally {
      this.#atOnce -= 1;
    }
  }

  #store(url: string, body: Buffer, checksum: string | string[] | undefined): number {
    if (this.failing > 0) {
      this.failing -= 1;
      return 503;
    }
    const [, id = '', file = '', at = ''] = url.split('/');
    const part = this.#uploads.get(id)?.files[Number(file)]?.parts[Number(at)];
    if (part === undefined || body.length !== part.length) return 403;
    const digest = createHash('sha256').update(body).digest();
    if (digest.toString('hex') !== part.sha256 || digest.toString('base64') !== checksum) return 400;
    part.body = body;
    this.stored.push(url);
    return 200;
  }
}
