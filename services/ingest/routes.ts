// Addresses of DICOMweb resources, as answers point to them.
import type { OwnUids } from '@hounsfield/studies';

/** Absolute address of a study, a series or an instance; `base` is where `/dicomweb` is reached from outside. */
export const resourceUrl = (base: string, { studyUid, seriesUid, sopInstanceUid }: OwnUids): string =>
  [
    `${base}/dicomweb/studies/${studyUid}`,
    ...(seriesUid === undefined ? [] : [`series/${seriesUid}`]),
    ...(sopInstanceUid === undefined ? [] : [`instances/${sopInstanceUid}`]),
  ].join('/');
