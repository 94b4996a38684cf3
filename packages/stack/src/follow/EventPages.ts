import {
  DescribeStackEventsCommand,
  type StackEvent as AwsStackEvent,
} from '@aws-sdk/client-cloudformation';
import { isMissingStack } from '../session/aws/faults';
import type { StackEvent } from '../session/results';
import type { StackSession } from '../session/StackSession';

/** One page of a stack's events, the newest first. */
export type EventPage = { StackEvents?: AwsStackEvent[]; NextToken?: string };

/**
 * DescribeStackEvents, one page: 100 events, the newest first.
 *
 * @param options.isPoll - see `AwsCalls.call`
 * @throws UnreachableError, or what the SDK throws
 */
export function readEventPage(
  { calls, cloudFormation }: StackSession,
  stackArn: string,
  options: { nextToken?: string; isPoll?: boolean } = {},
): Promise<EventPage> {
  const { nextToken: NextToken, isPoll } = options;
  return calls.call(
    'DescribeStackEvents',
    o =>
      cloudFormation.send(
        new DescribeStackEventsCommand({ StackName: stackArn, NextToken }),
        o,
      ),
    { isPoll },
  );
}

/** The events of one stack, each once, oldest first. Reads only the pages back to the last event that it returned. */
export class EventPages {
  private readonly seen = new Set<string>();

  constructor(
    private readonly session: StackSession,
    private readonly of: {
      stackArn: string;
      /** Logical IDs of the nested stacks that lead to it. */
      path: string[];
      /** Earlier events are not read: ISO 8601, on the clock of AWS. */
      since?: string;
    },
  ) {}

  /** Marks all events so far as seen, with one request. */
  async skipPast(): Promise<void> {
    const { StackEvents } = await this.page();
    for (const event of StackEvents ?? []) this.seen.add(event.EventId!);
  }

  /** Marks an event, and all events before it, as seen, without a request. */
  skipUpTo(eventId: string) {
    this.seen.add(eventId);
  }

  /** The events since the last call. None for a nested stack that no longer exists. */
  async read(): Promise<StackEvent[]> {
    const { path, since } = this.of;
    const fresh: AwsStackEvent[] = [];
    let token: string | undefined;
    do {
      const page = await this.page(token).catch((error): EventPage => {
        if (path.length > 0 && isMissingStack(error)) return {};
        throw error;
      });
      const events = page.StackEvents ?? [];
      const known = events.findIndex(
        event =>
          this.seen.has(event.EventId!) ||
          (since !== undefined && event.Timestamp!.toISOString() < since),
      );
      fresh.push(...(known === -1 ? events : events.slice(0, known)));
      token = known === -1 ? page.NextToken || undefined : undefined;
    } while (token);
    for (const event of fresh) this.seen.add(event.EventId!);
    return fresh
      .reverse()
      .map(event => toStackEvent(event, this.session, path));
  }

  /** True for an event of this stack itself. */
  isOwn(event: StackEvent): boolean {
    return event.physicalId === this.of.stackArn;
  }

  /** True when one of the newest events belongs to the stack operation with this client token. */
  async hasToken(token: string): Promise<boolean> {
    const { StackEvents = [] } = await this.page();
    return StackEvents.some(event => event.ClientRequestToken === token);
  }

  private page(nextToken?: string): Promise<EventPage> {
    return readEventPage(this.session, this.of.stackArn, {
      nextToken,
      isPoll: true,
    });
  }
}

/**
 * Converts an event of the SDK.
 *
 * @param session - hides secret values in the reason
 * @param path - logical IDs of the nested stacks that lead to the stack of the event
 */
export function toStackEvent(
  event: AwsStackEvent,
  { redactor }: Pick<StackSession, 'redactor'>,
  path: string[] = [],
): StackEvent {
  return {
    id: event.EventId!,
    at: (event.Timestamp ?? new Date(0)).toISOString(),
    logicalId: event.LogicalResourceId ?? '',
    ...(event.PhysicalResourceId
      ? { physicalId: event.PhysicalResourceId }
      : {}),
    type: event.ResourceType ?? '',
    status: event.ResourceStatus ?? '',
    stackArn: event.StackId ?? '',
    path,
    ...(event.ClientRequestToken ? { token: event.ClientRequestToken } : {}),
    ...(event.OperationId ? { operationId: event.OperationId } : {}),
    ...(event.ResourceStatusReason
      ? { reason: redactor.hide(event.ResourceStatusReason) }
      : {}),
  };
}
