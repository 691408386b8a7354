import { z } from 'zod';
import type { RunningStack } from './stack.ts';

declare const diagnosis: z.ZodObject<
  {
    id: z.ZodString;
    status: z.ZodString;
    findings: z.ZodArray<
      z.ZodObject<
        {
          label: z.ZodString;
          value: z.ZodOptional<z.ZodNullable<z.ZodNumber>>;
          unit: z.ZodOptional<z.ZodNullable<z.ZodString>>;
        },
        z.core.$strip
      >
    >;
    charge: z.ZodOptional<
      z.ZodNullable<
        z.ZodObject<
          {
            net: z.ZodObject<
              {
                amountMinor: z.ZodString;
                currency: z.ZodString;
                exponent: z.ZodNumber;
              },
              z.core.$strip
            >;
            splits: z.ZodArray<
              z.ZodObject<
                {
                  role: z.ZodString;
                  amount: z.ZodObject<
                    {
                      amountMinor: z.ZodString;
                    },
                    z.core.$strip
                  >;
                },
                z.core.$strip
              >
            >;
          },
          z.core.$strip
        >
      >
    >;
  },
  z.core.$strip
>;
/** The first diagnosis: what was measured, what the phantom's construction says is true, and what it cost. */
export type FirstDiagnosis = {
  readonly diagnosis: z.infer<typeof diagnosis>;
  readonly truth: Readonly<Record<string, unknown>>;
};
/** Runs the `hounsfield` command as a user would, against the running stack. */
export declare const hounsfield: (
  root: string,
  stack: Pick<RunningStack, 'urls' | 'seed'>,
  args: readonly string[],
) => Promise<string>;
/** Sends the first study unless this state has had it; answers the diagnosis and its truth either way. */
export declare const firstStudy: (root: string, folder: string, stack: RunningStack) => Promise<FirstDiagnosis>;
