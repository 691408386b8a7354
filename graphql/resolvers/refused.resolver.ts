// Refusals: the room's code as it is, its sentence in the caller's language.
import type { Refusal } from '@hounsfield/kernel';
import { ResolveField, Resolver } from '@nestjs/graphql';
import type { GatewayContext } from '../context.ts';
import { refusalMessage } from '../errors/refusal-message.ts';
import type { RefusedResolvers } from '../generated/resolver-types.ts';

@Resolver('Refused')
export class RefusedResolver implements RefusedResolvers {
  @ResolveField()
  message(refusal: Refusal, _args: unknown, { locale }: GatewayContext): string {
    return refusalMessage(refusal, locale);
  }
}
