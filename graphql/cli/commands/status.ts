// `hounsfield status`: where a diagnosis stands, once or until it has ended.
import type { AddCommand } from '../command-context.ts';
import { type DiagnosisView, diagnosisJson, isSettled, readDiagnosis, showDiagnosis } from '../diagnosis-view.ts';
import { CommandError, EXIT } from '../exit-code.ts';
import { poll } from '../poll.ts';

type Options = { readonly watch?: true; readonly json?: true };

const stateOf = ({ status, queuePosition, steps }: DiagnosisView): string =>
  [status, steps.at(-1)?.name, queuePosition ?? ''].join(' ').trim();

export const addStatus: AddCommand = (program, context) => {
  const { say, terminal, signal } = context;
  program
    .command('status')
    .description(say('aboutStatus'))
    .argument('<diagnosis>')
    .option('--watch', say('optWatch'))
    .option('--json', say('optJson'))
    .action(async (id: string, { watch, json }: Options) => {
      const client = await context.client();
      const ask = async (): Promise<DiagnosisView> => {
        const diagnosis = await readDiagnosis(client, id);
        if (diagnosis === undefined)
          throw new CommandError(EXIT.partial, say('noDiagnosis', { id }), 'DIAGNOSIS_NOT_FOUND');
        return diagnosis;
      };
      let shown = '';
      const onAnswer = (diagnosis: DiagnosisView): void => {
        const state = stateOf(diagnosis);
        if (state !== shown) terminal.err(`${state}\n`);
        shown = state;
      };
      const diagnosis = watch ? await poll({ ask, until: isSettled, signal, onAnswer }) : await ask();
      if (json) terminal.out(`${JSON.stringify(diagnosisJson(diagnosis))}\n`);
      else showDiagnosis(context, diagnosis);
      if (isSettled(diagnosis) && diagnosis.status !== 'COMPLETED') context.exit(EXIT.partial);
    });
};
