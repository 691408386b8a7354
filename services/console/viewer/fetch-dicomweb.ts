// Questions to the DICOMweb door, with the session cookie; answers outside 2xx become faults with their status.
import { HttpFault } from '../session/fault.ts';
import { describeImage, type ImageDescription } from './describe-image.ts';
import { framePath, wadoPath } from './dicomweb-path.ts';
import { firstBodyPart } from './multipart.ts';

const ask = async (path: string, accept: string, signal?: AbortSignal): Promise<Response> => {
  const response = await fetch(path, {
    credentials: 'same-origin',
    headers: { accept },
    ...(signal === undefined ? {} : { signal }),
  });
  if (!response.ok) throw new HttpFault(response.status);
  return response;
};

/** One frame's pixels as they lie in memory: raw, little-endian. */
export const fetchFrame = async (instanceId: string, frame: number, signal: AbortSignal): Promise<Uint8Array> =>
  new Uint8Array(await (await ask(framePath(instanceId, frame), 'application/octet-stream', signal)).arrayBuffer());

/** How an instance's pixels are to be read, from its WADO-RS metadata (PS3.18 section 10.4.1.1.2, DICOM JSON). */
export const fetchDescription = async (path: string, signal: AbortSignal): Promise<ImageDescription> => {
  const answer: unknown = await (await ask(`${wadoPath(path)}/metadata`, 'application/dicom+json', signal)).json();
  return describeImage(answer);
};

/** A whole DICOM instance as a file; servers may answer alone or as the one part of a multipart body. */
export const fetchInstance = async (path: string): Promise<Uint8Array<ArrayBuffer>> => {
  const response = await ask(wadoPath(path), 'application/dicom, multipart/related; type="application/dicom"; q=0.5');
  const bytes = new Uint8Array(await response.arrayBuffer());
  return firstBodyPart(bytes, response.headers.get('content-type') ?? '');
};
