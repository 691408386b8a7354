// Generated from operations/*.graphql by `npm run codegen`: the hash under which the gateway knows each operation.
export const operationHashes = {
  WhoAmI: '937d49a3f56764b9e8000ae1d8588d4246ada82b4ce4eab33f477d93504b87ac',
} as const;
export type OperationName = keyof typeof operationHashes;
