// What made this result, for what it may be used, and for what not.
import { useTranslation } from 'react-i18next';
import type { DiagnosisResultFragment } from '../generated/operations.ts';

/** Intended use, limits, model version and hash. */
export const ModelPanel = ({ diagnosis }: { diagnosis: DiagnosisResultFragment }) => {
  const { t } = useTranslation();
  const { product } = diagnosis;
  return (
    <section className="card" aria-labelledby="model-title">
      <div className="card-body">
        <h2 id="model-title">{t('result.about')}</h2>
        <div className="stack-s">
          <h3>{t('products.intendedUse')}</h3>
          <p>{product.intendedUse}</p>
        </div>
        {product.limits.length > 0 && (
          <div className="stack-s">
            <h3>{t('products.limits')}</h3>
            <ul className="limits">
              {product.limits.map((limit) => (
                <li key={limit}>{limit}</li>
              ))}
            </ul>
          </div>
        )}
        <dl className="facts">
          <div>
            <dt>{t('products.vendor')}</dt>
            <dd>{product.vendor.name}</dd>
          </div>
          <div>
            <dt>{t('products.version')}</dt>
            <dd className="num">{diagnosis.modelVersion}</dd>
          </div>
          {product.modelSha256 && (
            <div>
              <dt>{t('products.hash')}</dt>
              <dd>
                <code title={product.modelSha256}>{product.modelSha256.slice(0, 16)}…</code>
              </dd>
            </div>
          )}
          <div className="facts-wide">
            <dt>{t('result.diagnosisId')}</dt>
            <dd>
              <code className="quote-code">{diagnosis.id}</code>
            </dd>
          </div>
        </dl>
      </div>
    </section>
  );
};
