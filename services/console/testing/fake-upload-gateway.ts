// A gateway and object store in memory, for tests of the upload: strict about parts, and able to fail on demand.
import { createHash } from 'node:crypto';
import type { HashParts } from '../upload/hash-parts.ts';
import { partRanges } from '../upload/plan-upload.ts';
import type { SendPart, SendResult } from '../upload/send-part.ts';
import type { DoorAnswer, FileDigest, UploadDoor, UploadOrder, UploadTicket } from '../upload/upload-door.ts';

type Stored = { readonly file: FileDigest; readonly parts: Map<number, Uint8Array> };

export class FakeGateway implements UploadDoor {
  readonly id = 'upload-1';
  status: UploadTicket['status'] = 'OPEN';
  readonly files = new Map<string, Stored>();
  orders: (UploadOrder | undefined)[] = [];
  /** Addresses of an older generation have expired. */
  generation = 1;
  refreshes = 0;
  /** What the store answers to the next PUTs, instead of storing. */
  readonly trouble: SendResult[] = [];
  /** References that are refused once received. */
  readonly rejected = new Set<string>();
  atOnce = 0;
  mostAtOnce = 0;
  readonly puts: string[] = [];
  /** Answers about the received upload before what was ordered with it shows: an order is placed after the last file. */
  placingOrder = 2;
  refusal: { code: string; message: string } | undefined;

  async open(files: readonly FileDigest[], order: UploadOrder | undefined): Promise<DoorAnswer> {
    if (this.refusal) return { refusal: this.refusal };
    this.orders.push(order);
    for (const file of files) this.files.set(file.clientRef, { file, parts: new Map() });
    return { ticket: this.ticket() };
  }

  async refresh(uploadId: string): Promise<UploadTicket | undefined> {
    this.refreshes += 1;
    return uploadId === this.id ? this.ticket() : undefined;
  }

  async complete(): Promise<DoorAnswer> {
    const missing = this.ticket().files.some(({ parts }) => parts.length > 0);
    if (missing) return { refusal: { code: 'PARTS_MISSING', message: 'Parts are missing.' } };
    this.status = 'RECEIVED';
    return { ticket: this.ticket() };
  }

  ticket(): UploadTicket {
    const ordered = this.status === 'RECEIVED' && this.orders[0] !== undefined && this.placingOrder-- <= 0;
    return {
      __typename: 'StudyUpload',
      id: this.id,
      status: this.status,
      studies: this.status === 'RECEIVED' ? [{ __typename: 'Study', id: 'study-1' }] : [],
      diagnoses: ordered ? [{ __typename: 'Diagnosis', id: 'diagnosis-1' }] : [],
      files: [...this.files].map(([clientRef, { file, parts }]) => ({
        __typename: 'UploadFile',
        clientRef,
        parts: partRanges(Number(file.sizeBytes)).flatMap(({ offset, length }, at) =>
          parts.has(at + 1)
            ? []
            : [
                {
                  __typename: 'UploadPart' as const,
                  partNumber: at + 1,
                  offset: String(offset),
                  length: String(length),
                  url: `${clientRef}/${at + 1}?generation=${this.generation}`,
                  headers: [],
                },
              ],
        ),
        outcome:
          this.status !== 'RECEIVED'
            ? null
            : this.rejected.has(clientRef)
              ? { __typename: 'FileOutcome', stored: false, code: 'NOT_DICOM', message: 'The file is not DICOM.' }
              : { __typename: 'FileOutcome', stored: true, code: null, message: null },
      })),
    };
  }

  readonly send: SendPart = async (part, body, onProgress, signal) => {
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    try {
      onProgress(Math.floor(body.size / 2));
      const bytes = new Uint8Array(await body.arrayBuffer());
      await new Promise((resolve) => setTimeout(resolve, 1));
      signal.throwIfAborted();
      const trouble = this.trouble.shift();
      if (trouble) return trouble;
      const [, ref = '', number = '', generation = ''] = /^(.+)\/(\d+)\?generation=(\d+)$/.exec(part.url) ?? [];
      if (Number(generation) !== this.generation) return { kind: 'expired', code: 'HTTP_403' };
      const stored = this.files.get(ref);
      const digest = createHash('sha256').update(bytes).digest('hex');
      if (stored?.file.partSha256[Number(number) - 1] !== digest) return { kind: 'refused', code: 'HTTP_400' };
      stored.parts.set(Number(number), bytes);
      this.puts.push(`${ref}/${number}`);
      return { kind: 'sent' };
    } finally {
      this.atOnce -= 1;
    }
  };

  /** The bytes that arrived of a file. */
  bytesOf(ref: string): Uint8Array {
    const parts = [...(this.files.get(ref)?.parts ?? [])].sort(([a], [b]) => a - b).map(([, bytes]) => bytes);
    return new Uint8Array(Buffer.concat(parts));
  }
}

/** Hashes as the worker does. */
export const hashInProcess: HashParts = async (blob) => ({
  dicom: (await blob.slice(128, 132).text()) === 'DICM',
  parts: await Promise.all(
    partRanges(blob.size).map(async ({ offset, length }) =>
      createHash('sha256')
        .update(new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()))
        .digest('hex'),
    ),
  ),
});
