// The findings of a completed diagnosis: what, how much or how sure, where, and under which code.
import { useTranslation } from 'react-i18next';
import type { DiagnosisResultFragment } from '../generated/operations.ts';
import { CodedTerm } from './coded-term.tsx';
import { formatMeasurement, formatProbability, likelihoodOf } from './format-finding.ts';

type Finding = DiagnosisResultFragment['findings'][number];

/** A real table, one row a finding; a probability is shown as words, number and bar together. */
export const FindingsTable = ({
  findings,
  calibration,
}: {
  findings: readonly Finding[];
  calibration: string | null | undefined;
}) => {
  const { t, i18n } = useTranslation();
  const inferred = findings.some(({ probability }) => typeof probability === 'number');
  return (
    <div className="card">
      <div className="table-wrap">
        <table className="findings">
          <caption className="visually-hidden">{t('result.findings')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('result.column.finding')}</th>
              <th scope="col" className="end">
                {t('result.column.value')}
              </th>
              {inferred && <th scope="col">{t('result.column.probability')}</th>}
            </tr>
          </thead>
          <tbody>
            {findings.map((finding) => (
              <tr key={finding.trackingId}>
                <th scope="row">
                  {finding.label}
                  <span className="cell-sub">
                    {finding.site && (
                      <>
                        <CodedTerm code={finding.site} /> ·{' '}
                      </>
                    )}
                    <code>
                      {finding.concept.scheme} {finding.concept.value}
                    </code>
                  </span>
                </th>
                <td className="end finding-value">
                  {typeof finding.value === 'number' && formatMeasurement(finding.value, finding.unit, i18n.language)}
                  {finding.category && (
                    <span className="finding-category">
                      <CodedTerm code={finding.category} />
                    </span>
                  )}
                </td>
                {inferred && (
                  <td>{typeof finding.probability === 'number' && <Probability value={finding.probability} />}</td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {inferred && (
        <p className="table-foot">
          {t('result.calibration')} {calibration ?? t('result.noCalibration')}
        </p>
      )}
    </div>
  );
};

const Probability = ({ value }: { value: number }) => {
  const { t, i18n } = useTranslation();
  return (
    <span className="probability">
      <span className="probability-words">
        <strong>{t(`result.likelihood.${likelihoodOf(value)}`)}</strong>
        <span className="num">{formatProbability(value, i18n.language)}</span>
      </span>
      <span className="probability-bar" aria-hidden="true">
        <span style={{ transform: `scaleX(${value})` }} />
      </span>
    </span>
  );
};
