// After a jest run: the throw-away Postgres cluster goes.
export default async (): Promise<void> => {
  await (globalThis as { stopTestCluster?: () => Promise<void> }).stopTestCluster?.();
};
