// Content items of a structured report (PS3.3 C.17.3): a dataset each, built by value type.
import { Dataset } from '../dataset.ts';
import { decimalString, putItems, putNumbers, putText } from '../put-elements.ts';
import { Tag } from '../tag.ts';
import { type Code, Codes } from './code.ts';

/** How an item relates to the one above it. */
export type Relationship =
  | 'CONTAINS'
  | 'HAS OBS CONTEXT'
  | 'HAS ACQ CONTEXT'
  | 'HAS CONCEPT MOD'
  | 'HAS PROPERTIES'
  | 'INFERRED FROM';

const SHORTEST_LONG_CODE = 17;

/** A code as a dataset (PS3.3 section 8.8); values of more than 16 characters are Long Code Values. */
export const codeDataset = ({ value, scheme, meaning }: Code): Dataset => {
  const item = new Dataset();
  putText(item, value.length < SHORTEST_LONG_CODE ? Tag.CodeValue : Tag.LongCodeValue, value);
  putText(item, Tag.CodingSchemeDesignator, scheme);
  putText(item, Tag.CodeMeaning, meaning);
  return item;
};

const itemOf = (valueType: string, relationship: Relationship, concept: Code | undefined): Dataset => {
  const item = new Dataset();
  putText(item, Tag.RelationshipType, relationship);
  putText(item, Tag.ValueType, valueType);
  if (concept) putItems(item, Tag.ConceptNameCodeSequence, [codeDataset(concept)]);
  return item;
};

/** Hangs items below another one. */
export const withChildren = (item: Dataset, children: readonly Dataset[]): Dataset => {
  if (children.length > 0) putItems(item, Tag.ContentSequence, children);
  return item;
};

/** A template by its number in the DICOM content mapping resource. */
export const templateDataset = (identifier: string): Dataset => {
  const item = new Dataset();
  putText(item, Tag.MappingResource, 'DCMR');
  putText(item, Tag.TemplateIdentifier, identifier);
  return item;
};

/** A container of items, by template where it starts one. */
export const containerItem = (
  relationship: Relationship,
  concept: Code,
  children: readonly Dataset[],
  template?: string,
): Dataset => {
  const item = itemOf('CONTAINER', relationship, concept);
  putText(item, Tag.ContinuityOfContent, 'SEPARATE');
  if (template !== undefined) putItems(item, Tag.ContentTemplateSequence, [templateDataset(template)]);
  return withChildren(item, children);
};

/** Text under a concept. */
export const textItem = (relationship: Relationship, concept: Code, value: string): Dataset => {
  const item = itemOf('TEXT', relationship, concept);
  // The value goes in when the item hangs in its report and the report's character set holds for it: UTF-8 from the start.
  putText(item, Tag.SpecificCharacterSet, 'ISO_IR 192');
  putText(item, Tag.TextValue, value);
  item.delete(Tag.SpecificCharacterSet);
  return item;
};

/** A code under a concept. */
export const codeItem = (
  relationship: Relationship,
  concept: Code,
  value: Code,
  children: readonly Dataset[] = [],
): Dataset => {
  const item = itemOf('CODE', relationship, concept);
  putItems(item, Tag.ConceptCodeSequence, [codeDataset(value)]);
  return withChildren(item, children);
};

/** A UID under a concept. */
export const uidItem = (relationship: Relationship, concept: Code, value: string): Dataset => {
  const item = itemOf('UIDREF', relationship, concept);
  putText(item, Tag.UID, value);
  return item;
};

/** A number and its unit under a concept; without a number the item says that the measurement failed. */
export const numberItem = (
  relationship: Relationship,
  concept: Code,
  value: number | undefined,
  unit: Code,
  children: readonly Dataset[] = [],
): Dataset => {
  const item = itemOf('NUM', relationship, concept);
  if (value === undefined) {
    putItems(item, Tag.MeasuredValueSequence, []);
    putItems(item, Tag.NumericValueQualifierCodeSequence, [codeDataset(Codes.measurementFailure)]);
    return withChildren(item, children);
  }
  const measured = new Dataset();
  const written = decimalString(value);
  putText(measured, Tag.NumericValue, written);
  if (Number(written) !== value) putNumbers(measured, Tag.FloatingPointValue, value);
  putItems(measured, Tag.MeasurementUnitsCodeSequence, [codeDataset(unit)]);
  putItems(item, Tag.MeasuredValueSequence, [measured]);
  return withChildren(item, children);
};

/** A reference to an image, without a concept name of its own. */
export const imageItem = (
  relationship: Relationship,
  sopClassUid: string,
  sopInstanceUid: string,
  children: readonly Dataset[] = [],
): Dataset => {
  const item = itemOf('IMAGE', relationship, undefined);
  const reference = new Dataset();
  putText(reference, Tag.ReferencedSOPClassUID, sopClassUid);
  putText(reference, Tag.ReferencedSOPInstanceUID, sopInstanceUid);
  putItems(item, Tag.ReferencedSOPSequence, [reference]);
  return withChildren(item, children);
};
