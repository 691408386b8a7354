// Lists as Stripe pages them: newest first, `limit` up to 100, `starting_after`, and filters by created time.
import { integerParam, mapParam, type Params, textParam } from './form.ts';
import type { StripeObject } from './state.ts';

const createdMatches = (object: StripeObject, params: Params): boolean => {
  const created = Number(object.created ?? 0);
  const bounds = mapParam(params, 'created');
  const [gte, gt, lte, lt] = ['gte', 'gt', 'lte', 'lt'].map((bound) => integerParam(bounds, bound));
  return !(
    (gte !== undefined && created < gte) ||
    (gt !== undefined && created <= gt) ||
    (lte !== undefined && created > lte) ||
    (lt !== undefined && created >= lt)
  );
};

/** One page of `objects` that agree with the filters named in `fields`. */
export const listOf = (
  objects: readonly StripeObject[],
  params: Params,
  url: string,
  fields: readonly string[] = [],
) => {
  const wanted = objects.filter(
    (object) =>
      createdMatches(object, params) &&
      fields.every((field) => textParam(params, field) === undefined || object[field] === textParam(params, field)),
  );
  const after = textParam(params, 'starting_after');
  const start = after === undefined ? 0 : wanted.findIndex(({ id }) => id === after) + 1;
  const limit = Math.min(100, Math.max(1, integerParam(params, 'limit') ?? 10));
  return { object: 'list', data: wanted.slice(start, start + limit), has_more: wanted.length > start + limit, url };
};
