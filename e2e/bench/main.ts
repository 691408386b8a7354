// Entry of `npm run bench -- P1 P2 P7 P11 [--json]`: runs the named benchmarks one after the other and prints what they found.
import ort from 'onnxruntime-node';
import { p1 } from './p1.ts';
import { p2 } from './p2.ts';
import { p7 } from './p7.ts';
import { p11 } from './p11.ts';
import { type BenchResult, jsonLine, paragraph } from './report.ts';

const BENCHES: Readonly<Record<string, () => Promise<BenchResult>>> = { P1: p1, P2: p2, P7: p7, P11: p11 };

const words = process.argv.slice(2);
const json = words.includes('--json');
const asked = words.filter((word) => !word.startsWith('--')).map((word) => word.toUpperCase());
const unknown = asked.filter((id) => !(id in BENCHES));
if (unknown.length > 0) {
  console.error(`No such benchmark: ${unknown.join(', ')}. There are ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}

const versions = { node: process.versions.node, onnxruntime: ort.env.versions.node ?? ort.env.versions.common };
for (const id of asked.length > 0 ? asked : Object.keys(BENCHES)) {
  const result = await (BENCHES[id] as () => Promise<BenchResult>)();
  console.log(json ? jsonLine(result) : paragraph(result, versions));
}
