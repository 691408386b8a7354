// What a retrieval may answer with, from its `Accept` header or `accept` parameter (PS3.18 section 8.7).
import { TransferSyntax } from '@hounsfield/dicom';
import type { FastifyRequest } from 'fastify';
import { badRequest, HttpProblem } from '../http/problem.ts';
import { queryString } from '../http/query-string.ts';
import { type MediaType, parseAccept } from '../stow/content-type.ts';

export const notAcceptable = (offer: string): HttpProblem =>
  new HttpProblem(406, 'NOT_ACCEPTABLE', `This resource is offered as ${offer}.`);

/** The acceptable media types, most wanted first. */
export const acceptedTypes = (request: FastifyRequest): readonly MediaType[] => {
  // Links and <img> cannot set headers: the parameter stands in for them (section 8.3.3.1).
  const parameter = new URLSearchParams(queryString(request)).get('accept');
  const accepted = parseAccept(parameter ?? request.headers.accept);
  if (accepted === undefined) throw badRequest('The accept header is malformed.');
  return accepted;
};

export type InstanceOffer = {
  /** One Part 10 file by itself rather than a multipart. */
  readonly single: boolean;
  /** As stored, whatever the transfer syntax; otherwise in explicit VR little-endian. */
  readonly asStored: boolean;
};

const ANY = ['*/*', 'multipart/*'];

/** How Part 10 files are wanted; `undefined` where they are not. */
export const instanceOffer = (accepted: readonly MediaType[]): InstanceOffer | undefined => {
  for (const { essence, parameters } of accepted) {
    const syntax = parameters.get('transfer-syntax');
    if (syntax !== undefined && syntax !== '*' && syntax !== TransferSyntax.ExplicitLittleEndian) continue;
    const asStored = syntax === '*';
    if (essence === 'application/dicom') return { single: true, asStored };
    if (ANY.includes(essence)) return { single: false, asStored };
    const type = parameters.get('type')?.toLowerCase() ?? 'application/dicom';
    if (essence === 'multipart/related' && ['application/dicom', '*/*'].includes(type))
      return { single: false, asStored };
  }
  return undefined;
};

/** How raw frames are wanted: one by itself or as parts; `undefined` where they are not. */
export const frameOffer = (accepted: readonly MediaType[]): 'single' | 'multipart' | undefined => {
  for (const { essence, parameters } of accepted) {
    const syntax = parameters.get('transfer-syntax');
    if (syntax !== undefined && syntax !== '*' && syntax !== TransferSyntax.ExplicitLittleEndian) continue;
    if (essence === 'application/octet-stream') return 'single';
    if (ANY.includes(essence)) return 'multipart';
    const type = parameters.get('type')?.toLowerCase() ?? 'application/octet-stream';
    if (essence === 'multipart/related' && ['application/octet-stream', '*/*'].includes(type)) return 'multipart';
  }
  return undefined;
};

const wants = (accepted: readonly MediaType[], ...essences: readonly string[]): boolean =>
  accepted.some(({ essence }) => ['*/*', ...essences].includes(essence));

export const wantsJson = (accepted: readonly MediaType[]): boolean =>
  wants(accepted, 'application/dicom+json', 'application/json', 'application/*');

export const wantsPng = (accepted: readonly MediaType[]): boolean => wants(accepted, 'image/png', 'image/*');
