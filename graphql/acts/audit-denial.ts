// A refused operation leaves a trace in the chain of the organisation whose member or key tried it.
import { withTenant } from '@hounsfield/database';
import { appendAudit } from '@hounsfield/tenancy';
import type { OnDenied } from '../permissions-schema.ts';
import type { GatewayServices } from '../services.ts';

export const auditDenial =
  ({ db, clock }: GatewayServices): OnDenied =>
  (operation, { tenantId, memberId, apiKeyId }) =>
    withTenant(db.tenancy, tenantId, (trx) =>
      appendAudit(trx, {
        tenantId,
        at: clock.now(),
        actor: memberId === undefined ? `api-key:${apiKeyId}` : `member:${memberId}`,
        action: 'operation.denied',
        outcome: 'refused',
        detail: { operation },
      }),
    );
