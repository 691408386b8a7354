import { type ProcessSpec } from './supervisor.ts';

type VersitygwOptions = {
  readonly binary: string;
  readonly folder: string;
  readonly port: number;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
};
/** How to run the gateway; it answers S3 on `http://127.0.0.1:<port>` and its health at `/health`. */
export declare const versitygwProcess: ({
  binary,
  folder,
  port,
  accessKeyId,
  secretAccessKey,
}: VersitygwOptions) => Promise<ProcessSpec>;
