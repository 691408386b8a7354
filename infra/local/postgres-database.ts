// The databases of the stack on one Postgres server, embedded or the operator's own.
import pg from 'pg';

/** Creates the database unless it exists; `ownerUrl` may name any database of the server that exists. */
export const ensureDatabase = async (ownerUrl: string, name: string): Promise<void> => {
  const client = new pg.Client({ connectionString: databaseUrl(ownerUrl, 'postgres') });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
};

/** The same server's URL for another database, and another role where one is given. */
export const databaseUrl = (
  ownerUrl: string,
  database: string,
  role?: { readonly name: string; readonly password: string },
): string => {
  const url = new URL(ownerUrl);
  url.pathname = `/${database}`;
  if (role !== undefined) {
    url.username = role.name;
    url.password = role.password;
  }
  return url.href;
};
