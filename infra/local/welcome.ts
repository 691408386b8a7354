// The last words of `npm start`: the first diagnosis against its truth, where to click, how to sign in, what to type.
import type { FirstDiagnosis } from './first-study.ts';
import type { RunningStack } from './stack.ts';

type MinorMoney = { readonly amountMinor: string; readonly currency: string; readonly exponent: number };

const decimal = ({ amountMinor, currency, exponent }: MinorMoney): string => {
  const digits = amountMinor.padStart(exponent + 1, '0');
  return `${exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`} ${currency}`;
};

/** The welcome text. */
export const welcome = (stack: RunningStack, first: FirstDiagnosis, seconds: number, folder: string): string => {
  const { charge } = first.diagnosis;
  const findings = first.diagnosis.findings
    .filter((finding) => finding.value !== null && finding.value !== undefined)
    .map((finding) => `    ${finding.label.padEnd(34)} ${String(finding.value).padStart(10)} ${finding.unit ?? ''}`);
  const truth = Object.entries(first.truth)
    .filter(([, value]) => typeof value === 'number')
    .map(([name, value]) => `    ${name.padEnd(34)} ${String(value).padStart(10)}`);
  const shares = charge?.splits
    .map((split) => `${split.role.toLowerCase()} ${decimal({ ...charge.net, amountMinor: split.amount.amountMinor })}`)
    .join(' + ');
  return [
    '',
    `  Ready in ${seconds.toFixed(1)} s.`,
    '',
    `  First diagnosis ${first.diagnosis.id}`,
    '   measured',
    ...findings,
    '   true by construction',
    ...truth,
    ...(charge ? [`   charged ${decimal(charge.net)} = ${shares}`] : []),
    '',
    `  Console   ${stack.urls.console}`,
    ...stack.seed.signIns.map(
      ({ organisation, role, email, password }) => `    ${`${role}, ${organisation}`.padEnd(44)} ${email}  ${password}`,
    ),
    '',
    `  API key   ${stack.seed.apiKey}`,
    '',
    '  Another study:',
    '    npx hounsfield sample ct --seed 7 --out /tmp/ct && npx hounsfield upload /tmp/ct --product quantitative-ct --wait',
    '',
    `  Logs in ${folder}/logs. Stop with Ctrl-C.`,
    '',
  ].join('\n');
};
