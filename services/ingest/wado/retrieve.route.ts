// WADO-RS (PS3.18 section 10.4): what the caller's organisation sent, under the identity it came with, and results of ours beside it.
import { Readable } from 'node:stream';
import { isUid } from '@hounsfield/dicom';
import { isRefusal, parseId } from '@hounsfield/kernel';
import {
  type LocatedInstance,
  locateInstance,
  locateInstances,
  mayOpenStudies,
  type OwnUids,
} from '@hounsfield/studies';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { badRequest, HttpProblem, notFound } from '../http/problem.ts';
import { queryString } from '../http/query-string.ts';
import type { ServerDeps } from '../server-deps.ts';
import { acceptedTypes, frameOffer, instanceOffer, notAcceptable, wantsJson, wantsPng } from './accept.ts';
import { filesOf, metadataOf } from './instances.ts';
import { multipartAnswer } from './multipart-writer.ts';
import { frameOf, type Picture, type PixelSource } from './pixel-source.ts';
import { renderFrame } from './render.ts';
import { frameNumbers, renderOptions } from './render-query.ts';

type Params = Partial<Record<'study' | 'series' | 'instance' | 'id' | 'frames', string>>;

const mustBeUid = (uid: string | undefined): string | undefined => {
  if (uid !== undefined && !isUid(uid)) throw badRequest('A UID in the address is malformed.');
  return uid;
};

/** Registers every retrieval, by the owner's UIDs and by our own instance ids. */
export const retrieveRoutes = (server: FastifyInstance, deps: ServerDeps, pixels: PixelSource): void => {
  /** What the address names; nothing there, or nothing for this caller, is a 404. */
  const locate = async (request: FastifyRequest): Promise<readonly LocatedInstance[]> => {
    const { principal } = request;
    const { study, series, instance, id } = request.params as Params;
    if (!mayOpenStudies(principal)) throw new HttpProblem(403, 'FORBIDDEN', 'This caller may not open studies.');
    if (id !== undefined) {
      const instanceId = parseId(id);
      const one = instanceId && (await locateInstance(deps.studies, principal, instanceId));
      if (one === undefined) throw notFound();
      return [one];
    }
    const uids: OwnUids = {
      studyUid: mustBeUid(study) ?? '',
      seriesUid: mustBeUid(series),
      sopInstanceUid: mustBeUid(instance),
    };
    const found = await locateInstances(deps.studies, principal, uids);
    if (found.length === 0) throw notFound();
    return found;
  };
  const locateOne = async (request: FastifyRequest): Promise<LocatedInstance> =>
    (await locate(request))[0] as LocatedInstance;

  const retrieve = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const offer = instanceOffer(acceptedTypes(request));
    if (offer === undefined) throw notAcceptable('multipart/related; type="application/dicom"');
    const found = await locate(request);
    const files = filesOf(deps, request.principal, found, offer.asStored);
    if (!offer.single) {
      const { contentType, stream } = multipartAnswer('application/dicom', files);
      return reply.type(contentType).send(stream);
    }
    if (found.length > 1) throw notAcceptable('multipart/related, for it is more than one instance');
    for await (const { body, contentType } of files) return reply.type(contentType).send(body);
    throw notFound();
  };

  const metadata = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (!wantsJson(acceptedTypes(request))) throw notAcceptable('application/dicom+json');
    const found = await locate(request);
    return reply.type('application/dicom+json').send(Readable.from(metadataOf(deps, request.principal, found)));
  };

  const pictureOf = async (request: FastifyRequest): Promise<Picture> => {
    const picture = await pixels.pictureOf(request.principal.tenantId, await locateOne(request));
    if (!isRefusal(picture)) return picture;
    if (picture.code === 'NO_PIXEL_DATA') throw notFound();
    throw new HttpProblem(406, picture.code, picture.message);
  };

  const frames = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const wanted = frameNumbers((request.params as Params).frames ?? '1');
    const byId = (request.params as Params).id !== undefined;
    const accepted = acceptedTypes(request);
    const offer = byId && accepted[0]?.essence === '*/*' ? 'single' : frameOffer(accepted);
    if (offer === undefined) throw notAcceptable('multipart/related; type="application/octet-stream"');
    const picture = await pictureOf(request);
    if (wanted.some((frame) => frame > picture.pixels.frames)) throw notFound();
    const contentType = 'application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1';
    if (offer === 'single') {
      if (wanted.length > 1) throw notAcceptable('multipart/related, for it is more than one frame');
      return reply.type('application/octet-stream').send(Buffer.from(frameOf(picture.pixels, wanted[0] as number)));
    }
    const parts = async function* () {
      for (const frame of wanted) yield { contentType, body: frameOf(picture.pixels, frame) };
    };
    const { contentType: type, stream } = multipartAnswer('application/octet-stream', parts());
    return reply.type(type).send(stream);
  };

  const rendered = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const [frame = 1] = frameNumbers((request.params as Params).frames ?? '1');
    if (!wantsPng(acceptedTypes(request))) throw notAcceptable('image/png');
    const options = renderOptions(queryString(request));
    const picture = await pictureOf(request);
    if (frame > picture.pixels.frames) throw notFound();
    const png = renderFrame(picture, frame, options);
    if (isRefusal(png)) throw new HttpProblem(406, png.code, png.message);
    return reply.type('image/png').send(Buffer.from(png.buffer, png.byteOffset, png.byteLength));
  };

  const instance = '/studies/:study/series/:series/instances/:instance';
  for (const path of ['/studies/:study', '/studies/:study/series/:series', instance, '/instances/:id']) {
    server.get(path, retrieve);
    server.get(`${path}/metadata`, metadata);
  }
  for (const path of [instance, '/instances/:id']) {
    server.get(`${path}/frames/:frames`, frames);
    server.get(`${path}/rendered`, rendered);
    server.get(`${path}/frames/:frames/rendered`, rendered);
  }
};
