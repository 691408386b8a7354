// The Temporal namespace the product lives in: registered when it is missing.
import type { Connection } from '@temporalio/client';

/** Histories are kept so long after their end. Starts are refused beyond it too: the books know every diagnosis for good. */
const RETENTION_DAYS = 30;
// gRPC status codes.
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;

/** Registers the namespace unless it exists; on Temporal Cloud namespaces are made by hand and exist. */
export const ensureNamespace = async ({ workflowService }: Connection, namespace: string): Promise<void> => {
  try {
    await workflowService.describeNamespace({ namespace });
    return;
  } catch (error) {
    if ((error as { code?: number }).code !== NOT_FOUND) throw error;
  }
  try {
    await workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: (RETENTION_DAYS * 86_400) as never },
    });
  } catch (error) {
    if ((error as { code?: number }).code !== ALREADY_EXISTS) throw error;
  }
};
