// Organisations: the stored kind in GraphQL's spelling.
import type { Organisation } from '@hounsfield/tenancy';
import { ResolveField, Resolver } from '@nestjs/graphql';
import type { OrganisationKind, OrganisationResolvers } from '../generated/resolver-types.ts';

@Resolver('Organisation')
export class OrganisationResolver implements OrganisationResolvers {
  @ResolveField()
  kind({ kind }: Organisation): OrganisationKind {
    return kind.toUpperCase() as Uppercase<typeof kind>;
  }
}
