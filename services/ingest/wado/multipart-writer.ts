// Writes `multipart/related` answers as they are made, one part at a time.
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';

export type AnswerPart = { readonly contentType: string; readonly body: Uint8Array; readonly location?: string };

/** The content type and the stream of a multipart answer whose parts are all of one `type`. */
export const multipartAnswer = (
  type: string,
  parts: AsyncIterable<AnswerPart>,
): { readonly contentType: string; readonly stream: Readable } => {
  const boundary = randomUUID();
  const written = async function* () {
    for await (const { contentType, body, location } of parts) {
      const place = location === undefined ? '' : `Content-Location: ${location}\r\n`;
      yield Buffer.from(
        `--${boundary}\r\nContent-Type: ${contentType}\r\nContent-Length: ${body.length}\r\n${place}\r\n`,
      );
      yield Buffer.from(body.buffer, body.byteOffset, body.length);
      yield Buffer.from('\r\n');
    }
    yield Buffer.from(`--${boundary}--\r\n`);
  };
  return {
    contentType: `multipart/related; type="${type}"; boundary=${boundary}`,
    stream: Readable.from(written(), { objectMode: false, highWaterMark: 256 * 1024 }),
  };
};
