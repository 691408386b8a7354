// Splits what is to be sent into uploads that fit one request. A study is kept together; the order goes with its last upload.

import { createReadStream } from 'node:fs';
import { readDicom, Tag, text } from '@hounsfield/dicom';
import { isRefusal } from '@hounsfield/kernel';
import type { LocalFile } from './find-files.ts';

/** Files in one upload: about 150 bytes each in a request of at most 256 KiB. */
export const FILES_AT_ONCE = 1_200;

/** One upload to be; `completesStudies` is false for all but the last piece of a study that fills several. */
export type Batch = { readonly files: readonly LocalFile[]; readonly completesStudies: boolean };

const studyOf = async ({ path }: LocalFile): Promise<string> => {
  const dicom = await readDicom(createReadStream(path));
  return isRefusal(dicom) ? '' : (text(dicom.dataset, Tag.StudyInstanceUID) ?? '');
};

/** Plans the uploads; files are only opened when there are too many for one. */
export const planBatches = async (files: readonly LocalFile[], atOnce = FILES_AT_ONCE): Promise<readonly Batch[]> => {
  if (files.length <= atOnce) return [{ files, completesStudies: true }];
  const studies = new Map<string, LocalFile[]>();
  for (const file of files) {
    const study = await studyOf(file);
    studies.set(study, [...(studies.get(study) ?? []), file]);
  }
  const batches: Batch[] = [];
  let open: LocalFile[] = [];
  const close = (): void => {
    if (open.length > 0) batches.push({ files: open, completesStudies: true });
    open = [];
  };
  for (const study of studies.values()) {
    if (open.length + study.length > atOnce) close();
    let rest = study;
    for (; rest.length > atOnce; rest = rest.slice(atOnce))
      batches.push({ files: rest.slice(0, atOnce), completesStudies: false });
    open.push(...rest);
  }
  close();
  return batches;
};
