// DICOM person names for reading. Pure.

/**
 * A DICOM person name for reading: the ideographic group where there is one, then the alphabetic one
 * (PS3.5 section 6.2.1: `Wang^XiaoDong=王^小东`); carets part family and given names.
 */
export const readablePersonName = (name: string): string => {
  const [alphabetic = '', ideographic = ''] = name.split('=');
  const latin = alphabetic.split('^').filter(Boolean).join(', ');
  const han = ideographic.split('^').filter(Boolean).join('');
  if (han === '') return latin;
  return latin === '' ? han : `${han} (${latin})`;
};
