// The mock's DICOMweb door: metadata, raw frames and a stand-in report, as the ingest process serves them.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { encode } from 'fast-png';
import { CT_SIZE, CT_SLICES, ctSlice, radiograph, XRAY_SIZE } from './draw-images.ts';

const value = (vr: string, ...Value: (string | number)[]) => ({ vr, Value });

const metadataOf = (modality: 'CT' | 'DX', size: number) => ({
  '00080060': value('CS', modality),
  '00280002': value('US', 1),
  '00280004': value('CS', 'MONOCHROME2'),
  '00280010': value('US', size),
  '00280011': value('US', size),
  '00280100': value('US', 16),
  '00280101': value('US', modality === 'CT' ? 16 : 12),
  '00280103': value('US', modality === 'CT' ? 1 : 0),
  '00281050': value('DS', modality === 'CT' ? -600 : 1850),
  '00281051': value('DS', modality === 'CT' ? 1500 : 3400),
  '00281052': value('DS', 0),
  '00281053': value('DS', 1),
});

const sliceOf = (series: number, index: number): number =>
  series === 1 ? index : Math.round(((index + 0.5) / 12) * (CT_SLICES - 1));

const thumbnail = (id: string): Uint8Array => {
  const isCt = id.startsWith('ct');
  const size = isCt ? CT_SIZE : XRAY_SIZE;
  const bytes = isCt ? ctSlice(CT_SLICES / 2) : radiograph();
  const values = isCt ? new Int16Array(bytes.buffer) : new Uint16Array(bytes.buffer);
  const [low, width] = isCt ? [-1350, 1500] : [150, 3400];
  const data = Uint8Array.from(values, (each) => Math.max(0, Math.min(255, ((each - low) / width) * 255)));
  return encode({ width: size, height: size, data, channels: 1, depth: 8 });
};

/** Answers `/dicomweb/...`. */
export const answerDicomweb = (request: IncomingMessage, response: ServerResponse): void => {
  const path = (request.url ?? '').split('?')[0] ?? '';
  const [, id, kind] = /^\/dicomweb\/instances\/([^/]+)\/(frames\/1|rendered|metadata)$/.exec(path) ?? [];
  const [, modality, series, index] = /^(ct|dx)-(\d+)-(\d+)$/.exec(id ?? '') ?? [];
  if (id !== undefined && kind === 'rendered')
    return void response.writeHead(200, { 'content-type': 'image/png' }).end(thumbnail(id));
  if (kind === 'metadata') {
    const body = JSON.stringify([modality === 'ct' ? metadataOf('CT', CT_SIZE) : metadataOf('DX', XRAY_SIZE)]);
    return void response.writeHead(200, { 'content-type': 'application/dicom+json' }).end(body);
  }
  if (id !== undefined) {
    const body = modality === 'ct' ? ctSlice(sliceOf(Number(series), Number(index))) : radiograph();
    return void response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(body);
  }
  if (path.includes('/series/99/')) {
    const boundary = 'part-of-the-mock';
    response.writeHead(200, { 'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}` });
    return void response.end(
      `--${boundary}\r\nContent-Type: application/dicom\r\n\r\n${'\0'.repeat(128)}DICM report\r\n--${boundary}--\r\n`,
    );
  }
  response.writeHead(404).end();
};
