// Generated from schema/*.graphql by `npm run codegen`.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ApiKey as ApiKeySource, Organisation as OrganisationSource, Principal as PrincipalSource } from '@hounsfield/tenancy';
import type { Charge as ChargeSource, ChargeSplit as ChargeSplitSource, RevenueRead as RevenueReadSource } from '@hounsfield/charging';
import type { Diagnosis as DiagnosisSource, Finding as FindingSource } from '@hounsfield/diagnoses';
import type { FileOutcome as FileOutcomeSource, Series as SeriesSource, Study as StudySource, Upload as UploadSource, UploadFile as UploadFileSource, UploadPart as UploadPartSource } from '@hounsfield/studies';
import type { InstanceSource } from '../resolvers/instance.resolver.ts';
import type { Money as MoneySource, Refusal as RefusalSource } from '@hounsfield/kernel';
import type { Product as ProductSource } from '@hounsfield/catalogue';
import type { QuoteSource } from '../resolvers/quote.resolver.ts';
import type { GatewayContext } from '../context.ts';
export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A whole number of any size, as a decimal string. */
  BigInt: { input: bigint; output: bigint; }
  /** An instant, ISO 8601 in UTC. */
  DateTime: { input: Date; output: Date; }
};

export type ApiKey = Node & {
  readonly __typename?: 'ApiKey';
  readonly createdAt: Scalars['DateTime']['output'];
  readonly expiresAt: Scalars['DateTime']['output'];
  readonly id: Scalars['ID']['output'];
  readonly lastUsedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly name: Scalars['String']['output'];
  /** The key's first characters; the key itself is shown once, at creation. */
  readonly prefix: Scalars['String']['output'];
  readonly revokedAt?: Maybe<Scalars['DateTime']['output']>;
};

export type ApiKeyCreated = {
  readonly __typename?: 'ApiKeyCreated';
  readonly apiKey: ApiKey;
  /** Shown this once; only its hash is kept. */
  readonly secret: Scalars['String']['output'];
};

export type CancelDiagnosisResult = Diagnosis | Refused;

/** One charged read and, for those who may see it, how its net is shared. */
export type Charge = Node & {
  readonly __typename?: 'Charge';
  readonly chargedAt: Scalars['DateTime']['output'];
  /** The diagnosis that was charged; null for a caller who may not see it. */
  readonly diagnosis?: Maybe<Diagnosis>;
  readonly discount: Money;
  readonly gross: Money;
  readonly id: Scalars['ID']['output'];
  readonly net: Money;
  readonly priceVersion: Scalars['Int']['output'];
  readonly splitVersion: Scalars['Int']['output'];
  /** The caller's own share for a partner or vendor; all shares for the payer and the platform. */
  readonly splits: ReadonlyArray<ChargeSplit>;
};

export type ChargeConnection = {
  readonly __typename?: 'ChargeConnection';
  readonly edges: ReadonlyArray<ChargeEdge>;
  readonly pageInfo: PageInfo;
};

export type ChargeEdge = {
  readonly __typename?: 'ChargeEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Charge;
};

export type ChargeSplit = {
  readonly __typename?: 'ChargeSplit';
  readonly amount: Money;
  readonly party: Organisation;
  readonly role: PartyRole;
};

export type Code = {
  readonly __typename?: 'Code';
  readonly meaning: Scalars['String']['output'];
  readonly scheme: Scalars['String']['output'];
  readonly value: Scalars['String']['output'];
};

export type CompleteStudyResult = Refused | Study;

export type CompleteStudyUploadResult = Refused | StudyUpload;

export type CreateApiKeyInput = {
  readonly name: Scalars['String']['input'];
};

export type CreateApiKeyResult = ApiKeyCreated | Refused;

/** One run of one product over one study revision. */
export type Diagnosis = Node & {
  readonly __typename?: 'Diagnosis';
  /** Null until charged; a diagnosis that did not complete costs nothing. */
  readonly charge?: Maybe<Charge>;
  readonly findings: ReadonlyArray<Finding>;
  readonly finishedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly id: Scalars['ID']['output'];
  readonly lane: Lane;
  readonly modelVersion: Scalars['String']['output'];
  readonly product: Product;
  /** Reads waiting before this one; null once it runs. */
  readonly queuePosition?: Maybe<Scalars['Int']['output']>;
  /** Why it did not complete: machine code and sentence. */
  readonly reason?: Maybe<Refused>;
  /** WADO-RS path of the DICOM SR, relative to the DICOMweb root; null until there is one. */
  readonly reportPath?: Maybe<Scalars['String']['output']>;
  readonly requestedAt: Scalars['DateTime']['output'];
  readonly status: DiagnosisStatus;
  readonly steps: ReadonlyArray<DiagnosisStep>;
  readonly study: Study;
  readonly studyRevision: Scalars['Int']['output'];
};

export type DiagnosisConnection = {
  readonly __typename?: 'DiagnosisConnection';
  readonly edges: ReadonlyArray<DiagnosisEdge>;
  readonly pageInfo: PageInfo;
};

export type DiagnosisEdge = {
  readonly __typename?: 'DiagnosisEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Diagnosis;
};

export type DiagnosisStatus =
  | 'CANCELLED'
  | 'COMPLETED'
  | 'FAILED'
  /** Stuck; an operator has been told. */
  | 'NEEDS_ATTENTION'
  /** The study does not meet the product's input contract; nothing is charged. */
  | 'OUT_OF_SCOPE'
  | 'REQUESTED'
  | 'RUNNING';

export type DiagnosisStep = {
  readonly __typename?: 'DiagnosisStep';
  readonly finishedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly name: DiagnosisStepName;
  readonly startedAt?: Maybe<Scalars['DateTime']['output']>;
};

export type DiagnosisStepName =
  | 'BILLING'
  | 'CHECKING_INPUT'
  | 'DONE'
  | 'INFERRING'
  | 'QUEUED'
  | 'REPORTING';

export type FileOutcome = {
  readonly __typename?: 'FileOutcome';
  /** Machine code of a refusal, e.g. NOT_DICOM. */
  readonly code?: Maybe<Scalars['String']['output']>;
  readonly message?: Maybe<Scalars['String']['output']>;
  readonly stored: Scalars['Boolean']['output'];
};

/** A measured or inferred statement, coded as in the DICOM SR. */
export type Finding = {
  readonly __typename?: 'Finding';
  /** A qualitative value, e.g. present or absent. */
  readonly category?: Maybe<Code>;
  readonly concept: Code;
  /** Name in the caller's language. */
  readonly label: Scalars['String']['output'];
  /** Probability 0-1 for inferred findings. */
  readonly probability?: Maybe<Scalars['Float']['output']>;
  readonly site?: Maybe<Code>;
  /** Tracking identifier, equal to the SR's. */
  readonly trackingId: Scalars['String']['output'];
  readonly unit?: Maybe<Scalars['String']['output']>;
  /** A measurement, with its UCUM unit; null for a qualitative finding. */
  readonly value?: Maybe<Scalars['Float']['output']>;
};

export type HttpHeader = {
  readonly __typename?: 'HttpHeader';
  readonly name: Scalars['String']['output'];
  readonly value: Scalars['String']['output'];
};

/** One SOP instance; the DICOMweb door serves its bytes and frames at `wadoPath`. */
export type Instance = {
  readonly __typename?: 'Instance';
  readonly bitsStored?: Maybe<Scalars['Int']['output']>;
  readonly columns?: Maybe<Scalars['Int']['output']>;
  readonly frames: Scalars['Int']['output'];
  readonly id: Scalars['ID']['output'];
  readonly number?: Maybe<Scalars['Int']['output']>;
  readonly photometricInterpretation?: Maybe<Scalars['String']['output']>;
  readonly rows?: Maybe<Scalars['Int']['output']>;
  readonly sopClassUid: Scalars['String']['output'];
  /** WADO-RS path of the instance, relative to the DICOMweb root. */
  readonly wadoPath: Scalars['String']['output'];
};

export type Lane =
  | 'OFF_PEAK'
  | 'ROUTINE'
  | 'STAT';

/** An amount in minor units of an ISO 4217 currency; `exponent` is the number of minor-unit digits. */
export type Money = {
  readonly __typename?: 'Money';
  readonly amountMinor: Scalars['BigInt']['output'];
  readonly currency: Scalars['String']['output'];
  readonly exponent: Scalars['Int']['output'];
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  readonly cancelDiagnosis: CancelDiagnosisResult;
  /** Closes a study now rather than after the quiet period. */
  readonly completeStudy: CompleteStudyResult;
  readonly completeStudyUpload: CompleteStudyUploadResult;
  readonly createApiKey: CreateApiKeyResult;
  readonly openStudyUpload: OpenStudyUploadResult;
  readonly requestDiagnosis: RequestDiagnosisResult;
  readonly revokeApiKey: RevokeApiKeyResult;
  readonly setLocale: Viewer;
  /** Opens a browser session (cookie). */
  readonly signIn: SignInResult;
  readonly signOut: Scalars['Boolean']['output'];
};


export type MutationCancelDiagnosisArgs = {
  id: Scalars['ID']['input'];
};


export type MutationCompleteStudyArgs = {
  id: Scalars['ID']['input'];
};


export type MutationCompleteStudyUploadArgs = {
  id: Scalars['ID']['input'];
};


export type MutationCreateApiKeyArgs = {
  input: CreateApiKeyInput;
};


export type MutationOpenStudyUploadArgs = {
  input: OpenStudyUploadInput;
};


export type MutationRequestDiagnosisArgs = {
  input: RequestDiagnosisInput;
};


export type MutationRevokeApiKeyArgs = {
  id: Scalars['ID']['input'];
};


export type MutationSetLocaleArgs = {
  locale: Scalars['String']['input'];
};


export type MutationSignInArgs = {
  input: SignInInput;
};

export type Node = {
  readonly id: Scalars['ID']['output'];
};

export type OpenStudyUploadInput = {
  readonly files: ReadonlyArray<UploadFileInput>;
  readonly lane?: Lane;
  /** The price version that the caller saw; the upload is refused with `PRICE_CHANGED` when it is no longer the current one. */
  readonly priceVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Order this product as soon as the study is complete. */
  readonly productId?: InputMaybe<Scalars['ID']['input']>;
};

export type OpenStudyUploadResult = Refused | StudyUpload;

export type Organisation = Node & {
  readonly __typename?: 'Organisation';
  readonly id: Scalars['ID']['output'];
  readonly kind: OrganisationKind;
  readonly name: Scalars['String']['output'];
};

export type OrganisationKind =
  | 'HOSPITAL'
  | 'IMAGING_CENTRE'
  | 'PLATFORM'
  | 'VENDOR';

/** Relay cursor connections: https://relay.dev/graphql/connections.htm */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  readonly hasNextPage: Scalars['Boolean']['output'];
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  readonly startCursor?: Maybe<Scalars['String']['output']>;
};

export type PartyRole =
  | 'ANNOTATOR'
  /** The organisation that brought the customer in. */
  | 'PARTNER'
  | 'PLATFORM'
  | 'READING_CENTRE'
  /** The maker of the model. */
  | 'VENDOR';

/** A diagnostic product of a vendor, run by one immutable model version. */
export type Product = Node & {
  readonly __typename?: 'Product';
  /** How its probabilities were calibrated and how to read them, one sentence; null for a product that only measures. */
  readonly calibrationNote?: Maybe<Scalars['String']['output']>;
  /** The product's slug. */
  readonly id: Scalars['ID']['output'];
  readonly intendedUse: Scalars['String']['output'];
  /** What it must not be used for, one sentence each. */
  readonly limits: ReadonlyArray<Scalars['String']['output']>;
  readonly modality: Scalars['String']['output'];
  readonly modelSha256?: Maybe<Scalars['String']['output']>;
  readonly modelVersion: Scalars['String']['output'];
  /** Name in the caller's language. */
  readonly name: Scalars['String']['output'];
  /** The price one read costs the caller now; null when the caller has no contract for the product. */
  readonly price?: Maybe<Quote>;
  readonly summary: Scalars['String']['output'];
  readonly vendor: Organisation;
};


/** A diagnostic product of a vendor, run by one immutable model version. */
export type ProductPriceArgs = {
  lane?: Lane;
};

export type Query = {
  readonly __typename?: 'Query';
  readonly apiKeys: ReadonlyArray<ApiKey>;
  readonly charges: ChargeConnection;
  readonly diagnoses: DiagnosisConnection;
  readonly diagnosis?: Maybe<Diagnosis>;
  readonly product?: Maybe<Product>;
  readonly products: ReadonlyArray<Product>;
  readonly revenueMonths: ReadonlyArray<RevenueMonth>;
  readonly revenueReads: RevenueReadConnection;
  readonly studies: StudyConnection;
  readonly study?: Maybe<Study>;
  /** An upload of the caller's, with fresh part URLs for what is still missing. */
  readonly studyUpload?: Maybe<StudyUpload>;
  readonly usageMonths: ReadonlyArray<UsageMonth>;
  /** Null when nobody is signed in. */
  readonly viewer?: Maybe<Viewer>;
};


export type QueryChargesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  month?: InputMaybe<Scalars['String']['input']>;
};


export type QueryDiagnosesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


export type QueryDiagnosisArgs = {
  id: Scalars['ID']['input'];
};


export type QueryProductArgs = {
  id: Scalars['ID']['input'];
};


export type QueryRevenueReadsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  month: Scalars['String']['input'];
};


export type QueryStudiesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


export type QueryStudyArgs = {
  id: Scalars['ID']['input'];
};


export type QueryStudyUploadArgs = {
  id: Scalars['ID']['input'];
};

/**
 * The price of one read, before it is ordered. Order with its `priceVersion`: ordering is refused with `PRICE_CHANGED` once
 * another version is in force, so nobody pays a price that was not shown.
 */
export type Quote = {
  readonly __typename?: 'Quote';
  readonly price: Money;
  readonly priceVersion: Scalars['Int']['output'];
  /** Reads waiting before this one in its lane. */
  readonly queuePosition: Scalars['Int']['output'];
};

/** An expected "no": a stable machine code and one human sentence in the caller's language. */
export type Refused = {
  readonly __typename?: 'Refused';
  readonly code: Scalars['String']['output'];
  readonly message: Scalars['String']['output'];
};

export type RequestDiagnosisInput = {
  readonly lane?: Lane;
  /** The price version that the caller saw; ordering is refused when it is no longer the current one. */
  readonly priceVersion?: InputMaybe<Scalars['Int']['input']>;
  readonly productId: Scalars['ID']['input'];
  readonly studyId: Scalars['ID']['input'];
};

export type RequestDiagnosisResult = Diagnosis | Refused;

/** What the caller earned as a partner or vendor in one month (UTC). */
export type RevenueMonth = {
  readonly __typename?: 'RevenueMonth';
  readonly earned: Money;
  readonly month: Scalars['String']['output'];
  readonly reads: Scalars['Int']['output'];
};

/** One read that earned the caller a share; never says whose patient it was. */
export type RevenueRead = {
  readonly __typename?: 'RevenueRead';
  readonly chargeId: Scalars['ID']['output'];
  readonly chargedAt: Scalars['DateTime']['output'];
  readonly customer: Organisation;
  readonly net: Money;
  readonly productName: Scalars['String']['output'];
  /** Stable pseudonym of the diagnosis, for this partner alone. */
  readonly pseudonym: Scalars['String']['output'];
  readonly share: Money;
  readonly shareBasisPoints: Scalars['Int']['output'];
  readonly splitVersion: Scalars['Int']['output'];
};

export type RevenueReadConnection = {
  readonly __typename?: 'RevenueReadConnection';
  readonly edges: ReadonlyArray<RevenueReadEdge>;
  readonly pageInfo: PageInfo;
};

export type RevenueReadEdge = {
  readonly __typename?: 'RevenueReadEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: RevenueRead;
};

export type RevokeApiKeyResult = ApiKey | Refused;

export type Role =
  /** Manages members, API keys and contracts. */
  | 'ADMIN'
  /** Sees charges, usage and revenue. */
  | 'FINANCE'
  /** Platform staff: sees operations, never patients. */
  | 'OPERATOR'
  /** Opens studies and results. */
  | 'RADIOLOGIST'
  /** Uploads studies and orders diagnoses. */
  | 'TECHNOLOGIST';

export type Series = {
  readonly __typename?: 'Series';
  readonly description?: Maybe<Scalars['String']['output']>;
  readonly instances: ReadonlyArray<Instance>;
  readonly modality?: Maybe<Scalars['String']['output']>;
  /** Position in the study, from 1. */
  readonly number: Scalars['Int']['output'];
};

export type SignInInput = {
  readonly email: Scalars['String']['input'];
  readonly password: Scalars['String']['input'];
};

export type SignInResult = Refused | Viewer;

/** A DICOM study as the tenant sent it; identity is shown only to its owner and sealed at rest. */
export type Study = Node & {
  readonly __typename?: 'Study';
  /** Why nothing can be ordered for it, e.g. files of two patients in one study; null when nothing stands against it. */
  readonly blocked?: Maybe<Refused>;
  readonly completedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly description?: Maybe<Scalars['String']['output']>;
  readonly diagnoses: ReadonlyArray<Diagnosis>;
  readonly id: Scalars['ID']['output'];
  readonly instanceCount: Scalars['Int']['output'];
  readonly modality?: Maybe<Scalars['String']['output']>;
  readonly patientId?: Maybe<Scalars['String']['output']>;
  /** The owner's own patient name and ID, unsealed for members who may open studies; null otherwise. */
  readonly patientName?: Maybe<Scalars['String']['output']>;
  readonly receivedAt: Scalars['DateTime']['output'];
  /** 1, then one more for every late instance after completion. */
  readonly revision: Scalars['Int']['output'];
  readonly series: ReadonlyArray<Series>;
  readonly status: StudyStatus;
  /** The owner's original Study Instance UID, unsealed likewise. */
  readonly studyInstanceUid?: Maybe<Scalars['String']['output']>;
};

export type StudyConnection = {
  readonly __typename?: 'StudyConnection';
  readonly edges: ReadonlyArray<StudyEdge>;
  readonly pageInfo: PageInfo;
};

export type StudyEdge = {
  readonly __typename?: 'StudyEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Study;
};

export type StudyStatus =
  /** Closed: explicitly, or after a quiet period. */
  | 'COMPLETE'
  /** Instances are arriving. */
  | 'RECEIVING';

export type StudyUpload = Node & {
  readonly __typename?: 'StudyUpload';
  /** The diagnoses ordered with it. */
  readonly diagnoses: ReadonlyArray<Diagnosis>;
  readonly files: ReadonlyArray<UploadFile>;
  readonly id: Scalars['ID']['output'];
  readonly status: UploadStatus;
  /** The studies its files belong to, known once received. */
  readonly studies: ReadonlyArray<Study>;
};

export type Subscription = {
  readonly __typename?: 'Subscription';
  readonly diagnosisUpdated: Diagnosis;
};


export type SubscriptionDiagnosisUpdatedArgs = {
  id: Scalars['ID']['input'];
};

export type UploadFile = {
  readonly __typename?: 'UploadFile';
  readonly clientRef: Scalars['String']['output'];
  /** Set once the file was received: whether it was stored, and why not. */
  readonly outcome?: Maybe<FileOutcome>;
  /** Parts still to be sent: none of them when the file is already whole (resume). */
  readonly parts: ReadonlyArray<UploadPart>;
};

/** One file that the client is about to send. Parts are 8 MiB, the last one shorter; one SHA-256 (hex) a part. */
export type UploadFileInput = {
  /** Any name that is unique in this upload and no file path: shown back in answers, sealed where it is kept. */
  readonly clientRef: Scalars['String']['input'];
  readonly partSha256: ReadonlyArray<Scalars['String']['input']>;
  readonly sizeBytes: Scalars['BigInt']['input'];
};

/** A presigned PUT of one part. Send exactly `length` bytes from `offset` with these headers. */
export type UploadPart = {
  readonly __typename?: 'UploadPart';
  readonly headers: ReadonlyArray<HttpHeader>;
  readonly length: Scalars['BigInt']['output'];
  readonly offset: Scalars['BigInt']['output'];
  readonly partNumber: Scalars['Int']['output'];
  readonly url: Scalars['String']['output'];
};

export type UploadStatus =
  | 'OPEN'
  | 'RECEIVED'
  | 'RECEIVING';

/** What the caller paid for its reads in one month (UTC). */
export type UsageMonth = {
  readonly __typename?: 'UsageMonth';
  /** `YYYY-MM` */
  readonly month: Scalars['String']['output'];
  readonly net: Money;
  readonly reads: Scalars['Int']['output'];
};

/** The signed-in caller. */
export type Viewer = {
  readonly __typename?: 'Viewer';
  readonly displayName: Scalars['String']['output'];
  /** Null when an API key is calling. */
  readonly email?: Maybe<Scalars['String']['output']>;
  /** BCP 47 language of the interface: `en` or `zh-CN`. */
  readonly locale: Scalars['String']['output'];
  readonly organisation: Organisation;
  readonly roles: ReadonlyArray<Role>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;



/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  CancelDiagnosisResult:
    | ( DiagnosisSource )
    | ( RefusalSource )
  ;
  CompleteStudyResult:
    | ( RefusalSource )
    | ( StudySource )
  ;
  CompleteStudyUploadResult:
    | ( RefusalSource )
    | ( UploadSource )
  ;
  CreateApiKeyResult:
    | ( Omit<ApiKeyCreated, 'apiKey'> & { apiKey: _RefType['ApiKey'] } )
    | ( RefusalSource )
  ;
  OpenStudyUploadResult:
    | ( RefusalSource )
    | ( UploadSource )
  ;
  RequestDiagnosisResult:
    | ( DiagnosisSource )
    | ( RefusalSource )
  ;
  RevokeApiKeyResult:
    | ( ApiKeySource )
    | ( RefusalSource )
  ;
  SignInResult:
    | ( RefusalSource )
    | ( PrincipalSource )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( ApiKeySource )
    | ( ChargeSource )
    | ( DiagnosisSource )
    | ( OrganisationSource )
    | ( ProductSource )
    | ( StudySource )
    | ( UploadSource )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  ApiKey: ResolverTypeWrapper<ApiKeySource>;
  ApiKeyCreated: ResolverTypeWrapper<Omit<ApiKeyCreated, 'apiKey'> & { apiKey: ResolversTypes['ApiKey'] }>;
  BigInt: ResolverTypeWrapper<Scalars['BigInt']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  CancelDiagnosisResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CancelDiagnosisResult']>;
  Charge: ResolverTypeWrapper<ChargeSource>;
  ChargeConnection: ResolverTypeWrapper<Omit<ChargeConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['ChargeEdge']> }>;
  ChargeEdge: ResolverTypeWrapper<Omit<ChargeEdge, 'node'> & { node: ResolversTypes['Charge'] }>;
  ChargeSplit: ResolverTypeWrapper<ChargeSplitSource>;
  Code: ResolverTypeWrapper<Code>;
  CompleteStudyResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CompleteStudyResult']>;
  CompleteStudyUploadResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CompleteStudyUploadResult']>;
  CreateApiKeyInput: CreateApiKeyInput;
  CreateApiKeyResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CreateApiKeyResult']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Diagnosis: ResolverTypeWrapper<DiagnosisSource>;
  DiagnosisConnection: ResolverTypeWrapper<Omit<DiagnosisConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['DiagnosisEdge']> }>;
  DiagnosisEdge: ResolverTypeWrapper<Omit<DiagnosisEdge, 'node'> & { node: ResolversTypes['Diagnosis'] }>;
  DiagnosisStatus: DiagnosisStatus;
  DiagnosisStep: ResolverTypeWrapper<DiagnosisStep>;
  DiagnosisStepName: DiagnosisStepName;
  FileOutcome: ResolverTypeWrapper<FileOutcomeSource>;
  Finding: ResolverTypeWrapper<FindingSource>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  HttpHeader: ResolverTypeWrapper<HttpHeader>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Instance: ResolverTypeWrapper<InstanceSource>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Lane: Lane;
  Money: ResolverTypeWrapper<MoneySource>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  OpenStudyUploadInput: OpenStudyUploadInput;
  OpenStudyUploadResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['OpenStudyUploadResult']>;
  Organisation: ResolverTypeWrapper<OrganisationSource>;
  OrganisationKind: OrganisationKind;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PartyRole: PartyRole;
  Product: ResolverTypeWrapper<ProductSource>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Quote: ResolverTypeWrapper<QuoteSource>;
  Refused: ResolverTypeWrapper<RefusalSource>;
  RequestDiagnosisInput: RequestDiagnosisInput;
  RequestDiagnosisResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RequestDiagnosisResult']>;
  RevenueMonth: ResolverTypeWrapper<Omit<RevenueMonth, 'earned'> & { earned: ResolversTypes['Money'] }>;
  RevenueRead: ResolverTypeWrapper<RevenueReadSource>;
  RevenueReadConnection: ResolverTypeWrapper<Omit<RevenueReadConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['RevenueReadEdge']> }>;
  RevenueReadEdge: ResolverTypeWrapper<Omit<RevenueReadEdge, 'node'> & { node: ResolversTypes['RevenueRead'] }>;
  RevokeApiKeyResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RevokeApiKeyResult']>;
  Role: Role;
  Series: ResolverTypeWrapper<SeriesSource>;
  SignInInput: SignInInput;
  SignInResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['SignInResult']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Study: ResolverTypeWrapper<StudySource>;
  StudyConnection: ResolverTypeWrapper<Omit<StudyConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['StudyEdge']> }>;
  StudyEdge: ResolverTypeWrapper<Omit<StudyEdge, 'node'> & { node: ResolversTypes['Study'] }>;
  StudyStatus: StudyStatus;
  StudyUpload: ResolverTypeWrapper<UploadSource>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  UploadFile: ResolverTypeWrapper<UploadFileSource>;
  UploadFileInput: UploadFileInput;
  UploadPart: ResolverTypeWrapper<UploadPartSource>;
  UploadStatus: UploadStatus;
  UsageMonth: ResolverTypeWrapper<Omit<UsageMonth, 'net'> & { net: ResolversTypes['Money'] }>;
  Viewer: ResolverTypeWrapper<PrincipalSource>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  ApiKey: ApiKeySource;
  ApiKeyCreated: Omit<ApiKeyCreated, 'apiKey'> & { apiKey: ResolversParentTypes['ApiKey'] };
  BigInt: Scalars['BigInt']['output'];
  Boolean: Scalars['Boolean']['output'];
  CancelDiagnosisResult: ResolversUnionTypes<ResolversParentTypes>['CancelDiagnosisResult'];
  Charge: ChargeSource;
  ChargeConnection: Omit<ChargeConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['ChargeEdge']> };
  ChargeEdge: Omit<ChargeEdge, 'node'> & { node: ResolversParentTypes['Charge'] };
  ChargeSplit: ChargeSplitSource;
  Code: Code;
  CompleteStudyResult: ResolversUnionTypes<ResolversParentTypes>['CompleteStudyResult'];
  CompleteStudyUploadResult: ResolversUnionTypes<ResolversParentTypes>['CompleteStudyUploadResult'];
  CreateApiKeyInput: CreateApiKeyInput;
  CreateApiKeyResult: ResolversUnionTypes<ResolversParentTypes>['CreateApiKeyResult'];
  DateTime: Scalars['DateTime']['output'];
  Diagnosis: DiagnosisSource;
  DiagnosisConnection: Omit<DiagnosisConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['DiagnosisEdge']> };
  DiagnosisEdge: Omit<DiagnosisEdge, 'node'> & { node: ResolversParentTypes['Diagnosis'] };
  DiagnosisStep: DiagnosisStep;
  FileOutcome: FileOutcomeSource;
  Finding: FindingSource;
  Float: Scalars['Float']['output'];
  HttpHeader: HttpHeader;
  ID: Scalars['ID']['output'];
  Instance: InstanceSource;
  Int: Scalars['Int']['output'];
  Money: MoneySource;
  Mutation: Record<PropertyKey, never>;
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  OpenStudyUploadInput: OpenStudyUploadInput;
  OpenStudyUploadResult: ResolversUnionTypes<ResolversParentTypes>['OpenStudyUploadResult'];
  Organisation: OrganisationSource;
  PageInfo: PageInfo;
  Product: ProductSource;
  Query: Record<PropertyKey, never>;
  Quote: QuoteSource;
  Refused: RefusalSource;
  RequestDiagnosisInput: RequestDiagnosisInput;
  RequestDiagnosisResult: ResolversUnionTypes<ResolversParentTypes>['RequestDiagnosisResult'];
  RevenueMonth: Omit<RevenueMonth, 'earned'> & { earned: ResolversParentTypes['Money'] };
  RevenueRead: RevenueReadSource;
  RevenueReadConnection: Omit<RevenueReadConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['RevenueReadEdge']> };
  RevenueReadEdge: Omit<RevenueReadEdge, 'node'> & { node: ResolversParentTypes['RevenueRead'] };
  RevokeApiKeyResult: ResolversUnionTypes<ResolversParentTypes>['RevokeApiKeyResult'];
  Series: SeriesSource;
  SignInInput: SignInInput;
  SignInResult: ResolversUnionTypes<ResolversParentTypes>['SignInResult'];
  String: Scalars['String']['output'];
  Study: StudySource;
  StudyConnection: Omit<StudyConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['StudyEdge']> };
  StudyEdge: Omit<StudyEdge, 'node'> & { node: ResolversParentTypes['Study'] };
  StudyUpload: UploadSource;
  Subscription: Record<PropertyKey, never>;
  UploadFile: UploadFileSource;
  UploadFileInput: UploadFileInput;
  UploadPart: UploadPartSource;
  UsageMonth: Omit<UsageMonth, 'net'> & { net: ResolversParentTypes['Money'] };
  Viewer: PrincipalSource;
};

export type ApiKeyResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ApiKey'] = ResolversParentTypes['ApiKey']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  prefix?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ApiKeyCreatedResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ApiKeyCreated'] = ResolversParentTypes['ApiKeyCreated']> = {
  apiKey?: Resolver<ResolversTypes['ApiKey'], ParentType, ContextType>;
  secret?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface BigIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['BigInt'], any> {
  name: 'BigInt';
}

export type CancelDiagnosisResultResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['CancelDiagnosisResult'] = ResolversParentTypes['CancelDiagnosisResult']> = {
  __resolveType?: TypeResolveFn<'Diagnosis' | 'Refused', ParentType, ContextType>;
};

export type ChargeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Charge'] = ResolversParentTypes['Charge']> = {
  chargedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  diagnosis?: Resolver<Maybe<ResolversTypes['Diagnosis']>, ParentType, ContextType>;
  discount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  gross?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  net?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  priceVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  splitVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  splits?: Resolver<ReadonlyArray<ResolversTypes['ChargeSplit']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ChargeConnectionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ChargeConnection'] = ResolversParentTypes['ChargeConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ChargeEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ChargeEdgeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ChargeEdge'] = ResolversParentTypes['ChargeEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Charge'], ParentType, ContextType>;
};

export type ChargeSplitResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ChargeSplit'] = ResolversParentTypes['ChargeSplit']> = {
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  party?: Resolver<ResolversTypes['Organisation'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['PartyRole'], ParentType, ContextType>;
};

export type CodeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Code'] = ResolversParentTypes['Code']> = {
  meaning?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  scheme?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type CompleteStudyResultResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['CompleteStudyResult'] = ResolversParentTypes['CompleteStudyResult']> = {
  __resolveType?: TypeResolveFn<'Refused' | 'Study', ParentType, ContextType>;
};

export type CompleteStudyUploadResultResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['CompleteStudyUploadResult'] = ResolversParentTypes['CompleteStudyUploadResult']> = {
  __resolveType?: TypeResolveFn<'Refused' | 'StudyUpload', ParentType, ContextType>;
};

export type CreateApiKeyResultResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['CreateApiKeyResult'] = ResolversParentTypes['CreateApiKeyResult']> = {
  __resolveType?: TypeResolveFn<'ApiKeyCreated' | 'Refused', ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DiagnosisResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Diagnosis'] = ResolversParentTypes['Diagnosis']> = {
  charge?: Resolver<Maybe<ResolversTypes['Charge']>, ParentType, ContextType>;
  findings?: Resolver<ReadonlyArray<ResolversTypes['Finding']>, ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lane?: Resolver<ResolversTypes['Lane'], ParentType, ContextType>;
  modelVersion?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  product?: Resolver<ResolversTypes['Product'], ParentType, ContextType>;
  queuePosition?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['Refused']>, ParentType, ContextType>;
  reportPath?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['DiagnosisStatus'], ParentType, ContextType>;
  steps?: Resolver<ReadonlyArray<ResolversTypes['DiagnosisStep']>, ParentType, ContextType>;
  study?: Resolver<ResolversTypes['Study'], ParentType, ContextType>;
  studyRevision?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DiagnosisConnectionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['DiagnosisConnection'] = ResolversParentTypes['DiagnosisConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['DiagnosisEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DiagnosisEdgeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['DiagnosisEdge'] = ResolversParentTypes['DiagnosisEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Diagnosis'], ParentType, ContextType>;
};

export type DiagnosisStepResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['DiagnosisStep'] = ResolversParentTypes['DiagnosisStep']> = {
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['DiagnosisStepName'], ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type FileOutcomeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['FileOutcome'] = ResolversParentTypes['FileOutcome']> = {
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  stored?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type FindingResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Finding'] = ResolversParentTypes['Finding']> = {
  category?: Resolver<Maybe<ResolversTypes['Code']>, ParentType, ContextType>;
  concept?: Resolver<ResolversTypes['Code'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  probability?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  site?: Resolver<Maybe<ResolversTypes['Code']>, ParentType, ContextType>;
  trackingId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  unit?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type HttpHeaderResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['HttpHeader'] = ResolversParentTypes['HttpHeader']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type InstanceResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Instance'] = ResolversParentTypes['Instance']> = {
  bitsStored?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  columns?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  frames?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  number?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  photometricInterpretation?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  rows?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  sopClassUid?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  wadoPath?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MoneyResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amountMinor?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  exponent?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  cancelDiagnosis?: Resolver<ResolversTypes['CancelDiagnosisResult'], ParentType, ContextType, RequireFields<MutationCancelDiagnosisArgs, 'id'>>;
  completeStudy?: Resolver<ResolversTypes['CompleteStudyResult'], ParentType, ContextType, RequireFields<MutationCompleteStudyArgs, 'id'>>;
  completeStudyUpload?: Resolver<ResolversTypes['CompleteStudyUploadResult'], ParentType, ContextType, RequireFields<MutationCompleteStudyUploadArgs, 'id'>>;
  createApiKey?: Resolver<ResolversTypes['CreateApiKeyResult'], ParentType, ContextType, RequireFields<MutationCreateApiKeyArgs, 'input'>>;
  openStudyUpload?: Resolver<ResolversTypes['OpenStudyUploadResult'], ParentType, ContextType, RequireFields<MutationOpenStudyUploadArgs, 'input'>>;
  requestDiagnosis?: Resolver<ResolversTypes['RequestDiagnosisResult'], ParentType, ContextType, RequireFields<MutationRequestDiagnosisArgs, 'input'>>;
  revokeApiKey?: Resolver<ResolversTypes['RevokeApiKeyResult'], ParentType, ContextType, RequireFields<MutationRevokeApiKeyArgs, 'id'>>;
  setLocale?: Resolver<ResolversTypes['Viewer'], ParentType, ContextType, RequireFields<MutationSetLocaleArgs, 'locale'>>;
  signIn?: Resolver<ResolversTypes['SignInResult'], ParentType, ContextType, RequireFields<MutationSignInArgs, 'input'>>;
  signOut?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type NodeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType?: TypeResolveFn<'ApiKey' | 'Charge' | 'Diagnosis' | 'Organisation' | 'Product' | 'Study' | 'StudyUpload', ParentType, ContextType>;
};

export type OpenStudyUploadResultResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['OpenStudyUploadResult'] = ResolversParentTypes['OpenStudyUploadResult']> = {
  __resolveType?: TypeResolveFn<'Refused' | 'StudyUpload', ParentType, ContextType>;
};

export type OrganisationResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Organisation'] = ResolversParentTypes['Organisation']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['OrganisationKind'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ProductResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Product'] = ResolversParentTypes['Product']> = {
  calibrationNote?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  intendedUse?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  limits?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  modality?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  modelSha256?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  modelVersion?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['Quote']>, ParentType, ContextType, RequireFields<ProductPriceArgs, 'lane'>>;
  summary?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  vendor?: Resolver<ResolversTypes['Organisation'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QueryResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  apiKeys?: Resolver<ReadonlyArray<ResolversTypes['ApiKey']>, ParentType, ContextType>;
  charges?: Resolver<ResolversTypes['ChargeConnection'], ParentType, ContextType, RequireFields<QueryChargesArgs, 'first'>>;
  diagnoses?: Resolver<ResolversTypes['DiagnosisConnection'], ParentType, ContextType, RequireFields<QueryDiagnosesArgs, 'first'>>;
  diagnosis?: Resolver<Maybe<ResolversTypes['Diagnosis']>, ParentType, ContextType, RequireFields<QueryDiagnosisArgs, 'id'>>;
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType, RequireFields<QueryProductArgs, 'id'>>;
  products?: Resolver<ReadonlyArray<ResolversTypes['Product']>, ParentType, ContextType>;
  revenueMonths?: Resolver<ReadonlyArray<ResolversTypes['RevenueMonth']>, ParentType, ContextType>;
  revenueReads?: Resolver<ResolversTypes['RevenueReadConnection'], ParentType, ContextType, RequireFields<QueryRevenueReadsArgs, 'first' | 'month'>>;
  studies?: Resolver<ResolversTypes['StudyConnection'], ParentType, ContextType, RequireFields<QueryStudiesArgs, 'first'>>;
  study?: Resolver<Maybe<ResolversTypes['Study']>, ParentType, ContextType, RequireFields<QueryStudyArgs, 'id'>>;
  studyUpload?: Resolver<Maybe<ResolversTypes['StudyUpload']>, ParentType, ContextType, RequireFields<QueryStudyUploadArgs, 'id'>>;
  usageMonths?: Resolver<ReadonlyArray<ResolversTypes['UsageMonth']>, ParentType, ContextType>;
  viewer?: Resolver<Maybe<ResolversTypes['Viewer']>, ParentType, ContextType>;
};

export type QuoteResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Quote'] = ResolversParentTypes['Quote']> = {
  price?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  priceVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  queuePosition?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type RefusedResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Refused'] = ResolversParentTypes['Refused']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RequestDiagnosisResultResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['RequestDiagnosisResult'] = ResolversParentTypes['RequestDiagnosisResult']> = {
  __resolveType?: TypeResolveFn<'Diagnosis' | 'Refused', ParentType, ContextType>;
};

export type RevenueMonthResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['RevenueMonth'] = ResolversParentTypes['RevenueMonth']> = {
  earned?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  month?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reads?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type RevenueReadResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['RevenueRead'] = ResolversParentTypes['RevenueRead']> = {
  chargeId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  chargedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  customer?: Resolver<ResolversTypes['Organisation'], ParentType, ContextType>;
  net?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  productName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  pseudonym?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  share?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  shareBasisPoints?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  splitVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type RevenueReadConnectionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['RevenueReadConnection'] = ResolversParentTypes['RevenueReadConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['RevenueReadEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type RevenueReadEdgeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['RevenueReadEdge'] = ResolversParentTypes['RevenueReadEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['RevenueRead'], ParentType, ContextType>;
};

export type RevokeApiKeyResultResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['RevokeApiKeyResult'] = ResolversParentTypes['RevokeApiKeyResult']> = {
  __resolveType?: TypeResolveFn<'ApiKey' | 'Refused', ParentType, ContextType>;
};

export type SeriesResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Series'] = ResolversParentTypes['Series']> = {
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  instances?: Resolver<ReadonlyArray<ResolversTypes['Instance']>, ParentType, ContextType>;
  modality?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SignInResultResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['SignInResult'] = ResolversParentTypes['SignInResult']> = {
  __resolveType?: TypeResolveFn<'Refused' | 'Viewer', ParentType, ContextType>;
};

export type StudyResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Study'] = ResolversParentTypes['Study']> = {
  blocked?: Resolver<Maybe<ResolversTypes['Refused']>, ParentType, ContextType>;
  completedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  diagnoses?: Resolver<ReadonlyArray<ResolversTypes['Diagnosis']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  instanceCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  modality?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  patientId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  patientName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  receivedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  revision?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  series?: Resolver<ReadonlyArray<ResolversTypes['Series']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['StudyStatus'], ParentType, ContextType>;
  studyInstanceUid?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type StudyConnectionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['StudyConnection'] = ResolversParentTypes['StudyConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['StudyEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type StudyEdgeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['StudyEdge'] = ResolversParentTypes['StudyEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Study'], ParentType, ContextType>;
};

export type StudyUploadResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['StudyUpload'] = ResolversParentTypes['StudyUpload']> = {
  diagnoses?: Resolver<ReadonlyArray<ResolversTypes['Diagnosis']>, ParentType, ContextType>;
  files?: Resolver<ReadonlyArray<ResolversTypes['UploadFile']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['UploadStatus'], ParentType, ContextType>;
  studies?: Resolver<ReadonlyArray<ResolversTypes['Study']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  diagnosisUpdated?: SubscriptionResolver<ResolversTypes['Diagnosis'], "diagnosisUpdated", ParentType, ContextType, RequireFields<SubscriptionDiagnosisUpdatedArgs, 'id'>>;
};

export type UploadFileResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['UploadFile'] = ResolversParentTypes['UploadFile']> = {
  clientRef?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  outcome?: Resolver<Maybe<ResolversTypes['FileOutcome']>, ParentType, ContextType>;
  parts?: Resolver<ReadonlyArray<ResolversTypes['UploadPart']>, ParentType, ContextType>;
};

export type UploadPartResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['UploadPart'] = ResolversParentTypes['UploadPart']> = {
  headers?: Resolver<ReadonlyArray<ResolversTypes['HttpHeader']>, ParentType, ContextType>;
  length?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  offset?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  partNumber?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type UsageMonthResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['UsageMonth'] = ResolversParentTypes['UsageMonth']> = {
  month?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  net?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  reads?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ViewerResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  displayName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  locale?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  organisation?: Resolver<ResolversTypes['Organisation'], ParentType, ContextType>;
  roles?: Resolver<ReadonlyArray<ResolversTypes['Role']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = GatewayContext> = {
  ApiKey?: ApiKeyResolvers<ContextType>;
  ApiKeyCreated?: ApiKeyCreatedResolvers<ContextType>;
  BigInt?: GraphQLScalarType;
  CancelDiagnosisResult?: CancelDiagnosisResultResolvers<ContextType>;
  Charge?: ChargeResolvers<ContextType>;
  ChargeConnection?: ChargeConnectionResolvers<ContextType>;
  ChargeEdge?: ChargeEdgeResolvers<ContextType>;
  ChargeSplit?: ChargeSplitResolvers<ContextType>;
  Code?: CodeResolvers<ContextType>;
  CompleteStudyResult?: CompleteStudyResultResolvers<ContextType>;
  CompleteStudyUploadResult?: CompleteStudyUploadResultResolvers<ContextType>;
  CreateApiKeyResult?: CreateApiKeyResultResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Diagnosis?: DiagnosisResolvers<ContextType>;
  DiagnosisConnection?: DiagnosisConnectionResolvers<ContextType>;
  DiagnosisEdge?: DiagnosisEdgeResolvers<ContextType>;
  DiagnosisStep?: DiagnosisStepResolvers<ContextType>;
  FileOutcome?: FileOutcomeResolvers<ContextType>;
  Finding?: FindingResolvers<ContextType>;
  HttpHeader?: HttpHeaderResolvers<ContextType>;
  Instance?: InstanceResolvers<ContextType>;
  Money?: MoneyResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  OpenStudyUploadResult?: OpenStudyUploadResultResolvers<ContextType>;
  Organisation?: OrganisationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Product?: ProductResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Quote?: QuoteResolvers<ContextType>;
  Refused?: RefusedResolvers<ContextType>;
  RequestDiagnosisResult?: RequestDiagnosisResultResolvers<ContextType>;
  RevenueMonth?: RevenueMonthResolvers<ContextType>;
  RevenueRead?: RevenueReadResolvers<ContextType>;
  RevenueReadConnection?: RevenueReadConnectionResolvers<ContextType>;
  RevenueReadEdge?: RevenueReadEdgeResolvers<ContextType>;
  RevokeApiKeyResult?: RevokeApiKeyResultResolvers<ContextType>;
  Series?: SeriesResolvers<ContextType>;
  SignInResult?: SignInResultResolvers<ContextType>;
  Study?: StudyResolvers<ContextType>;
  StudyConnection?: StudyConnectionResolvers<ContextType>;
  StudyEdge?: StudyEdgeResolvers<ContextType>;
  StudyUpload?: StudyUploadResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  UploadFile?: UploadFileResolvers<ContextType>;
  UploadPart?: UploadPartResolvers<ContextType>;
  UsageMonth?: UsageMonthResolvers<ContextType>;
  Viewer?: ViewerResolvers<ContextType>;
};

