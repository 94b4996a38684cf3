import type {
  AuditorService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';

/**
 * The auditor that each action with AWS calls takes.
 * @public
 */
export type AuditAccess = { auditor: AuditorService };

/** Metadata of an audit event when the action starts. Must not contain secrets. */
export type AuditMeta = {
  entityRef?: string;
  environment?: string;
  stack?: string;
  isDryRun?: boolean;
} & JsonObject;

/**
 * Runs a function and records its success or failure in an audit event, with the initiator.
 *
 * @param event.changes - whether it changes AWS or the catalog: severity `medium`, otherwise `low`
 * @param run - receives a function that adds metadata to the event
 * @throws the error of `run`
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

/** The first line of a StackError has the cause and the advice. The other lines repeat the log. */
function firstLineOf(error: unknown): Error {
  const { name, message } =
    error instanceof Error ? error : new Error(String(error));
  return Object.assign(new Error(message.split('\n')[0]), { name });
}
