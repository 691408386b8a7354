// Media types with parameters, as `Content-Type` and `Accept` carry them (RFC 9110 sections 8.3 and 12.5.1).

export type MediaType = { readonly essence: string; readonly parameters: ReadonlyMap<string, string> };

const TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
const TYPE = new RegExp(`^\\s*(${TOKEN}/${TOKEN})\\s*`);
const PARAMETER = new RegExp(`^;\\s*(${TOKEN})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^;,\\s"]+))\\s*`);

/** Reads one media type from the start of `text`; answers what follows it. */
const readOne = (text: string): { readonly media: MediaType; readonly rest: string } | undefined => {
  const [whole, essence] = TYPE.exec(text) ?? [];
  if (whole === undefined || essence === undefined) return undefined;
  const parameters = new Map<string, string>();
  let rest = text.slice(whole.length);
  while (rest.startsWith(';')) {
    const [all, name, quoted, plain] = PARAMETER.exec(rest) ?? [];
    if (all === undefined || name === undefined) return undefined;
    parameters.set(name.toLowerCase(), quoted === undefined ? (plain ?? '') : quoted.replaceAll(/\\(.)/g, '$1'));
    rest = rest.slice(all.length);
  }
  return { media: { essence: essence.toLowerCase(), parameters }, rest };
};

/** The one media type of a `Content-Type`; `undefined` where it is none. */
export const parseContentType = (text: string | undefined): MediaType | undefined => {
  const read = readOne(text ?? '');
  return read?.rest === '' ? read.media : undefined;
};

const LONGEST_ACCEPT = 2_048;

/** The media types of an `Accept`, most wanted first; anything where there is none. `undefined` for malformed text. */
export const parseAccept = (text: string | undefined): readonly MediaType[] | undefined => {
  if (text === undefined || text.trim() === '') return [{ essence: '*/*', parameters: new Map() }];
  if (text.length > LONGEST_ACCEPT) return undefined;
  const found: Array<{ readonly media: MediaType; readonly weight: number }> = [];
  for (let rest = text; rest !== ''; ) {
    const read = readOne(rest);
    if (read === undefined || (read.rest !== '' && !read.rest.startsWith(','))) return undefined;
    const weight = Number(read.media.parameters.get('q') ?? 1);
    if (weight > 0) found.push({ media: read.media, weight });
    rest = read.rest.slice(1);
  }
  return found.sort((a, b) => b.weight - a.weight).map(({ media }) => media);
};

// RFC 2046 allows 70 characters, but Orthanc sends 73 (two UUIDs): longer ones are read too, within reason.
const BOUNDARY = /^[0-9A-Za-z'()+_,\-./:=? ]{0,199}[0-9A-Za-z'()+_,\-./:=?]$/;

/** The boundary of a multipart type; `undefined` where there is none, or none of allowed characters. */
export const boundaryOf = ({ parameters }: MediaType): string | undefined => {
  const boundary = parameters.get('boundary');
  return boundary !== undefined && BOUNDARY.test(boundary) ? boundary : undefined;
};
