// Stand-ins for values that must not be empty, one per value representation (action D of PS3.15 Table E.1-1a).
import { Dataset } from '../dataset.ts';
import { putBytes, putItems, putNumbers, putText } from '../put-elements.ts';
import { Tag } from '../tag.ts';
import { VR_TRAITS, type Vr } from '../vr.ts';

const TEXT: Partial<Record<Vr, string>> = {
  AE: 'ANONYMOUS',
  AS: '000Y',
  CS: 'ANONYMOUS',
  DA: '19000101',
  DS: '0',
  DT: '19000101',
  IS: '0',
  PN: 'ANONYMOUS',
  TM: '000000',
  UI: '2.25.0',
  UR: 'urn:anonymous',
};

/** The word that stands where a type 1 text had nothing harmless in it. */
const DUMMY_TEXT = 'REMOVED';

const dummyCode = (): Dataset => {
  const item = new Dataset();
  putText(item, Tag.CodeValue, 'ANONYMOUS');
  putText(item, Tag.CodingSchemeDesignator, '99HNSF');
  putText(item, Tag.CodeMeaning, 'Anonymous');
  return item;
};

/** Sets a non-empty value that says nothing. */
export const putDummy = (dataset: Dataset, tag: Tag, vr: Vr): void => {
  const traits = VR_TRAITS[vr];
  if (vr === 'SQ') putItems(dataset, tag, [dummyCode()]);
  else if (traits.kind === 'text') putText(dataset, tag, TEXT[vr] ?? DUMMY_TEXT, vr);
  else if (traits.kind === 'octets' || vr === 'UN')
    putBytes(dataset, tag, new Uint8Array(Math.max(2, traits.unit)), vr);
  else putNumbers(dataset, tag, 0, vr);
};
