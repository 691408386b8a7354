// The local S3-compatible server: versitygw over a folder, metadata in extended attributes, versioning on.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { answersOk, type ProcessSpec } from './supervisor.ts';

type VersitygwOptions = {
  readonly binary: string;
  readonly folder: string;
  readonly port: number;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
};

/** How to run the gateway; it answers S3 on `http://127.0.0.1:<port>` and its health at `/health`. */
export const versitygwProcess = async ({
  binary,
  folder,
  port,
  accessKeyId,
  secretAccessKey,
}: VersitygwOptions): Promise<ProcessSpec> => {
  const [data, versions, iam] = [join(folder, 'data'), join(folder, 'versions'), join(folder, 'iam')];
  for (const path of [data, versions, iam]) await mkdir(path, { recursive: true });
  return {
    name: 'versitygw',
    command: [
      binary,
      '--port',
      `127.0.0.1:${port}`,
      '--health',
      '/health',
      '--quiet',
      '--keep-alive',
      '--iam-dir',
      iam,
      'posix',
      '--versioning-dir',
      versions,
      data,
    ],
    environment: { ROOT_ACCESS_KEY: accessKeyId, ROOT_SECRET_KEY: secretAccessKey },
    ready: answersOk(`http://127.0.0.1:${port}/health`),
    readyTimeoutMs: 15_000,
  };
};
