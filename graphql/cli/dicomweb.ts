// Fetches one instance through WADO-RS (DICOM PS3.18 section 10.4), as its owner sees it.
import { CommandError, EXIT } from './exit-code.ts';
import type { GatewayClient } from './gateway-client.ts';
import type { Say } from './messages/language.ts';

const DICOM = 'application/dicom';
const HEADER_END = '\r\n\r\n';

/** The body of the first part of a multipart/related answer (RFC 2046 section 5.1); undefined for anything else. */
export const firstPart = (contentType: string, body: Buffer): Buffer | undefined => {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return undefined;
  const open = body.indexOf(`--${boundary}`);
  const start = open < 0 ? -1 : body.indexOf(HEADER_END, open);
  const end = start < 0 ? -1 : body.indexOf(`\r\n--${boundary}`, start);
  return end < 0 ? undefined : body.subarray(start + HEADER_END.length, end);
};

/** The DICOM file at a path below the DICOMweb root, with the original identity restored. */
export const fetchInstance = async (client: GatewayClient, path: string, say: Say): Promise<Buffer> => {
  const url = new URL(`/dicomweb/${path.replace(/^\//, '')}`, client.connection.url);
  const accept = `multipart/related; type="${DICOM}"`;
  const response = await client.reach(url, { headers: { ...client.headers, accept } });
  if (response.status === 401) throw new CommandError(EXIT.auth, say('badApiKey'), 'UNAUTHENTICATED');
  if (response.status === 403) throw new CommandError(EXIT.auth, say('forbidden'), 'FORBIDDEN');
  const body = Buffer.from(await response.arrayBuffer());
  const file = response.ok ? firstPart(response.headers.get('content-type') ?? '', body) : undefined;
  if (file === undefined)
    throw new CommandError(
      EXIT.network,
      say('serverFailed', { code: response.status, trace: response.headers.get('x-request-id') ?? '-' }),
    );
  return file;
};
