// `diagnoseStudy`: one diagnosis from its order to its charge, in plain awaits. Ids cross; pixels and identities never do.
import {
  CURRENT_STEP_QUERY,
  type DiagnoseStudyInput,
  type DiagnosisEnd,
  type DiagnosisStanding,
  type DiagnosisStepName,
} from '@hounsfield/workflow-contract';
import { CancellationScope, defineQuery, isCancellation, log, setHandler } from '@temporalio/workflow';
import { inferenceBy, lasting, short } from './diagnosis-steps.ts';
import { failureReason } from './failure-reason.ts';

const currentStep = defineQuery<DiagnosisStepName>(CURRENT_STEP_QUERY);

/**
 * Runs one diagnosis. Every step may be repeated and the books decide: whatever another run, a customer's cancellation or a
 * late worker wrote there first stands. Only a result that is durably completed is billed, and then always.
 */
export async function diagnoseStudy({ tenantId, diagnosisId, lane }: DiagnoseStudyInput): Promise<DiagnosisEnd> {
  const subject = { tenantId, diagnosisId };
  let step: DiagnosisStepName = 'QUEUED';
  setHandler(currentStep, () => step);

  const diagnose = async (): Promise<DiagnosisStanding> => {
    const begun = await short.beginDiagnosis(subject);
    if (begun !== 'RUNNING') return begun;
    step = 'CHECKING_INPUT';
    const check = await short.checkInput(subject);
    if (check.standing !== 'RUNNING') return check.standing;
    step = 'INFERRING';
    const inferred = await inferenceBy(check.plan, lane, tenantId).inferFindings(subject);
    if (inferred !== 'RUNNING') return inferred;
    step = 'REPORTING';
    const report = await short.writeReport(subject);
    return short.completeDiagnosis(subject, report);
  };

  const bill = async (): Promise<void> => {
    step = 'BILLING';
    const usageEventId = await lasting.recordUsage(subject);
    await lasting.chargeUsage(subject, usageEventId);
  };

  let cancellation: unknown;
  const settle = (error: unknown): Promise<DiagnosisStanding> => {
    if (isCancellation(error)) {
      cancellation = error;
      return lasting.markCancelled(subject);
    }
    const reason = failureReason(error);
    log.warn('diagnosis fails', { diagnosisId, step, code: reason.code });
    return lasting.failDiagnosis(subject, reason);
  };

  const standing = await diagnose().catch((error) => CancellationScope.nonCancellable(() => settle(error)));
  // A completion that was committed but whose answer was lost is found here: the books say COMPLETED, so it is billed.
  if (standing === 'COMPLETED') await CancellationScope.nonCancellable(bill);
  else if (cancellation !== undefined) throw cancellation;
  step = 'DONE';
  return standing as DiagnosisEnd;
}
