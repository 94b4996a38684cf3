import { randomUUID } from 'node:crypto';
import { LiveResource } from '../account/account';
import type { ChangeSet } from './changeSet';
import type { StackDrift } from './drift';
import type { Exports } from './exports';
import { Template } from './template';

/** One event of a stack, as DescribeStackEvents shows it. */
export type StackEvent = {
  id: string;
  at: Date;
  logicalId: string;
  physicalId: string;
  type: string;
  status: string;
  reason?: string;
  properties?: string;
  token?: string;
};

/** A resource of a stack, existing or not. */
export type StackResource = {
  logicalId: string;
  type: string;
  status: string;
  reason?: string;
  at: Date;
  physicalId?: string;
  live?: LiveResource;
};

/** A tag. */
export type Tag = { Key: string; Value: string };

/** An output as DescribeStacks shows it. */
export type StackOutput = {
  key: string;
  value: string;
  description?: string;
  exportName?: string;
};

/** What a create or update asks for. */
export type Desired = {
  template: Template;
  /** Texts, as given or by default. */
  parameters: Record<string, string>;
  tags: Tag[];
  capabilities: string[];
  roleArn?: string;
};

/** What to do when a create or update fails. */
export type OnFailure = 'ROLLBACK' | 'DO_NOTHING' | 'DELETE';

/** A stack: its state, its resources and its history. */
export class Stack {
  readonly createdAt = new Date();
  updatedAt?: Date;
  deletedAt?: Date;
  status = '';
  statusReason?: string;
  desired?: Desired;
  outputs: StackOutput[] = [];
  onFailure: OnFailure = 'ROLLBACK';
  changeSetId?: string;
  /** What the stacks of the account export; set when the stack is added. */
  exports?: Exports;
  /** Of a nested stack: the stack that has it as a resource, and the top one. */
  parentId?: string;
  rootId?: string;
  /** What drift detections have found; absent: nobody has looked. */
  drift?: StackDrift;
  /** The ClientRequestToken of the operation under way. */
  token?: string;
  readonly resources = new Map<string, StackResource>();
  readonly changeSets = new Map<string, ChangeSet>();
  /** Oldest first. */
  readonly events: StackEvent[] = [];
  /** Stops the operation under way, and is settled when it has ended. */
  operation?: { cancel(): void; ended: Promise<void> };

  constructor(readonly id: string, readonly name: string) {}

  /** Whether an operation is under way. */
  get busy(): boolean {
    return this.status.endsWith('_IN_PROGRESS');
  }

  /** Moves the whole stack to a status, with its event. */
  setStatus(status: string, reason?: string): void {
    this.status = status;
    this.statusReason = reason;
    this.events.push({
      id: randomUUID(),
      at: new Date(),
      logicalId: this.name,
      physicalId: this.id,
      type: 'AWS::CloudFormation::Stack',
      status,
      reason,
      token: this.token,
    });
  }

  /** Moves one resource to a status, with its event. */
  setResourceStatus(
    resource: StackResource,
    status: string,
    reason?: string,
    properties?: unknown,
  ): void {
    resource.status = status;
    resource.reason = reason;
    resource.at = new Date();
    this.resources.set(resource.logicalId, resource);
    this.events.push({
      id: `${resource.logicalId}-${randomUUID()}`,
      at: resource.at,
      logicalId: resource.logicalId,
      physicalId: resource.physicalId ?? '',
      type: resource.type,
      status,
      reason,
      properties:
        properties === undefined ? undefined : JSON.stringify(properties),
      token: this.token,
    });
  }
}
