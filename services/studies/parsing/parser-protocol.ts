// What the process and its parser child say to each other: a job and the file's bytes; an answer, the sealed identity and the new file.
import type { InstanceSummary } from './instance-summary.ts';
import type { ParseRefusalCode, RefusedFile, SopReference } from './parse-instance.ts';

/** Keys are base64; they are the tenant's own and live in the child for one file. */
export type ParseJob = {
  readonly keys: { readonly tenantId: string; readonly uidMapKey: string; readonly sealingKey: string };
  readonly expectedStudyUid?: string;
  readonly largestBytes: number;
};

export type ParseAnswer =
  | { readonly refusal: RefusedFile<ParseRefusalCode> }
  | {
      readonly reference: SopReference;
      readonly summary: InstanceSummary;
      readonly sealedBytes: number;
      readonly fileBytes: number;
      readonly fileSha256: string;
    };
