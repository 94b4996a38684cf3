import type {
  AuditorService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';

/** What every action that reaches AWS takes to leave a trace. */
export type AuditAccess = { auditor: AuditorService };

/** What is known of an operation when it begins; more is added as it becomes known. No secrets. */
export type AuditMeta = {
  entityRef?: string;
  environment?: string;
  stack?: string;
  isDryRun?: boolean;
} & JsonObject;

/**
 * Runs an operation and leaves an audit event of its success or failure, with who asked for it.
 *
 * @param event.changes - whether it changes something in AWS or the catalog: severity `medium`, else `low`
 * @param run - gets a function that adds to what the event says
 * @throws what `run` throws
 */
export async function audited<T>(
  { auditor }: AuditAccess,
  event: {
    id: string;
    changes: boolean;
    credentials: BackstageCredentials;
    taskId?: string;
    meta: AuditMeta;
  },
  run: (add: (meta: JsonObject) => void) => Promise<T>,
): Promise<T> {
  const { id, changes, credentials, taskId, meta } = event;
  const record = await auditor.createEvent({
    eventId: id,
    severityLevel: changes && !meta.isDryRun ? 'medium' : 'low',
    meta: {
      ...meta,
      initiator: nameOf(credentials),
      ...(taskId ? { taskId } : {}),
    },
  });
  const outcome: JsonObject = {};
  try {
    const result = await run(more => Object.assign(outcome, more));
    await record.success({ meta: outcome });
    return result;
  } catch (error) {
    await record.fail({ meta: outcome, error: firstLineOf(error) });
    throw error;
  }
}

function nameOf({ principal }: BackstageCredentials): string {
  const { type, userEntityRef, subject } = principal as {
    type?: string;
    userEntityRef?: string;
    subject?: string;
  };
  return userEntityRef ?? subject ?? type ?? 'unknown';
}

/** Cause and advice; the further lines of a deploy's error are its log. */
function firstLineOf(error: unknown): Error {
  const { name, message } =
    error instanceof Error ? error : new Error(String(error));
  return Object.assign(new Error(message.split('\n')[0]), { name });
}
