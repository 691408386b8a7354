// The viewer: signing in and out, and who is signed in.
import { isRefusal } from '@hounsfield/kernel';
import { type Principal, setMemberLocale, signIn, signOut } from '@hounsfield/tenancy';
import { Inject } from '@nestjs/common';
import { Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GatewayContext } from '../context.ts';
import { badInput } from '../errors/faults.ts';
import type {
  MutationResolvers,
  MutationSetLocaleArgs,
  MutationSignInArgs,
  QueryResolvers,
  ViewerResolvers,
} from '../generated/resolver-types.ts';
import { type GatewayServices, SERVICES } from '../services.ts';
import { callerOf, present } from './caller.ts';

@Resolver('Query')
export class ViewerQueries implements Pick<QueryResolvers, 'viewer'> {
  @Query()
  viewer(_root: unknown, _args: unknown, { principal }: GatewayContext): Principal | null {
    return principal ?? null;
  }
}

@Resolver('Mutation')
export class ViewerMutations implements Pick<MutationResolvers, 'signIn' | 'signOut' | 'setLocale'> {
  @Inject(SERVICES) private readonly services!: GatewayServices;

  @Mutation()
  async signIn(_root: unknown, { input }: MutationSignInArgs, { session, ip }: GatewayContext) {
    const { db, clock } = this.services;
    const credentials = {
      ...input,
      ...(ip === undefined ? {} : { address: ip }),
      ...(session.token === undefined ? {} : { previousToken: session.token }),
    };
    const signedIn = await signIn(db.tenancy, credentials, clock);
    if (isRefusal(signedIn)) return signedIn;
    session.open(signedIn.sessionToken);
    return signedIn.principal;
  }

  @Mutation()
  async signOut(_root: unknown, _args: unknown, { session }: GatewayContext): Promise<boolean> {
    if (session.token === undefined) return false;
    await signOut(this.services.db.tenancy, session.token, this.services.clock);
    session.close();
    return true;
  }

  @Mutation()
  async setLocale(_root: unknown, { locale }: MutationSetLocaleArgs, context: GatewayContext): Promise<Principal> {
    const changed = await setMemberLocale(this.services.db.tenancy, callerOf(context), locale);
    if (isRefusal(changed)) throw badInput(changed.message);
    return changed;
  }
}

@Resolver('Viewer')
export class ViewerResolver implements ViewerResolvers {
  @ResolveField()
  async organisation({ tenantId }: Principal, _args: unknown, { loaders }: GatewayContext) {
    return present(await loaders.organisation.load(tenantId), 'the organisation');
  }
}
