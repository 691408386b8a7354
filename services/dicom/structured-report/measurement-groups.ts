// Imaging measurements of a report: measurement groups (TID 1501) with measurements (TID 300) and algorithm identification (TID 4019).
import type { Dataset } from '../dataset.ts';
import { type Code, Codes } from './code.ts';
import { codeItem, containerItem, numberItem, textItem, uidItem } from './content-item.ts';
import type { SrAlgorithm, SrGroup, SrMeasurement } from './sr-report.ts';

const algorithmItems = ({ name, version, manufacturer, family, parameters = [] }: SrAlgorithm): Dataset[] => [
  textItem('HAS CONCEPT MOD', Codes.algorithmName, name),
  textItem('HAS CONCEPT MOD', Codes.algorithmVersion, version),
  ...(manufacturer === undefined ? [] : [textItem('HAS CONCEPT MOD', Codes.algorithmManufacturer, manufacturer)]),
  ...parameters.map((parameter) => textItem('HAS CONCEPT MOD', Codes.algorithmParameters, parameter)),
  codeItem('HAS CONCEPT MOD', Codes.algorithmFamily, family),
];

const siteItems = (site: SrGroup['site']): Dataset[] => {
  if (site === undefined) return [];
  const side = site.laterality ? [codeItem('HAS CONCEPT MOD', Codes.laterality, site.laterality)] : [];
  return [codeItem('HAS CONCEPT MOD', Codes.findingSite, site.code, side)];
};

const modifier = (concept: Code, value: Code | undefined): Dataset[] =>
  value === undefined ? [] : [codeItem('HAS CONCEPT MOD', concept, value)];

const measurementItem = ({ concept, value, unit, derivation, method, parameters = [] }: SrMeasurement): Dataset =>
  numberItem('CONTAINS', concept, value, unit, [
    ...modifier(Codes.measurementMethod, method),
    ...modifier(Codes.derivation, derivation),
    ...parameters.map((parameter) => numberItem('INFERRED FROM', parameter.concept, parameter.value, parameter.unit)),
  ]);

const groupItem = (group: SrGroup, algorithm: SrAlgorithm): Dataset =>
  containerItem(
    'CONTAINS',
    Codes.measurementGroup,
    [
      textItem('HAS OBS CONTEXT', Codes.trackingIdentifier, group.trackingId),
      uidItem('HAS OBS CONTEXT', Codes.trackingUniqueIdentifier, group.trackingUid),
      ...(group.finding ? [codeItem('CONTAINS', Codes.finding, group.finding)] : []),
      ...algorithmItems(algorithm),
      ...siteItems(group.site),
      ...(group.measurements ?? []).map(measurementItem),
      ...(group.evaluations ?? []).map(({ concept, value }) => codeItem('CONTAINS', concept, value)),
    ],
    '1501',
  );

/** The container of all measurement groups of a report. */
export const imagingMeasurements = (groups: readonly SrGroup[], algorithm: SrAlgorithm): Dataset =>
  containerItem(
    'CONTAINS',
    Codes.imagingMeasurements,
    groups.map((group) => groupItem(group, algorithm)),
  );
