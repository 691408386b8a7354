// QIDO-RS (PS3.18 section 10.6): studies, series and instances of the caller's organisation by their original attributes.
import { isUid } from '@hounsfield/dicom';
import {
  isDateRange,
  mayOpenStudies,
  type OwnUids,
  type StudyFilter,
  searchInstances,
  searchSeries,
  searchStudies,
} from '@hounsfield/studies';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { JsonDataset } from '../dicom-json/dicom-json.ts';
import { badRequest, HttpProblem } from '../http/problem.ts';
import { queryString } from '../http/query-string.ts';
import type { ServerDeps } from '../server-deps.ts';
import { parseAccept } from '../stow/content-type.ts';
import { foundInstance, foundSeries, foundStudy } from './found.ts';
import { parseQuery, type SearchQuery } from './query.ts';

const FILTERS = {
  PatientID: 'patientId',
  PatientName: 'patientName',
  AccessionNumber: 'accessionNumber',
  StudyDescription: 'studyDescription',
  StudyID: 'studyId',
  ReferringPhysicianName: 'referringPhysicianName',
  StudyDate: 'studyDate',
  PatientBirthDate: 'patientBirthDate',
  ModalitiesInStudy: 'modality',
} as const satisfies Record<string, keyof StudyFilter>;
const STUDY_KEYS = [...Object.keys(FILTERS), 'StudyInstanceUID'];
const SERIES_KEYS = ['StudyInstanceUID', 'SeriesInstanceUID', 'Modality', 'SeriesNumber'];
const INSTANCE_KEYS = ['StudyInstanceUID', 'SeriesInstanceUID', 'SOPInstanceUID', 'SOPClassUID', 'InstanceNumber'];
const LARGEST_UID_LIST = 200;

const mustBeUid = (uid: string): string => {
  if (!isUid(uid)) throw badRequest('A value that should be a UID is none.');
  return uid;
};

const uidOf = ({ wanted }: SearchQuery, keyword: string): string | undefined => {
  const value = wanted.get(keyword);
  return value === undefined ? undefined : mustBeUid(value);
};

const numberOf = ({ wanted }: SearchQuery, keyword: string): number | undefined => {
  const value = wanted.get(keyword);
  if (value === undefined) return undefined;
  if (!/^-?\d{1,9}$/.test(value)) throw badRequest(`${keyword} is no number.`);
  return Number(value);
};

const given = <Filter>(values: { readonly [name: string]: unknown }): Filter =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Filter;

const studyFilter = ({ wanted }: SearchQuery): StudyFilter => {
  for (const keyword of ['StudyDate', 'PatientBirthDate']) {
    const value = wanted.get(keyword);
    if (value !== undefined && !isDateRange(value)) throw badRequest(`${keyword} is no date and no range of dates.`);
  }
  const uids = wanted.get('StudyInstanceUID')?.split(/[,\\]/);
  if (uids !== undefined && uids.length > LARGEST_UID_LIST) throw badRequest('The list of UIDs is too long.');
  const named = Object.entries(FILTERS).map(([keyword, name]) => [name, wanted.get(keyword)]);
  return given<StudyFilter>({ ...Object.fromEntries(named), studyUids: uids?.map(mustBeUid) });
};

/** The answers of one search, with a warning where they are not all that was asked for (RFC 7234 section 5.5, as PS3.18 has it). */
const send = (
  reply: FastifyReply,
  found: readonly JsonDataset[],
  { ignored }: SearchQuery,
  complete = true,
): FastifyReply => {
  if (ignored.length > 0)
    reply.header('warning', `299 hounsfield "These parameters are not matched by: ${ignored.join(', ')}"`);
  else if (!complete) reply.header('warning', '299 hounsfield "The search stopped early; narrow it down"');
  // Bytes, not text: a charset parameter would not be the registered media type.
  return reply.type('application/dicom+json').send(Buffer.from(JSON.stringify(found)));
};

const JSON_TYPES = ['*/*', 'application/*', 'application/dicom+json', 'application/json'];

/** Every search of the process; a caller who may not open studies gets a 403. */
export const searchRoutes = (server: FastifyInstance, { studies, consoleOrigin }: ServerDeps): void => {
  const begin = (request: FastifyRequest, keys: readonly string[]): SearchQuery => {
    if (!mayOpenStudies(request.principal))
      throw new HttpProblem(403, 'FORBIDDEN', 'This caller may not open studies.');
    if (!parseAccept(request.headers.accept)?.some(({ essence }) => JSON_TYPES.includes(essence)))
      throw new HttpProblem(406, 'NOT_ACCEPTABLE', 'Search answers are application/dicom+json.');
    return parseQuery(queryString(request), keys);
  };

  server.get('/studies', async (request, reply) => {
    const query = begin(request, STUDY_KEYS);
    const { studies: found, complete } = await searchStudies(studies, request.principal, studyFilter(query), query);
    return send(
      reply,
      found.map((study) => foundStudy(study, consoleOrigin)),
      query,
      complete,
    );
  });

  /** UIDs from the address first, then from the query; a study is needed, for a search over all series finds nothing useful. */
  const uidsOf = (params: Partial<Record<'study' | 'series', string>>, query: SearchQuery): OwnUids => {
    const studyUid = params.study === undefined ? uidOf(query, 'StudyInstanceUID') : mustBeUid(params.study);
    if (studyUid === undefined) throw badRequest('Name the study: StudyInstanceUID.');
    return {
      studyUid,
      seriesUid: params.series === undefined ? uidOf(query, 'SeriesInstanceUID') : mustBeUid(params.series),
      sopInstanceUid: uidOf(query, 'SOPInstanceUID'),
    };
  };

  const series = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const query = begin(request, SERIES_KEYS);
    const uids = uidsOf(request.params as { study?: string }, query);
    const filter = given<{ modality?: string; number?: number }>({
      modality: query.wanted.get('Modality'),
      number: numberOf(query, 'SeriesNumber'),
    });
    const found = await searchSeries(studies, request.principal, uids, filter, query);
    return send(
      reply,
      found.map((each) => foundSeries(each, consoleOrigin)),
      query,
    );
  };

  const instances = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const query = begin(request, INSTANCE_KEYS);
    const uids = uidsOf(request.params as { study?: string; series?: string }, query);
    const filter = given<{ sopClassUid?: string; number?: number }>({
      sopClassUid: uidOf(query, 'SOPClassUID'),
      number: numberOf(query, 'InstanceNumber'),
    });
    const found = await searchInstances(studies, request.principal, uids, filter, query);
    return send(
      reply,
      found.map((each) => foundInstance(each, consoleOrigin)),
      query,
    );
  };

  server.get('/studies/:study/series', series);
  server.get('/series', series);
  server.get('/studies/:study/instances', instances);
  server.get('/studies/:study/series/:series/instances', instances);
  server.get('/instances', instances);
};
