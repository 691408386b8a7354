// The value representation to treat an element by: its own, or the dictionary's where the sender only wrote UN.
import type { DicomElement } from '../dataset.ts';
import { dictionaryVr } from '../tag.ts';
import { VR_TRAITS, type Vr } from '../vr.ts';

/** UN of a known attribute is read as what it is; sequences that came as UN bytes stay UN, since nobody has read their items. */
export const readableVr = (element: DicomElement): Vr => {
  if (element.vr !== 'UN') return element.vr;
  const known = dictionaryVr(element.tag);
  return known !== undefined && VR_TRAITS[known].kind !== 'sequence' ? known : 'UN';
};
