/** Creates the database unless it exists; `ownerUrl` may name any database of the server that exists. */
export declare const ensureDatabase: (ownerUrl: string, name: string) => Promise<void>;
/** The same server's URL for another database, and another role where one is given. */
export declare const databaseUrl: (
  ownerUrl: string,
  database: string,
  role?: {
    readonly name: string;
    readonly password: string;
  },
) => string;
