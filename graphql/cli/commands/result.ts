// `hounsfield result`: the DICOM SR with the owner's original identity, and the findings as JSON.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AddCommand } from '../command-context.ts';
import { diagnosisJson, readDiagnosis } from '../diagnosis-view.ts';
import { fetchInstance } from '../dicomweb.ts';
import { CommandError, EXIT } from '../exit-code.ts';

type Options = { readonly out: string; readonly json?: true };

export const addResult: AddCommand = (program, context) => {
  const { say, terminal } = context;
  program
    .command('result')
    .description(say('aboutResult'))
    .argument('<diagnosis>')
    .requiredOption('--out <folder>', say('optOut'))
    .option('--json', say('optJson'))
    .addHelpText('after', `\n${say('examples')}\n  hounsfield result 0b0f6f0e-... --out ./result\n`)
    .action(async (id: string, { out, json }: Options) => {
      const client = await context.client();
      const diagnosis = await readDiagnosis(client, id);
      if (diagnosis === undefined)
        throw new CommandError(EXIT.partial, say('noDiagnosis', { id }), 'DIAGNOSIS_NOT_FOUND');
      const { reportPath, status } = diagnosis;
      if (reportPath === null) throw new CommandError(EXIT.partial, say('noReport', { id, status }), 'NO_REPORT');
      const report = await fetchInstance(client, reportPath, say);
      await mkdir(out, { recursive: true });
      const files = { report: join(out, 'report.dcm'), findings: join(out, 'findings.json') };
      await writeFile(files.report, report);
      await writeFile(files.findings, `${JSON.stringify(diagnosisJson(diagnosis), undefined, 2)}\n`);
      if (json) terminal.out(`${JSON.stringify({ diagnosis: id, files })}\n`);
      else terminal.err(`${say('wrote', { count: Object.keys(files).length, folder: out })}\n`);
    });
};
