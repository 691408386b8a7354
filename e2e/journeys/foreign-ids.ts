// What one organisation could guess of another: its identifiers, beside identifiers of nothing at all.
import { search, textOf } from '../clients/dicomweb-client.ts';
import { query, signIn } from '../clients/graphql-client.ts';
import { type JourneyStack, signInOf } from './journey-stack.ts';

const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';
const UNKNOWN_UID = '1.2.826.0.1.3680043.8.498.1';

export type Ids = Readonly<
  Record<'study' | 'diagnosis' | 'upload' | 'instance' | 'tenant' | 'studyUid' | 'seriesUid' | 'sopUid', string>
>;

/** Well-formed identifiers of nothing. */
export const NOTHING: Ids = {
  study: UNKNOWN_ID,
  diagnosis: UNKNOWN_ID,
  upload: UNKNOWN_ID,
  instance: UNKNOWN_ID,
  tenant: UNKNOWN_ID,
  studyUid: UNKNOWN_UID,
  seriesUid: `${UNKNOWN_UID}.1`,
  sopUid: `${UNKNOWN_UID}.2`,
};

/** A key of the imaging centre, made as its administrator makes one. */
export const keyOfImagingCentre = async (stack: JourneyStack): Promise<string> => {
  const { email, password } = signInOf(stack, /Northgate/, /administrator/i);
  const { createApiKey } = await query<{ createApiKey: { secret: string } }>(
    stack.urls.console,
    'mutation { createApiKey(input: { name: "gateway" }) { ... on ApiKeyCreated { secret } ... on Refused { code } } }',
    {},
    await signIn(stack.urls.console, email, password),
  );
  return createApiKey.secret;
};

/** Everything about the hospital's upload that somebody might guess. */
export const idsOf = async (stack: JourneyStack, upload: string, diagnosis: string): Promise<Ids> => {
  type Seen = {
    viewer: { organisation: { id: string } };
    diagnosis: { study: { id: string; studyInstanceUid: string; series: { instances: { id: string }[] }[] } };
  };
  const { seed, urls } = stack;
  const seen = await query<Seen>(
    urls.console,
    `query ($id: ID!) { viewer { organisation { id } }
      diagnosis(id: $id) { study { id studyInstanceUid series { instances { id } } } } }`,
    { id: diagnosis },
    { apiKey: seed.apiKey },
  );
  const { study } = seen.diagnosis;
  const [instance] = await search(urls.console, `/studies/${study.studyInstanceUid}/instances?limit=1`, seed.apiKey);
  return {
    study: study.id,
    diagnosis,
    upload,
    instance: study.series[0]?.instances[0]?.id ?? '',
    tenant: seen.viewer.organisation.id,
    studyUid: study.studyInstanceUid,
    seriesUid: textOf(instance, '0020000E'),
    sopUid: textOf(instance, '00080018'),
  };
};
