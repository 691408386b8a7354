// Failure Reason (0008,1197) of each refusal: PS3.18 Table I.2-2, PS3.7 annex C, PS3.4 Table B.2-1.

/** Out of resources: the file asks for more than any file gets. */
const OUT_OF_RESOURCES = 0xa700;
/** The dataset is not what its SOP class says. */
const DATASET_MISMATCH = 0xa900;
const CANNOT_UNDERSTAND = 0xc000;
/** The dataset names another study than the request does. */
const STUDY_MISMATCH = 0xc409;
const PROCESSING_FAILURE = 0x0110;
const DUPLICATE_INSTANCE = 0x0111;
const SOP_CLASS_NOT_SUPPORTED = 0x0122;

const REASONS: Readonly<Record<string, number>> = {
  INSTANCE_CONFLICT: DUPLICATE_INSTANCE,
  SOP_CLASS_NOT_SUPPORTED,
  STUDY_MISMATCH,
  NO_PIXEL_DATA: DATASET_MISMATCH,
  DIMENSIONS_INVALID: DATASET_MISMATCH,
  PIXEL_LENGTH_MISMATCH: DATASET_MISMATCH,
  FILE_TOO_COSTLY: OUT_OF_RESOURCES,
  PARSER_FAILED: PROCESSING_FAILURE,
  PROCESSING_FAILURE,
};

/** The reason for a refusal's code; a file that cannot be read is one that we cannot understand. */
export const failureReason = (code: string): number =>
  REASONS[code] ?? (code.startsWith('LIMIT_') ? OUT_OF_RESOURCES : CANNOT_UNDERSTAND);
