// Health: alive when it answers at all, ready when the database answers.
import type { RequestHandler } from 'express';
import { type Kysely, sql } from 'kysely';

const READY_WITHIN_MS = 2_000;

/** True when the database answers within two seconds. */
export const databaseAnswers = async <Tables>(db: Kysely<Tables>): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), READY_WITHIN_MS);
  });
  const answered = sql`select 1`.execute(db).then(
    () => true,
    () => false,
  );
  return Promise.race([answered, late]).finally(() => clearTimeout(timer));
};

/** Serves `/livez` and `/readyz`. */
export const health =
  (ready: () => Promise<boolean>): RequestHandler =>
  (request, response, next) => {
    if (request.path === '/livez') return void response.type('text').send('ok\n');
    if (request.path !== '/readyz') return next();
    ready().then(
      (ok) =>
        response
          .status(ok ? 200 : 503)
          .type('text')
          .send(ok ? 'ok\n' : 'not ready\n'),
      next,
    );
  };
