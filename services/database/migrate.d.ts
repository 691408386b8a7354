/** The two roles processes connect as. Neither owns a table nor bypasses row-level security. */
export type RolePasswords = {
  readonly app: string;
  readonly worker: string;
};
/**
 * Creates the roles and applies every migration not applied yet, each in its own transaction, as the owner of `ownerUrl`.
 * `root` is the repository root. Returns the names applied now; throws on the first failing file, naming it.
 */
export declare const migrate: (ownerUrl: string, root: string, passwords: RolePasswords) => Promise<readonly string[]>;
