// Code generation from the SDL: resolver types for the gateway, typed operations for the console and the CLI, and the
// allow-list of persisted operations. Output is committed; `npm run check` fails when it is stale.
import type { CodegenConfig } from '@graphql-codegen/cli';
import { addTypenames } from './codegen/add-typenames.ts';

/** Clients see instants and big integers as the strings that travel. */
const clientScalars = { DateTime: 'string', BigInt: 'string', ID: 'string' };

/** One client's outputs: `TypedDocumentNode`s, the hash by which the gateway knows each operation, the gateway's allow-list. */
const clientOutputs = (name: string, client: string): CodegenConfig['generates'] => {
  const source = { documents: [`${client}/operations/*.graphql`], documentTransforms: [{ transform: addTypenames }] };
  return {
    [`${client}/generated/operations.ts`]: {
      ...source,
      plugins: [
        { add: { content: '// Generated from operations/*.graphql by `npm run codegen`.' } },
        'typescript-operations',
        'typed-document-node',
      ],
      config: { scalars: clientScalars, immutableTypes: true, useTypeImports: true, dedupeFragments: true },
    },
    [`${client}/generated/operation-hashes.ts`]: { ...source, plugins: ['./graphql/codegen/persisted-operations.ts'] },
    [`graphql/generated/${name}-operations.json`]: {
      ...source,
      plugins: ['./graphql/codegen/persisted-operations.ts'],
    },
  };
};

/** What resolvers get as parents: the rooms' own types, so that a field that is not simply there does not compile. */
const sources = {
  ApiKey: '@hounsfield/tenancy#ApiKey as ApiKeySource',
  Charge: '@hounsfield/charging#Charge as ChargeSource',
  ChargeSplit: '@hounsfield/charging#ChargeSplit as ChargeSplitSource',
  Diagnosis: '@hounsfield/diagnoses#Diagnosis as DiagnosisSource',
  FileOutcome: '@hounsfield/studies#FileOutcome as FileOutcomeSource',
  Finding: '@hounsfield/diagnoses#Finding as FindingSource',
  Instance: '../resolvers/instance.resolver.ts#InstanceSource',
  Money: '@hounsfield/kernel#Money as MoneySource',
  Organisation: '@hounsfield/tenancy#Organisation as OrganisationSource',
  Product: '@hounsfield/catalogue#Product as ProductSource',
  Quote: '../resolvers/quote.resolver.ts#QuoteSource',
  Refused: '@hounsfield/kernel#Refusal as RefusalSource',
  RevenueRead: '@hounsfield/charging#RevenueRead as RevenueReadSource',
  Series: '@hounsfield/studies#Series as SeriesSource',
  Study: '@hounsfield/studies#Study as StudySource',
  StudyUpload: '@hounsfield/studies#Upload as UploadSource',
  UploadFile: '@hounsfield/studies#UploadFile as UploadFileSource',
  UploadPart: '@hounsfield/studies#UploadPart as UploadPartSource',
  Viewer: '@hounsfield/tenancy#Principal as PrincipalSource',
};

const config: CodegenConfig = {
  schema: 'graphql/schema/*.graphql',
  ignoreNoDocuments: true,
  errorsOnly: true,
  importExtension: '.ts',
  generates: {
    'graphql/generated/resolver-types.ts': {
      plugins: [
        { add: { content: '// Generated from schema/*.graphql by `npm run codegen`.' } },
        'typescript',
        'typescript-resolvers',
      ],
      config: {
        scalars: {
          DateTime: { input: 'Date', output: 'Date' },
          BigInt: 'bigint',
          ID: 'string',
        },
        contextType: '../context.ts#GatewayContext',
        mappers: sources,
        enumsAsTypes: true,
        immutableTypes: true,
        maybeValue: 'T | null | undefined',
        useTypeImports: true,
        optionalResolveType: true,
        resolversNonOptionalTypename: false,
      },
    },
    ...clientOutputs('cli', 'graphql/cli'),
    ...clientOutputs('console', 'services/console'),
  },
};
export default config;
