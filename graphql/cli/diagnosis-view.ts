// A diagnosis as the command prints it: stable JSON for scripts, a short table for people.
import type { CommandContext } from './command-context.ts';
import type { GatewayClient } from './gateway-client.ts';
import { DiagnosisByIdDocument, type DiagnosisByIdQuery } from './generated/operations.ts';
import { formatMoney } from './terminal/format-money.ts';
import { paint, plain } from './terminal/terminal.ts';

export type DiagnosisView = NonNullable<DiagnosisByIdQuery['diagnosis']>;

const ENDED: ReadonlySet<string> = new Set(['COMPLETED', 'FAILED', 'CANCELLED', 'OUT_OF_SCOPE']);

/** Nothing more will happen to it; a completed one is charged, too. */
export const isSettled = ({ status, charge }: DiagnosisView): boolean =>
  ENDED.has(status) && (status !== 'COMPLETED' || charge !== null);

export const readDiagnosis = async (client: GatewayClient, id: string): Promise<DiagnosisView | undefined> =>
  (await client.send(DiagnosisByIdDocument, { id })).diagnosis ?? undefined;

/** The JSON of a diagnosis: what travelled, without the GraphQL type names. */
export const diagnosisJson = (diagnosis: DiagnosisView): unknown =>
  JSON.parse(JSON.stringify(diagnosis, (key, value: unknown) => (key === '__typename' ? undefined : value)));

/** A value with its unit; probabilities as such; categories by their meaning. */
const findingValue = ({ value, unit, category, probability }: DiagnosisView['findings'][number]): string => {
  const measured = value === null ? (category?.meaning ?? '') : `${Number(value.toFixed(3))} ${unit ?? ''}`;
  return probability === null ? measured : `${measured} (p = ${probability.toFixed(3)})`;
};

/** Prints a diagnosis for people. */
export const showDiagnosis = ({ say, terminal, language }: CommandContext, diagnosis: DiagnosisView): void => {
  const { id, status, product, modelVersion, lane, reason, findings, charge, queuePosition } = diagnosis;
  const color = status === 'COMPLETED' ? 'green' : ENDED.has(status) ? 'red' : 'yellow';
  terminal.out(`${say('diagnosis', { id, status: paint(terminal, color, status) })}\n`);
  terminal.out(`  ${say('product', { name: product.name, version: modelVersion, lane })}\n`);
  if (queuePosition !== null) terminal.out(`  ${say('queue', { count: queuePosition })}\n`);
  if (reason !== null) terminal.out(`  ${reason.code}: ${plain(reason.message)}\n`);
  for (const finding of findings)
    terminal.out(`  ${plain(finding.label).padEnd(36)} ${plain(findingValue(finding))}\n`);
  if (charge === null) return;
  const shares = charge.splits.map(({ party, amount }) => `${party.name} ${formatMoney(amount, language)}`);
  terminal.out(`  ${say('charged', { amount: formatMoney(charge.net, language) })} = ${shares.join(' + ')}\n`);
};
