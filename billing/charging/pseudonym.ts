// Pseudonyms: what a party calls a read, so that it can follow it and nobody can follow the party's file to a patient.
import { createHmac } from 'node:crypto';
import type { DiagnosisId } from '@hounsfield/kernel';

/** A party's name for a read: the same for that party ever after, and unlinkable to what any other party calls it. */
export const pseudonymOf = (secretHex: string, diagnosisId: DiagnosisId): Buffer =>
  createHmac('sha256', Buffer.from(secretHex, 'hex')).update(diagnosisId).digest().subarray(0, 16);
