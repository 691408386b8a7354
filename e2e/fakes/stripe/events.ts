// Events, to be listed and fetched again: v1 snapshots and v2 thin ones.
import { textParam } from './form.ts';
import { listOf } from './lists.ts';
import { type Route, route } from './routes.ts';
import type { FakeState, StripeObject } from './state.ts';
import { notFound } from './stripe-error.ts';

/** Every event once, newest first, however often it was delivered. */
const eventsOf = (state: FakeState, kind: string): StripeObject[] =>
  [
    ...new Map(
      state.events.filter(({ event }) => event.object === kind).map(({ event }) => [event.id, event]),
    ).values(),
  ].toReversed();

const eventOf = (state: FakeState, kind: string, id: string): StripeObject => {
  const found = eventsOf(state, kind).find((event) => event.id === id);
  if (!found) throw notFound('event', id);
  return found;
};

export const eventRoutes: readonly Route[] = [
  route('GET', '/v1/events', ({ state, params }) => {
    const type = textParam(params, 'type');
    const events = eventsOf(state, 'event').filter((event) => type === undefined || event.type === type);
    return listOf(events, params, '/v1/events');
  }),
  route('GET', '/v1/events/:id', ({ state, ids: [id = ''] }) => eventOf(state, 'event', id)),
  route('GET', '/v2/core/events/:id', ({ state, ids: [id = ''] }) => eventOf(state, 'v2.core.event', id)),
];
