// The state of one upload and every change it can go through: a pure reducer, so that each path can be tested by hand.

export type UploadPhase =
  | 'choosing'
  | 'hashing'
  | 'opening'
  | 'sending'
  | 'paused'
  | 'stalled'
  | 'closing'
  | 'receiving'
  | 'received'
  | 'refused';
export type FilePhase = 'waiting' | 'hashing' | 'ready' | 'sending' | 'sent' | 'stored' | 'rejected';

/** Why the upload does not go on; a message is the gateway's own sentence, without one the page finds its words. */
export type Refusal = { readonly code: string; readonly message: string };
export type FileState = {
  readonly ref: string;
  readonly path: string;
  readonly size: number;
  readonly phase: FilePhase;
  /** Whether its first bytes look like DICOM Part 10; undefined until read. */
  readonly dicom?: boolean;
  /** Bytes that arrived, by part number; a part in flight counts what it has sent so far. */
  readonly sent: Readonly<Record<number, number>>;
  /** Parts that the store has acknowledged. */
  readonly done: readonly number[];
  readonly reason?: Refusal;
};
export type UploadState = {
  readonly phase: UploadPhase;
  readonly uploadId?: string;
  readonly files: readonly FileState[];
  readonly skipped: number;
  readonly refusal?: Refusal;
  /** Why sending stands still, to quote: `NETWORK`, `HTTP_503`. */
  readonly stallCode?: string;
  readonly studyIds: readonly string[];
  readonly diagnosisIds: readonly string[];
};

export type UploadEvent =
  | {
      readonly type: 'chosen';
      readonly files: readonly { ref: string; path: string; size: number }[];
      readonly skipped: number;
    }
  | { readonly type: 'hashing'; readonly ref: string }
  | { readonly type: 'hashed'; readonly ref: string; readonly dicom: boolean }
  | { readonly type: 'opening' }
  | {
      readonly type: 'opened';
      readonly uploadId: string;
      readonly missing: Readonly<Record<string, readonly number[]>>;
      readonly partSizes: Readonly<Record<string, readonly number[]>>;
    }
  | { readonly type: 'progress'; readonly ref: string; readonly part: number; readonly bytes: number }
  | {
      readonly type: 'partSent';
      readonly ref: string;
      readonly part: number;
      readonly bytes: number;
      readonly last: boolean;
    }
  | { readonly type: 'paused' | 'resumed' | 'closing' | 'receiving' | 'cleared' }
  | { readonly type: 'stalled'; readonly code: string }
  | { readonly type: 'refused'; readonly refusal: Refusal }
  | {
      readonly type: 'received';
      readonly outcomes: Readonly<Record<string, Outcome>>;
      readonly studyIds: readonly string[];
      readonly diagnosisIds: readonly string[];
    };

export type Outcome = { readonly stored: boolean; readonly code?: string | null; readonly message?: string | null };

export const EMPTY_UPLOAD: UploadState = { phase: 'choosing', files: [], skipped: 0, studyIds: [], diagnosisIds: [] };

const changeFile = (state: UploadState, ref: string, change: (file: FileState) => FileState): UploadState => ({
  ...state,
  files: state.files.map((file) => (file.ref === ref ? change(file) : file)),
});

/** What the gateway already holds of a file when an upload is opened or taken up again. */
const afterOpening = (file: FileState, missing: readonly number[], sizes: readonly number[]): FileState => ({
  ...file,
  phase: missing.length === 0 ? 'sent' : 'ready',
  sent: Object.fromEntries(sizes.flatMap((bytes, at) => (missing.includes(at + 1) ? [] : [[at + 1, bytes] as const]))),
  done: sizes.flatMap((_, at) => (missing.includes(at + 1) ? [] : [at + 1])),
});

/** What was under way when sending stopped did not arrive: only acknowledged parts count. */
const atRest = (file: FileState): FileState => ({
  ...file,
  phase: file.phase === 'sending' ? 'ready' : file.phase,
  sent: Object.fromEntries(Object.entries(file.sent).filter(([part]) => file.done.includes(Number(part)))),
});

const withOutcome = (file: FileState, outcome: Outcome | undefined): FileState => {
  if (outcome === undefined || outcome.stored) return { ...file, phase: 'stored' };
  return { ...file, phase: 'rejected', reason: { code: outcome.code ?? 'REJECTED', message: outcome.message ?? '' } };
};

/** The state after an event. */
export const uploadReducer = (state: UploadState, event: UploadEvent): UploadState => {
  switch (event.type) {
    case 'chosen':
      return {
        ...EMPTY_UPLOAD,
        skipped: event.skipped,
        files: event.files.map((file) => ({ ...file, phase: 'waiting', sent: {}, done: [] })),
      };
    case 'hashing':
      return changeFile({ ...state, phase: 'hashing' }, event.ref, (file) => ({ ...file, phase: 'hashing' }));
    case 'hashed':
      return changeFile(state, event.ref, (file) => ({ ...file, phase: 'ready', dicom: event.dicom }));
    case 'opened':
      return {
        ...state,
        phase: 'sending',
        uploadId: event.uploadId,
        files: state.files.map((file) =>
          afterOpening(file, event.missing[file.ref] ?? [], event.partSizes[file.ref] ?? []),
        ),
      };
    case 'progress':
      return changeFile(state, event.ref, (file) => ({
        ...file,
        phase: 'sending',
        sent: { ...file.sent, [event.part]: event.bytes },
      }));
    case 'partSent':
      return changeFile(state, event.ref, (file) => ({
        ...file,
        phase: event.last ? 'sent' : 'sending',
        sent: { ...file.sent, [event.part]: event.bytes },
        done: [...file.done, event.part],
      }));
    case 'paused':
      return state.phase === 'sending' ? { ...state, phase: 'paused', files: state.files.map(atRest) } : state;
    case 'stalled':
      return { ...state, phase: 'stalled', stallCode: event.code, files: state.files.map(atRest) };
    case 'resumed': {
      const { stallCode: _, ...rest } = state;
      return state.phase === 'paused' || state.phase === 'stalled' ? { ...rest, phase: 'sending' } : state;
    }
    case 'opening':
    case 'closing':
    case 'receiving':
      return { ...state, phase: event.type };
    case 'refused':
      return { ...state, phase: 'refused', refusal: event.refusal };
    case 'received':
      return {
        ...state,
        phase: 'received',
        files: state.files.map((file) => withOutcome(file, event.outcomes[file.ref])),
        studyIds: event.studyIds,
        diagnosisIds: event.diagnosisIds,
      };
    case 'cleared':
      return EMPTY_UPLOAD;
  }
};

/** Bytes that arrived, of one file. */
export const sentBytes = ({ sent }: FileState): number => Object.values(sent).reduce((sum, bytes) => sum + bytes, 0);

/** Totals for a progress bar and the final sentence. */
export const uploadTotals = ({ files }: UploadState) => ({
  files: files.length,
  bytes: files.reduce((sum, { size }) => sum + size, 0),
  sentBytes: files.reduce((sum, file) => sum + sentBytes(file), 0),
  hashedFiles: files.filter(({ phase }) => phase !== 'waiting' && phase !== 'hashing').length,
  sentFiles: files.filter(({ phase }) => phase === 'sent' || phase === 'stored' || phase === 'rejected').length,
  stored: files.filter(({ phase }) => phase === 'stored').length,
  rejected: files.filter(({ phase }) => phase === 'rejected').length,
  notDicom: files.filter(({ dicom }) => dicom === false).length,
});

/** True while leaving the page would interrupt work. */
export const isUploading = ({ phase }: UploadState): boolean =>
  ['hashing', 'opening', 'sending', 'paused', 'stalled', 'closing'].includes(phase);
