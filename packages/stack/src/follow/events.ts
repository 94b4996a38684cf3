import {
  DescribeStackEventsCommand,
  type StackEvent as AwsStackEvent,
} from '@aws-sdk/client-cloudformation';
import type { Operation } from '../deploy/operation';
import type { StackEvent } from '../types';

const stackType = 'AWS::CloudFormation::Stack';

/**
 * Reads a stack's events, each once, oldest first. CloudFormation answers newest first, 100 a page;
 * only the pages down to the last event seen are fetched.
 */
export class EventReader {
  private readonly seen = new Set<string>();

  constructor(
    private readonly operation: Operation,
    private readonly stackArn: string,
  ) {}

  /** Marks everything that has happened so far as not ours; one request. */
  async skipPast(): Promise<void> {
    const { StackEvents } = await this.page();
    for (const event of StackEvents ?? []) this.seen.add(event.EventId!);
  }

  /** Like {@link skipPast} for everything up to an event that was seen elsewhere; no request. */
  skipUpTo(eventId: string) {
    this.seen.add(eventId);
  }

  /** The events since the last call. */
  async read(): Promise<StackEvent[]> {
    const fresh: AwsStackEvent[] = [];
    let token: string | undefined;
    do {
      const page = await this.page(token);
      const events = page.StackEvents ?? [];
      const known = events.findIndex(event => this.seen.has(event.EventId!));
      fresh.push(...(known === -1 ? events : events.slice(0, known)));
      token = known === -1 ? page.NextToken || undefined : undefined;
    } while (token);
    for (const event of fresh) this.seen.add(event.EventId!);
    return fresh.reverse().map(toStackEvent);
  }

  /** True for an event of the stack itself, not of a nested one. */
  isOfStack(event: StackEvent): boolean {
    return event.type === stackType && event.physicalId === this.stackArn;
  }

  /** True when the newest events are of the operation with this client token. */
  async hasToken(token: string): Promise<boolean> {
    const { StackEvents = [] } = await this.page();
    return StackEvents.some(event => event.ClientRequestToken === token);
  }

  private page(NextToken?: string) {
    const { calls, cloudFormation } = this.operation;
    return calls.call('DescribeStackEvents', o =>
      cloudFormation.send(
        new DescribeStackEventsCommand({
          StackName: this.stackArn,
          NextToken,
        }),
        o,
      ),
    );
  }
}

/** An event of the SDK as this package tells it. */
export function toStackEvent(event: AwsStackEvent): StackEvent {
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
    path: [],
    ...(event.ClientRequestToken ? { token: event.ClientRequestToken } : {}),
    ...(event.ResourceStatusReason
      ? { reason: event.ResourceStatusReason }
      : {}),
  };
}
