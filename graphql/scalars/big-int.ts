// The `BigInt` scalar: a whole number of up to 18 digits, as a decimal string, so that no client rounds it.
import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const WHOLE = /^-?\d{1,18}$/;

const parseWhole = (value: unknown): bigint => {
  if (typeof value === 'string' && WHOLE.test(value)) return BigInt(value);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  throw new GraphQLError('A BigInt is a whole number as a decimal string.');
};

export const bigIntScalar = new GraphQLScalarType<bigint, string>({
  name: 'BigInt',
  serialize: (value) => BigInt(value as bigint | number).toString(),
  parseValue: parseWhole,
  parseLiteral: (node) => parseWhole(node.kind === Kind.STRING || node.kind === Kind.INT ? node.value : undefined),
});
