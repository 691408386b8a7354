export type ToolPaths = Readonly<Record<'temporal-server' | 'temporal-sql-tool' | 'versitygw', string>> &
  Readonly<Record<string, string>>;
/** Obtains every tool (those for tests only when asked), with progress; paths by name. */
export declare const obtainTools: ({ forTests }: { readonly forTests: boolean }) => Promise<ToolPaths>;
