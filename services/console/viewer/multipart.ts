// The first part of a multipart/related body (RFC 2387), for doors that always answer in parts. Pure.

const indexOf = (haystack: Uint8Array, needle: string, from: number): number => {
  const wanted = new TextEncoder().encode(needle);
  for (let at = from; at <= haystack.length - wanted.length; at += 1)
    if (wanted.every((byte, offset) => haystack[at + offset] === byte)) return at;
  return -1;
};

/** The body itself unless its type is multipart; then the bytes of its first part. */
export const firstBodyPart = (body: Uint8Array<ArrayBuffer>, contentType: string): Uint8Array<ArrayBuffer> => {
  if (!/^multipart\//i.test(contentType)) return body;
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return body;
  const open = indexOf(body, `--${boundary}`, 0);
  const head = indexOf(body, '\r\n\r\n', open);
  const end = indexOf(body, `\r\n--${boundary}`, head + 4);
  if (open < 0 || head < 0) return body;
  return body.slice(head + 4, end < 0 ? body.length : end);
};
