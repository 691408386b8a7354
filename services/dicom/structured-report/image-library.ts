// The images a report rests on: as library in the content tree (TID 1600) and as evidence in the header (PS3.3 C.17.2).
import { Dataset } from '../dataset.ts';
import { decimal, integer, text } from '../element-values.ts';
import { putItems, putText } from '../put-elements.ts';
import { Tag } from '../tag.ts';
import { type Code, Codes, code, MODALITY_MEANINGS } from './code.ts';
import { codeItem, containerItem, imageItem, numberItem } from './content-item.ts';

const uidOf = (source: Dataset, tag: Tag): string => {
  const uid = text(source, tag);
  if (uid === undefined) throw new Error('a source of a report lacks one of its UIDs');
  return uid;
};

const groupBy = (sources: readonly Dataset[], tag: Tag): Map<string, Dataset[]> => {
  const groups = new Map<string, Dataset[]>();
  for (const source of sources) {
    const uid = uidOf(source, tag);
    const group = groups.get(uid) ?? [];
    group.push(source);
    groups.set(uid, group);
  }
  return groups;
};

/** What all images of a series have in common (TID 1602, 1604). */
const descriptors = (source: Dataset, targetRegion: Code | undefined): Dataset[] => {
  const modality = text(source, Tag.Modality) ?? '';
  const meaning = MODALITY_MEANINGS[modality];
  const number = (concept: Code, value: number | undefined, unit: Code) =>
    value === undefined ? [] : [numberItem('HAS ACQ CONTEXT', concept, value, unit)];
  return [
    ...(meaning ? [codeItem('HAS ACQ CONTEXT', Codes.modality, code(modality, 'DCM', meaning))] : []),
    ...(targetRegion ? [codeItem('HAS ACQ CONTEXT', Codes.targetRegion, targetRegion)] : []),
    ...number(Codes.pixelDataRows, integer(source, Tag.Rows), Codes.pixels),
    ...number(Codes.pixelDataColumns, integer(source, Tag.Columns), Codes.pixels),
    ...number(Codes.sliceThickness, decimal(source, Tag.SliceThickness), Codes.millimetre),
  ];
};

/** The image library: one group for each series. */
export const imageLibrary = (sources: readonly Dataset[], targetRegion?: Code): Dataset =>
  containerItem(
    'CONTAINS',
    Codes.imageLibrary,
    [...groupBy(sources, Tag.SeriesInstanceUID).values()].map((series) =>
      containerItem('CONTAINS', Codes.imageLibraryGroup, [
        ...descriptors(series[0] as Dataset, targetRegion),
        ...series.map((source) =>
          imageItem('CONTAINS', uidOf(source, Tag.SOPClassUID), uidOf(source, Tag.SOPInstanceUID)),
        ),
      ]),
    ),
    '1600',
  );

const referenceOf = (source: Dataset): Dataset => {
  const reference = new Dataset();
  putText(reference, Tag.ReferencedSOPClassUID, uidOf(source, Tag.SOPClassUID));
  putText(reference, Tag.ReferencedSOPInstanceUID, uidOf(source, Tag.SOPInstanceUID));
  return reference;
};

/** Items of the Current Requested Procedure Evidence Sequence: every image that the content tree refers to. */
export const evidence = (sources: readonly Dataset[]): Dataset[] =>
  [...groupBy(sources, Tag.StudyInstanceUID)].map(([studyUid, ofStudy]) => {
    const study = new Dataset();
    putText(study, Tag.StudyInstanceUID, studyUid);
    const series = [...groupBy(ofStudy, Tag.SeriesInstanceUID)].map(([seriesUid, ofSeries]) => {
      const item = new Dataset();
      putText(item, Tag.SeriesInstanceUID, seriesUid);
      putItems(item, Tag.ReferencedSOPSequence, ofSeries.map(referenceOf));
      return item;
    });
    putItems(study, Tag.ReferencedSeriesSequence, series);
    return study;
  });
