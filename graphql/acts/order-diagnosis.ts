// Ordering a diagnosis: the one act that joins studies, catalogue, contracts and diagnoses. Every "no" has its code.
import type { Diagnosis } from '@hounsfield/diagnoses';
import { type Refusal, refusal } from '@hounsfield/kernel';
import type { Principal } from '@hounsfield/tenancy';
import type { GatewayContext } from '../context.ts';
import type { RequestDiagnosisInput } from '../generated/resolver-types.ts';
import type { GatewayServices } from '../services.ts';

export const orderDiagnosis = async (
  _services: GatewayServices,
  _context: GatewayContext,
  _principal: Principal,
  _input: RequestDiagnosisInput,
): Promise<Diagnosis | Refusal> => refusal('STUDY_NOT_FOUND', 'There is no such study.');
