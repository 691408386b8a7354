// What the mock answers: the console's whole schema over the invented marketplace, with roles and languages as far as pages show them.
import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { Lane } from '../../generated/operations.ts';
import { findingsOf } from './findings.ts';
import type { LiveReads } from './live-reads.ts';
import type { World } from './make-world.ts';
import { chargeOf, chargesOf, moneyOf, revenueMonths, revenueReads, usageMonths } from './money.ts';
import type { MockUploads, OpenInput } from './uploads.ts';
import {
  type Diagnosis,
  imageSize,
  MEMBERS,
  type Member,
  ORGANISATIONS,
  PASSWORD,
  PRODUCTS,
  type Product,
  type Series,
  type Study,
  type Words,
} from './world.ts';

export type MockContext = {
  member: Member | undefined;
  readonly locale: string;
  readonly setSession: (email: string | undefined) => void;
};
export type MockParts = {
  readonly world: World;
  readonly reads: LiveReads;
  readonly uploads: MockUploads;
  readonly now: () => Date;
};

const words = ({ en, zh }: Words, { locale }: MockContext): string => (locale.startsWith('zh') ? zh : en);
const refused = (code: string, message: string) => ({ __typename: 'Refused', code, message });

const pageOf = <Node>(nodes: readonly Node[], first: number, after: string | null | undefined) => {
  const start = after ? Number(after) + 1 : 0;
  const shown = nodes.slice(start, start + first);
  return {
    edges: shown.map((node, at) => ({ node, cursor: String(start + at) })),
    pageInfo: {
      hasNextPage: start + first < nodes.length,
      hasPreviousPage: start > 0,
      startCursor: shown.length > 0 ? String(start) : null,
      endCursor: shown.length > 0 ? String(start + shown.length - 1) : null,
    },
  };
};

const viewerOf = (member: Member, { locale }: MockContext) => ({ __typename: 'Viewer', ...member, locale });

const signedIn = ({ member }: MockContext): Member => {
  if (member === undefined) throw new GraphQLError('Sign in first.', { extensions: { code: 'UNAUTHENTICATED' } });
  return member;
};

type Page = { first: number; after?: string | null };
type WithMonth = Page & { month?: string | null };
type Args<T> = T & Record<string, unknown>;

/** Resolvers over one world. */
export const mockResolvers = ({ world, reads, uploads, now }: MockParts) => {
  const keys = [
    {
      id: 'k1',
      name: 'Radiology gateway',
      prefix: 'hf_live_7QmZ',
      createdAt: '2026-09-02T08:12:00Z',
      lastUsedAt: '2026-11-23T05:58:41Z',
      expiresAt: '2027-09-02T08:12:00Z',
      revokedAt: null as string | null,
    },
    {
      id: 'k2',
      name: 'Ines, command line',
      prefix: 'hf_live_b1Xt',
      createdAt: '2026-10-14T13:40:00Z',
      lastUsedAt: null,
      expiresAt: '2027-10-14T13:40:00Z',
      revokedAt: null as string | null,
    },
    {
      id: 'k3',
      name: 'Old archive',
      prefix: 'hf_live_0aPd',
      createdAt: '2025-11-01T10:00:00Z',
      lastUsedAt: '2026-02-11T09:15:00Z',
      expiresAt: '2026-11-01T10:00:00Z',
      revokedAt: '2026-03-01T07:30:00Z',
    },
  ];
  const mine = (context: MockContext) =>
    world.studies.filter(({ ownerId }) => ownerId === signedIn(context).organisation.id);
  return {
    Query: {
      viewer: (_: unknown, __: unknown, context: MockContext) =>
        context.member ? viewerOf(context.member, context) : null,
      apiKeys: () => keys,
      studies: (_: unknown, { first, after }: Args<Page>, context: MockContext) => pageOf(mine(context), first, after),
      study: (_: unknown, { id }: Args<{ id: string }>, context: MockContext) =>
        mine(context).find((study) => study.id === id) ?? null,
      diagnosis: (_: unknown, { id }: Args<{ id: string }>, context: MockContext) =>
        world.diagnoses.find((each) => each.id === id && each.study.ownerId === signedIn(context).organisation.id) ??
        null,
      products: (_: unknown, __: unknown, context: MockContext) => (signedIn(context) ? PRODUCTS : []),
      studyUpload: (_: unknown, { id }: Args<{ id: string }>, context: MockContext) => {
        const upload = uploads.find(signedIn(context).organisation.id, id);
        return upload ? uploads.ticket(upload) : null;
      },
      usageMonths: (_: unknown, __: unknown, context: MockContext) =>
        signedIn(context).organisation.id === 'org-empty' ? [] : usageMonths(now()),
      charges: (_: unknown, { first, after, month }: Args<WithMonth>) => pageOf(chargesOf(world, month), first, after),
      revenueMonths: (_: unknown, __: unknown, context: MockContext) =>
        revenueMonths(now(), signedIn(context).organisation.kind),
      revenueReads: (_: unknown, { first, after, month }: Args<WithMonth>, context: MockContext) =>
        pageOf(revenueReads(month ?? '', signedIn(context).organisation.kind), first, after),
    },
    Mutation: {
      signIn: (_: unknown, { input }: { input: { email: string; password: string } }, context: MockContext) => {
        const member = MEMBERS.find(({ email }) => email === input.email);
        if (member === undefined || input.password !== PASSWORD)
          return refused(
            'INVALID_CREDENTIALS',
            context.locale.startsWith('zh') ? '电子邮箱或密码不正确。' : 'The e-mail address or the password is wrong.',
          );
        context.setSession(member.email);
        return viewerOf(member, context);
      },
      signOut: (_: unknown, __: unknown, context: MockContext) => {
        context.setSession(undefined);
        return true;
      },
      setLocale: (_: unknown, { locale }: { locale: string }, context: MockContext) => ({
        ...viewerOf(signedIn(context), context),
        locale,
      }),
      createApiKey: (_: unknown, { input }: { input: { name: string } }) => {
        const apiKey = {
          id: randomUUID(),
          name: input.name,
          prefix: 'hf_live_Zr8w',
          createdAt: now().toISOString(),
          lastUsedAt: null,
          expiresAt: '2027-11-23T00:00:00Z',
          revokedAt: null,
        };
        keys.unshift(apiKey as (typeof keys)[number]);
        return { __typename: 'ApiKeyCreated', apiKey, secret: 'hf_live_Zr8wK4vTq2LmXc9sYb7NdEe1HjUoPa3G' };
      },
      revokeApiKey: (_: unknown, { id }: { id: string }) => {
        const key = keys.find((each) => each.id === id);
        if (key === undefined) return refused('NOT_FOUND', 'No such key.');
        key.revokedAt = now().toISOString();
        return { __typename: 'ApiKey', ...key };
      },
      requestDiagnosis: (
        _: unknown,
        { input }: { input: { studyId: string; productId: string; lane: Lane; priceVersion?: number } },
        context: MockContext,
      ) => {
        const study = mine(context).find(({ id }) => id === input.studyId);
        if (study === undefined) return refused('STUDY_NOT_FOUND', 'No such study.');
        if (input.priceVersion !== 3) return refused('PRICE_CHANGED', 'The price has changed since it was shown.');
        return { __typename: 'Diagnosis', ...reads.order(study, input.productId, input.lane) };
      },
      cancelDiagnosis: (_: unknown, { id }: { id: string }) => {
        const diagnosis = world.diagnoses.find((each) => each.id === id);
        if (diagnosis === undefined) return refused('NOT_FOUND', 'No such diagnosis.');
        reads.cancel(diagnosis);
        return { __typename: 'Diagnosis', ...diagnosis };
      },
      openStudyUpload: (_: unknown, { input }: { input: OpenInput }, context: MockContext) =>
        uploads.open(signedIn(context).organisation.id, input),
      completeStudyUpload: (_: unknown, { id }: { id: string }, context: MockContext) => {
        const upload = uploads.find(signedIn(context).organisation.id, id);
        return upload ? uploads.complete(upload) : refused('UPLOAD_NOT_FOUND', 'No such upload.');
      },
      completeStudy: (_: unknown, { id }: { id: string }, context: MockContext) => {
        const study = mine(context).find((each) => each.id === id);
        if (study === undefined) return refused('STUDY_NOT_FOUND', 'No such study.');
        study.status = 'COMPLETE';
        return { __typename: 'Study', ...study };
      },
    },
    Subscription: {
      diagnosisUpdated: { subscribe: (_: unknown, { id }: { id: string }) => reads.follow(id) },
    },
    Product: {
      name: ({ name }: Product, _: unknown, context: MockContext) => words(name, context),
      summary: ({ summary }: Product, _: unknown, context: MockContext) => words(summary, context),
      intendedUse: ({ intendedUse }: Product, _: unknown, context: MockContext) => words(intendedUse, context),
      limits: ({ limits }: Product, _: unknown, context: MockContext) => limits.map((limit) => words(limit, context)),
      calibrationNote: ({ calibration }: Product, _: unknown, context: MockContext) =>
        calibration && words(calibration, context),
      vendor: () => ORGANISATIONS.vendor,
      modelVersion: () => '1.0.0',
      price: ({ priceMinor }: Product, { lane }: { lane: Lane }) =>
        priceMinor && {
          price: moneyOf(priceMinor[lane]),
          priceVersion: 3,
          queuePosition: { STAT: 0, ROUTINE: 2, OFF_PEAK: 7 }[lane],
        },
    },
    Study: {
      revision: () => 1,
      instanceCount: ({ series }: Study) => series.reduce((sum, { images }) => sum + images, 0),
      completedAt: ({ status, receivedAt }: Study) => (status === 'COMPLETE' ? receivedAt : null),
      series: (study: Study) => study.series.map((series) => ({ ...series, study })),
    },
    Series: {
      instances: ({ number, images, modality, study }: Series & { study: Study }) =>
        Array.from({ length: images }, (_, at) => ({
          id: `${modality === 'CT' ? 'ct' : 'dx'}-${number}-${at}`,
          sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
          number: at + 1,
          rows: imageSize(modality),
          columns: imageSize(modality),
          frames: 1,
          bitsStored: 12,
          photometricInterpretation: 'MONOCHROME2',
          wadoPath: `studies/${study.id}/series/${modality}.${number}/instances/${at}`,
        })),
    },
    Diagnosis: {
      studyRevision: () => 1,
      modelVersion: () => '1.0.0',
      findings: findingsOf,
      reportPath: ({ status, id }: Diagnosis) =>
        status === 'COMPLETED' ? `studies/1/series/99/instances/${id}` : null,
      charge: chargeOf,
    },
    Finding: { label: ({ label }: { label: Words }, _: unknown, context: MockContext) => words(label, context) },
    RevenueRead: {
      productName: ({ product }: { product: Product }, _: unknown, context: MockContext) =>
        words(product.name, context),
    },
  };
};
