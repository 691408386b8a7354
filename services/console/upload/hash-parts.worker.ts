// The hashing worker: SHA-256 of every 8 MiB part of a file, off the page's own thread.
import { partRanges } from './plan-upload.ts';

export type HashRequest = { readonly job: number; readonly blob: Blob };
export type HashReply = { readonly job: number } & (
  | { readonly dicom: boolean; readonly parts: readonly string[] }
  | { readonly error: string }
);

const hex = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

// PS3.10 section 7.1: 128 bytes of preamble, then "DICM".
const looksLikeDicom = async (blob: Blob): Promise<boolean> => (await blob.slice(128, 132).text()) === 'DICM';

const hashBlob = async (blob: Blob): Promise<{ dicom: boolean; parts: string[] }> => {
  const parts: string[] = [];
  for (const { offset, length } of partRanges(blob.size))
    parts.push(hex(await crypto.subtle.digest('SHA-256', await blob.slice(offset, offset + length).arrayBuffer())));
  return { dicom: await looksLikeDicom(blob), parts };
};

self.addEventListener('message', ({ data: { job, blob } }: MessageEvent<HashRequest>) => {
  const reply = (message: HashReply) => self.postMessage(message);
  hashBlob(blob).then(
    (result) => reply({ job, ...result }),
    (error: unknown) => reply({ job, error: error instanceof Error ? error.name : 'UNREADABLE' }),
  );
});
