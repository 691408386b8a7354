// The seeding process: fills an installation with the demo, writes sign-ins and an API key to SEED_OUTPUT, ends.
import { readFile, rename, writeFile } from 'node:fs/promises';
import { connectDatabase } from '@hounsfield/database';
import { createLogger, systemClock } from '@hounsfield/kernel';
import { asRoom } from '../room-database.ts';
import { demoApiKey } from './api-key.ts';
import { readSeedConfig } from './config.ts';
import { demoPassword, ORGANISATIONS } from './demo.ts';
import { seedDemo } from './seed-demo.ts';

const config = readSeedConfig();
const logger = createLogger('seed', config.LOG_LEVEL);
const [app, worker] = [config.DATABASE_URL, config.WORKER_DATABASE_URL].map((url) =>
  connectDatabase<unknown>({ url, applicationName: 'hounsfield-seed', maxConnections: 2 }),
) as [ReturnType<typeof connectDatabase<unknown>>, ReturnType<typeof connectDatabase<unknown>>];
const masterKey = config.HOUNSFIELD_MASTER_KEY;

const knownKey = async (): Promise<string | undefined> => {
  const text = await readFile(config.SEED_OUTPUT, 'utf8').catch(() => '{}');
  return (JSON.parse(text) as { apiKey?: string }).apiKey;
};

try {
  await seedDemo({ app, worker, clock: systemClock, masterKey });
  const apiKey = await demoApiKey(asRoom(app), systemClock, masterKey, await knownKey());
  const signIns = ORGANISATIONS.flatMap(({ name, members }) =>
    members.map(({ email, title }) => ({
      organisation: name,
      role: title,
      email,
      password: demoPassword(masterKey, email),
    })),
  );
  // Whole or not at all: a reader never sees half a file.
  const fresh = `${config.SEED_OUTPUT}.new`;
  await writeFile(fresh, `${JSON.stringify({ signIns, apiKey }, undefined, 2)}\n`, { mode: 0o600 });
  await rename(fresh, config.SEED_OUTPUT);
  logger.info({ signIns: signIns.length }, 'demo seeded');
} finally {
  await Promise.all([app.destroy(), worker.destroy()]);
}
