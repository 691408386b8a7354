// Answers of bounded size: what is too large is replaced by a short refusal before a byte is sent.
import type { FormattedExecutionResult } from 'graphql';
import { LIMITS } from '../hardening/limits.ts';
import { traceId } from './trace.ts';

/** Apollo's `stringifyResult`. */
export const boundedJson = (result: FormattedExecutionResult): string => {
  const text = JSON.stringify(result);
  if (Buffer.byteLength(text) <= LIMITS.responseBytes) return text;
  const message = 'The answer is too large; ask for a smaller page.';
  return JSON.stringify({ errors: [{ message, extensions: { code: 'TOO_EXPENSIVE', traceId: traceId() } }] });
};
