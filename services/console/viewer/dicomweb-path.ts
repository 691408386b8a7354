// Addresses below the DICOMweb door of our own origin.

const ROOT = '/dicomweb';

/** The decoded pixels of one frame (counted from 1), raw and little-endian. */
export const framePath = (instanceId: string, frame: number): string =>
  `${ROOT}/instances/${encodeURIComponent(instanceId)}/frames/${frame}`;

/** How the pixels of an instance are to be read (DICOM JSON). */
export const metadataPath = (instanceId: string): string =>
  `${ROOT}/instances/${encodeURIComponent(instanceId)}/metadata`;

/** One frame as a picture, colours resolved. */
export const picturePath = (instanceId: string, frame: number): string => `${framePath(instanceId, frame)}/rendered`;

/** A small picture of an instance, for thumbnails. */
export const renderedPath = (instanceId: string): string =>
  `${ROOT}/instances/${encodeURIComponent(instanceId)}/rendered?viewport=112,112`;

/** A path that the gateway gave relative to the DICOMweb root. */
export const wadoPath = (relative: string): string => `${ROOT}/${relative.replace(/^\/+/, '')}`;
