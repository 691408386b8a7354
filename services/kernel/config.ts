// Process configuration: the environment is parsed once by a zod schema, and every bad variable is named at once.
import type { z } from 'zod';

/** Raised when the environment does not satisfy a process's schema; the message lists every bad variable, never a value. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** Parses `env` (usually `process.env`, read only in a process's own `config.ts`) into a frozen configuration. */
export const parseConfig = <Schema extends z.ZodType>(
  schema: Schema,
  env: Readonly<Record<string, string | undefined>>,
): Readonly<z.infer<Schema>> => {
  const result = schema.safeParse(env);
  if (result.success) return Object.freeze(result.data as object) as Readonly<z.infer<Schema>>;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join('.') || '(environment)'}: ${issue.message}`);
  throw new ConfigError(`Configuration is incomplete:\n${lines.join('\n')}`);
};
