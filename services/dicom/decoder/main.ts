// The child process of the pixel decoder: reads and decodes one file after another, and may be killed at any time.
import { isRefusal } from '@hounsfield/kernel';
import { checkPath, checkSource } from '../check/check-line.ts';
import { decodePixelData } from '../pixels/decode-pixel-data.ts';
import { readDicom } from '../reader/read-dicom.ts';
import { type DecoderAnswer, type DecoderJob, READY } from './messages.ts';

const work = async (job: DecoderJob): Promise<DecoderAnswer> => {
  if (job.kind === 'check') {
    const { file, bytes } = job;
    return { kind: 'checked', line: await (bytes === undefined ? checkPath(file) : checkSource(file, bytes)) };
  }
  const file = await readDicom(job.bytes);
  return { kind: 'decoded', answer: isRefusal(file) ? file : await decodePixelData(file) };
};

process.on('message', (job: DecoderJob) => {
  work(job).then(
    (answer) => process.send?.(answer),
    () => process.exit(1), // a fault in here is a crash to the parent; its details may hold pixels or names
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.(READY);
