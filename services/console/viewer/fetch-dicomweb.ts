// Questions to the DICOMweb door, with the session cookie; answers outside 2xx become faults with their status.
import { HttpFault } from '../session/fault.ts';
import { describeImage, type ImageDescription } from './describe-image.ts';
import { framePath, metadataPath, picturePath, wadoPath } from './dicomweb-path.ts';
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

/** One frame's greys: raw, little-endian. */
export const fetchGreys = async (instanceId: string, frame: number, signal: AbortSignal): Promise<Uint8Array> =>
  new Uint8Array(await (await ask(framePath(instanceId, frame), 'application/octet-stream', signal)).arrayBuffer());

/** One frame as the server renders it, for images in colour. */
export const fetchPicture = async (instanceId: string, frame: number, signal: AbortSignal): Promise<ImageData> => {
  const picture = await createImageBitmap(
    await (await ask(picturePath(instanceId, frame), 'image/png', signal)).blob(),
  );
  const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
  if (context === null) throw new TypeError('no canvas');
  context.drawImage(picture, 0, 0);
  return context.getImageData(0, 0, picture.width, picture.height);
};

/** How an instance's pixels are to be read, from its metadata (PS3.18 section 10.4.1.1.2, DICOM JSON). */
export const fetchDescription = async (instanceId: string, signal: AbortSignal): Promise<ImageDescription> => {
  const answer: unknown = await (await ask(metadataPath(instanceId), 'application/dicom+json', signal)).json();
  return describeImage(answer);
};

/** A whole DICOM instance as a file; servers may answer alone or as the one part of a multipart body. */
export const fetchInstance = async (path: string): Promise<Uint8Array<ArrayBuffer>> => {
  const response = await ask(wadoPath(path), 'application/dicom, multipart/related; type="application/dicom"; q=0.5');
  const bytes = new Uint8Array(await response.arrayBuffer());
  return firstBodyPart(bytes, response.headers.get('content-type') ?? '');
};
