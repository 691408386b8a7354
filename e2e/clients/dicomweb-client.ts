// A caller of the DICOMweb door: stores, searches and retrieves with an API key.
import { randomUUID } from 'node:crypto';

export type Answered = { readonly status: number; readonly body: Buffer };

/** What STOW-RS answers, by what counts here. */
export type Stored = { readonly status: number; readonly stored: number; readonly reasons: readonly number[] };

type JsonDataset = Readonly<Record<string, { readonly Value?: readonly unknown[] }>>;

/** One GET under `/dicomweb`. */
export const retrieve = async (consoleUrl: string, path: string, apiKey: string, accept = '*/*'): Promise<Answered> => {
  const response = await fetch(`${consoleUrl}/dicomweb${path}`, {
    headers: { authorization: `Bearer ${apiKey}`, accept },
  });
  return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
};

/** A search; the datasets found. */
export const search = async (consoleUrl: string, path: string, apiKey: string): Promise<readonly JsonDataset[]> => {
  const { status, body } = await retrieve(consoleUrl, path, apiKey, 'application/dicom+json');
  if (status !== 200) throw new Error(`QIDO-RS answered ${status}: ${body}`);
  return JSON.parse(body.toString()) as readonly JsonDataset[];
};

/** The first value of an attribute, as text. */
export const textOf = (dataset: JsonDataset | undefined, tag: string): string => String(dataset?.[tag]?.Value?.[0]);

const itemsOf = (dataset: JsonDataset, tag: string): readonly JsonDataset[] =>
  (dataset[tag]?.Value ?? []) as readonly JsonDataset[];

/** Sends files as one store request. */
export const store = async (consoleUrl: string, files: readonly Uint8Array[], apiKey: string): Promise<Stored> => {
  const boundary = randomUUID();
  const parts = files.flatMap((file) => [
    Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
    file,
    Buffer.from('\r\n'),
  ]);
  const response = await fetch(`${consoleUrl}/dicomweb/studies`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${apiKey}`,
      accept: 'application/dicom+json',
      'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}`,
    },
    body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
  });
  const answer = JSON.parse(await response.text()) as JsonDataset;
  // (0008,1199) what is stored, (0008,1198) and (0008,119A) what is not, each with its (0008,1197) reason.
  const refused = [...itemsOf(answer, '00081198'), ...itemsOf(answer, '0008119A')];
  return {
    status: response.status,
    stored: itemsOf(answer, '00081199').length,
    reasons: refused.map((item) => Number(textOf(item, '00081197'))),
  };
};
