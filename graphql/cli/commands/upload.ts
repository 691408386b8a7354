// `hounsfield upload`: studies from disk into the marketplace, and a product ordered with them.
import { InvalidArgumentError } from 'commander';
import type { AddCommand, CommandContext } from '../command-context.ts';
import { type DiagnosisView, diagnosisJson, isSettled, readDiagnosis, showDiagnosis } from '../diagnosis-view.ts';
import { CommandError, EXIT } from '../exit-code.ts';
import type { GatewayClient } from '../gateway-client.ts';
import type { Lane, UploadStateFragment } from '../generated/operations.ts';
import { poll } from '../poll.ts';
import { plain } from '../terminal/terminal.ts';
import { findFiles } from '../upload/find-files.ts';
import { planBatches } from '../upload/plan-batches.ts';
import { UploadRun } from '../upload/run-upload.ts';
import { parseLane } from './products.ts';

type Options = {
  readonly product?: string;
  readonly lane: Lane;
  readonly wait?: true;
  readonly json?: true;
  readonly parallel: number;
};

type FileLine = {
  readonly file: string;
  readonly stored: boolean;
  readonly code: string | null;
  readonly message: string | null;
};

const parseParallel = (text: string): number => {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 16) throw new InvalidArgumentError('1-16');
  return count;
};

const found = async ({ say }: CommandContext, paths: readonly string[]) => {
  try {
    const { files, skipped } = await findFiles(paths);
    const empty = files.filter(({ sizeBytes }) => sizeBytes === 0);
    return { files: files.filter(({ sizeBytes }) => sizeBytes > 0), empty, skipped };
  } catch (error) {
    const { code, path = '' } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw error;
    throw new CommandError(EXIT.usage, say('noSuchPath', { path }), 'NO_SUCH_PATH');
  }
};

const linesOf = ({ files }: UploadStateFragment, paths: ReadonlyMap<string, string>): FileLine[] =>
  files.map(({ clientRef, outcome }) => ({
    file: paths.get(clientRef) ?? clientRef,
    stored: outcome?.stored ?? false,
    code: outcome?.code ?? null,
    message: outcome?.message ?? null,
  }));

const follow = async (
  client: GatewayClient,
  context: CommandContext,
  id: string,
  wait: boolean,
): Promise<DiagnosisView> => {
  const ask = async (): Promise<DiagnosisView> => {
    const diagnosis = await readDiagnosis(client, id);
    if (diagnosis === undefined)
      throw new CommandError(EXIT.partial, context.say('noDiagnosis', { id }), 'DIAGNOSIS_NOT_FOUND');
    return diagnosis;
  };
  return wait ? poll({ ask, until: isSettled, signal: context.signal }) : ask();
};

const upload = async (context: CommandContext, paths: readonly string[], options: Options): Promise<void> => {
  const { say, terminal } = context;
  const { files, empty, skipped } = await found(context, paths);
  if (files.length === 0) throw new CommandError(EXIT.usage, say('noFiles'), 'NO_FILES');
  const client = await context.client();
  const lines: FileLine[] = empty.map(({ path }) => ({ file: path, stored: false, code: 'EMPTY_FILE', message: null }));
  const studies = new Map<string, UploadStateFragment['studies'][number]>();
  const ordered = new Set<string>();
  const uploadIds: string[] = [];
  for (const batch of await planBatches(files)) {
    const product = batch.completesStudies ? options.product : undefined;
    const request = { files: batch.files, product, lane: options.lane, parallel: options.parallel };
    const { upload: state, paths: names } = await new UploadRun(client, context, request).run();
    uploadIds.push(state.id);
    lines.push(...linesOf(state, names));
    for (const study of state.studies) studies.set(study.id, study);
    for (const { id } of state.diagnoses) ordered.add(id);
  }
  const diagnoses = await Promise.all([...ordered].map((id) => follow(client, context, id, options.wait ?? false)));
  const stored = lines.filter((line) => line.stored).length;
  if (options.json) {
    const seen = [...studies.values()].map(({ id, revision, modality, instanceCount }) => ({
      id,
      revision,
      modality,
      instanceCount,
    }));
    terminal.out(
      `${JSON.stringify({ uploadIds, files: lines, skipped, studies: seen, diagnoses: diagnoses.map(diagnosisJson) })}\n`,
    );
  } else {
    for (const { file, code, message } of lines.filter((line) => !line.stored))
      terminal.err(`${say('refusedFile', { file: plain(file), code: code ?? '', message: plain(message ?? '') })}\n`);
    if (skipped.length > 0) terminal.err(`${say('skipped', { count: skipped.length })}\n`);
    terminal.out(`${say('stored', { stored, total: lines.length, studies: studies.size })}\n`);
    for (const diagnosis of diagnoses) showDiagnosis(context, diagnosis);
    if (options.product !== undefined && diagnoses.length === 0) terminal.err(`${say('notOrdered')}\n`);
  }
  const missing = options.product !== undefined && diagnoses.length < studies.size;
  const failed = diagnoses.some((diagnosis) => isSettled(diagnosis) && diagnosis.status !== 'COMPLETED');
  if (stored < lines.length || missing || failed) context.exit(EXIT.partial);
};

export const addUpload: AddCommand = (program, context) => {
  const { say } = context;
  program
    .command('upload')
    .description(say('aboutUpload'))
    .argument('<paths...>')
    .option('--product <slug>', say('optProduct'))
    .option('--lane <lane>', say('optLane'), parseLane, 'ROUTINE')
    .option('--wait', say('optWait'))
    .option('--parallel <count>', say('optParallel'), parseParallel, 6)
    .option('--json', say('optJson'))
    .addHelpText(
      'after',
      `\n${say('examples')}\n  hounsfield upload ./study --product quantitative-ct --wait\n  hounsfield upload a.dcm b.dcm --json\n`,
    )
    .action((paths: readonly string[], options: Options) => upload(context, paths, options));
};
