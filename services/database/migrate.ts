// Migrations: every room keeps plain `.sql` files in its own `migrations/` folder; they run once each, ordered by timestamp.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

const WINGS = ['services', 'billing', 'workflows'] as const;
const FILE_NAME = /^(\d{14})_[a-z0-9_]+\.sql$/;
/** Held while migrating, so that two starts of the product do not race. */
const MIGRATION_LOCK = 7_200;

type Migration = { readonly name: string; readonly path: string };

const collectMigrations = async (root: string): Promise<readonly Migration[]> => {
  const found: Migration[] = [];
  for (const wing of WINGS) {
    for (const room of await readdir(join(root, wing), { withFileTypes: true })) {
      if (!room.isDirectory()) continue;
      const folder = join(root, wing, room.name, 'migrations');
      const files = await readdir(folder).catch(() => []);
      for (const file of files) if (FILE_NAME.test(file)) found.push({ name: file, path: join(folder, file) });
    }
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
};

/** The two roles processes connect as. Neither owns a table nor bypasses row-level security. */
export type RolePasswords = { readonly app: string; readonly worker: string };

const createRole = async (client: pg.Client, role: string, password: string): Promise<void> => {
  const exists = await client.query('select 1 from pg_roles where rolname = $1', [role]);
  const verb = exists.rowCount === 0 ? 'create' : 'alter';
  await client.query(
    `${verb} role ${role} login nosuperuser nobypassrls nocreatedb nocreaterole password ${pg.escapeLiteral(password)}`,
  );
};

/**
 * Creates the roles and applies every migration not applied yet, each in its own transaction, as the owner of `ownerUrl`.
 * `root` is the repository root. Returns the names applied now; throws on the first failing file, naming it.
 */
export const migrate = async (ownerUrl: string, root: string, passwords: RolePasswords): Promise<readonly string[]> => {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'hounsfield-migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await createRole(client, 'hounsfield_app', passwords.app);
    await createRole(client, 'hounsfield_worker', passwords.worker);
    await client.query(
      'create table if not exists public.migration (name text primary key, applied_at timestamptz not null default now())',
    );
    const done = new Set(
      (await client.query<{ name: string }>('select name from public.migration')).rows.map((row) => row.name),
    );
    const applied: string[] = [];
    for (const { name, path } of await collectMigrations(root)) {
      if (done.has(name)) continue;
      await client.query('begin');
      try {
        await client.query(await readFile(path, 'utf8'));
        await client.query('insert into public.migration (name) values ($1)', [name]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw new Error(`migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`, {
          cause: error,
        });
      }
      applied.push(name);
    }
    return applied;
  } finally {
    await client.end();
  }
};
