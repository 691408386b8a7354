// The limits of one GraphQL operation, in one place. Figures: measured against this schema and the attacks they stop.

export const LIMITS = {
  /** Lexical tokens of a document. */
  tokens: 2_000,
  /** Nested selection sets, fragments expanded. */
  depth: 12,
  /** Aliased fields, fragments expanded. */
  aliases: 10,
  /** Directives, fragments expanded. */
  directives: 10,
  /** Fields, fragments expanded: stops fragments that multiply. */
  fields: 1_000,
  /** Objects an operation may ask for, page sizes (also those in variables) multiplied. */
  nodes: 5_000,
  /** Objects assumed in a list that takes no page size. */
  assumedListSize: 10,
  /** The largest page. */
  pageSize: 100,
  requestBytes: 256 * 1024,
  responseBytes: 5 * 1024 * 1024,
  executionMs: 10_000,
} as const;

/** Limits of one WebSocket. */
export const SOCKET_LIMITS = {
  /** Milliseconds to say `connection_init`. */
  initMs: 5_000,
  subscriptions: 20,
  messageBytes: 64 * 1024,
} as const;
