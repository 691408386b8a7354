// Which SOP classes (PS3.4 annex B.5) we store, and which of them are pictures: those without pixel data are refused at the door.

const STORAGE = '1.2.840.10008.5.1.4.1.1.';

const IMAGES: ReadonlySet<string> = new Set([
  ...['1', '1.1', '1.1.1', '1.2', '1.2.1', '1.3', '1.3.1'], // CR, DX, MG, intra-oral
  ...['2', '2.1', '2.2', '4', '4.1', '4.3', '4.4', '128', '128.1', '130', '20'], // CT, MR, PET, NM
  ...['3.1', '6.1', '6.2', '6.3', '7', '7.1', '7.2', '7.3', '7.4'], // US, secondary capture
  ...['12.1', '12.1.1', '12.2', '12.2.1', '13.1.1', '13.1.2', '13.1.3', '13.1.4', '13.1.5'], // XA, RF, 3-D X-ray, tomosynthesis
  ...['14.1', '14.2', '77.1.1', '77.1.1.1', '77.1.2', '77.1.2.1', '77.1.4', '77.1.4.1', '77.1.6'], // IVOCT, visible light, WSI
  ...['77.1.5.1', '77.1.5.2', '77.1.5.4', '77.1.5.5', '77.1.5.6', '77.1.5.7', '77.1.5.8', '481.1'], // ophthalmic, RT image
]);

/** True for composite objects that belong to a study; not for a DICOMDIR, a worklist item or a private class. */
export const isStorageClass = (sopClassUid: string): boolean => sopClassUid.startsWith(STORAGE);

/** True where an object of the class is nothing without pixel data. */
export const isImageClass = (sopClassUid: string): boolean =>
  isStorageClass(sopClassUid) && IMAGES.has(sopClassUid.slice(STORAGE.length));
