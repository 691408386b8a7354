import { z } from 'zod';

declare const tool: z.ZodObject<
  {
    name: z.ZodString;
    version: z.ZodString;
    environment: z.ZodString;
    go: z.ZodString;
    goBinary: z.ZodString;
    buildMinutes: z.ZodNumber;
    testsOnly: z.ZodDefault<z.ZodBoolean>;
    archive: z.ZodObject<
      {
        url: z.ZodString;
        checksums: z.ZodString;
        member: z.ZodString;
      },
      z.core.$strip
    >;
  },
  z.core.$strip
>;
export type Tool = z.infer<typeof tool>;
/** Every tool of the manifest, in order. */
export declare const toolManifest: () => readonly Tool[];
