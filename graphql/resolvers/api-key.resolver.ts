// API keys: made, listed and ended by an organisation's administrators.
import { isRefusal, parseId, refusal } from '@hounsfield/kernel';
import { createApiKey, listApiKeys, revokeApiKey } from '@hounsfield/tenancy';
import { Inject } from '@nestjs/common';
import { Mutation, Query, Resolver } from '@nestjs/graphql';
import type { GatewayContext } from '../context.ts';
import { forbidden } from '../errors/faults.ts';
import type {
  MutationCreateApiKeyArgs,
  MutationResolvers,
  MutationRevokeApiKeyArgs,
  QueryResolvers,
} from '../generated/resolver-types.ts';
import { type GatewayServices, SERVICES } from '../services.ts';
import { callerOf } from './caller.ts';

@Resolver('Query')
export class ApiKeyQueries implements Pick<QueryResolvers, 'apiKeys'> {
  @Inject(SERVICES) private readonly services!: GatewayServices;

  @Query()
  async apiKeys(_root: unknown, _args: unknown, context: GatewayContext) {
    const keys = await listApiKeys(this.services.db.tenancy, callerOf(context));
    if (isRefusal(keys)) throw forbidden();
    return keys;
  }
}

@Resolver('Mutation')
export class ApiKeyMutations implements Pick<MutationResolvers, 'createApiKey' | 'revokeApiKey'> {
  @Inject(SERVICES) private readonly services!: GatewayServices;

  @Mutation()
  createApiKey(_root: unknown, { input }: MutationCreateApiKeyArgs, context: GatewayContext) {
    const { db, clock } = this.services;
    return createApiKey(db.tenancy, callerOf(context), { name: input.name }, clock);
  }

  @Mutation()
  async revokeApiKey(_root: unknown, { id }: MutationRevokeApiKeyArgs, context: GatewayContext) {
    const keyId = parseId(id);
    if (keyId === undefined) return refusal('API_KEY_NOT_FOUND', 'There is no such API key.');
    const { db, clock } = this.services;
    return revokeApiKey(db.tenancy, callerOf(context), keyId, clock);
  }
}
