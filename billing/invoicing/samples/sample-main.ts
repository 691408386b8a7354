// Writes the committed sample: `node --import tsx billing/invoicing/samples/sample-main.ts`.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sampleStatement } from './sample-statement.ts';

const { text, publicKey } = sampleStatement();
await writeFile(join(import.meta.dirname, 'statement.jsonl'), text);
await writeFile(join(import.meta.dirname, 'statement-key.pem'), publicKey);
