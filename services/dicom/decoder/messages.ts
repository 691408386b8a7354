// What passes between the pixel decoder and the child process that does its work.
import type { Refusal } from '@hounsfield/kernel';
import type { CheckLine } from '../check/check-line.ts';
import type { DecodedPixels, DecodeRefusalCode } from '../pixels/decoded-pixels.ts';
import type { ReadRefusalCode } from '../reader/limits.ts';

/** Why the child gave no answer. */
export type ChildRefusalCode = 'DECODER_TIMEOUT' | 'DECODER_MEMORY' | 'DECODER_CRASHED';

/** Decoded pixels, or any reason against them. */
export type DecodeAnswer = DecodedPixels | Refusal<ReadRefusalCode | DecodeRefusalCode | ChildRefusalCode>;

/** One job for the child. */
export type DecoderJob =
  | { readonly kind: 'decode'; readonly bytes: Uint8Array }
  | { readonly kind: 'check'; readonly file: string; readonly bytes?: Uint8Array };

/** What the child says once it has started. */
export const READY = 'ready';

/** The child's answer to one job. */
export type DecoderAnswer =
  | { readonly kind: 'decoded'; readonly answer: DecodeAnswer }
  | { readonly kind: 'checked'; readonly line: CheckLine };
