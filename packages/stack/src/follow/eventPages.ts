import {
  DescribeStackEventsCommand,
  type StackEvent as AwsStackEvent,
} from '@aws-sdk/client-cloudformation';
import { isMissingStack } from '../aws/faults';
import type { Operation } from '../deploy/operation';
import type { StackEvent } from '../types';

type Page = { StackEvents?: AwsStackEvent[]; NextToken?: string };

/**
 * The events of one stack, each once, oldest first. CloudFormation answers newest first, 100 a page; only the pages
 * down to the last event seen are fetched.
 */
export class EventPages {
  private readonly seen = new Set<string>();

  constructor(
    private readonly operation: Operation,
    private readonly of: {
      stackArn: string;
      /** Logical ids of the nested stacks that lead to it. */
      path: string[];
      /** What happened before is not read: ISO 8601, on AWS's clock. */
      since?: string;
    },
  ) {}

  /** Marks everything that has happened so far as seen; one request. */
  async skipPast(): Promise<void> {
    const { StackEvents } = await this.page();
    for (const event of StackEvents ?? []) this.seen.add(event.EventId!);
  }

  /** Marks an event, and so everything before it, as seen; no request. */
  skipUpTo(eventId: string) {
    this.seen.add(eventId);
  }

  /** The events since the last call. Of a nested stack that is gone without a trace: none. */
  async read(): Promise<StackEvent[]> {
    const { path, since } = this.of;
    const fresh: AwsStackEvent[] = [];
    let token: string | undefined;
    do {
      const page = await this.page(token).catch((error): Page => {
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
      .map(event => toStackEvent(event, this.operation, path));
  }

  /** True for an event of this very stack. */
  isOwn(event: StackEvent): boolean {
    return event.physicalId === this.of.stackArn;
  }

  /** True when the newest events are of the operation with this client token. */
  async hasToken(token: string): Promise<boolean> {
    const { StackEvents = [] } = await this.page();
    return StackEvents.some(event => event.ClientRequestToken === token);
  }

  private page(NextToken?: string): Promise<Page> {
    const { calls, cloudFormation } = this.operation;
    return calls.call(
      'DescribeStackEvents',
      o =>
        cloudFormation.send(
          new DescribeStackEventsCommand({
            StackName: this.of.stackArn,
            NextToken,
          }),
          o,
        ),
      { isLook: true },
    );
  }
}

/**
 * An event of the SDK as this package tells it.
 *
 * @param operation - hides in the reason what nobody may read
 * @param path - logical ids of the nested stacks that lead to its stack
 */
export function toStackEvent(
  event: AwsStackEvent,
  operation: Pick<Operation, 'hide'>,
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
    ...(event.ResourceStatusReason
      ? { reason: operation.hide(event.ResourceStatusReason) }
      : {}),
  };
}
