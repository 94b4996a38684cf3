import { randomUUID } from 'node:crypto';
import { LiveResource, Properties } from '../account/account';
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
  operationId?: string;
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
  /** What its handler has decided for the work under way: a restart goes on with it. */
  memory?: Properties;
};

/** What an update did to one resource: enough to undo it, or to clean up. */
export type UpdateStep = {
  /** The resource as it was; absent where there was none. */
  former?: StackResource;
  /** Its properties before a change in place. */
  properties?: Properties;
  /** Physical resources that the update made. */
  made: StackResource[];
  undone?: boolean;
};

/** An update under way, or one that failed and may yet be rolled back. */
export type StackUpdate = {
  id: string;
  before: Desired;
  after: Desired;
  /** By logical id, in the order in which they began. */
  steps: Map<string, UpdateStep>;
  /** A resource has failed: nothing new begins. */
  failed?: boolean;
  /** Logical ids of what the rollback leaves as it is. */
  skip?: string[];
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

/** What stops a stack's operation. */
export type Running = {
  /** Ends the phase under way; the stack's status says what comes next. */
  interrupt(): void;
  /** The same; a status that is still in progress becomes a failed one. */
  abandon(reason: string): void;
  /** Settled when the operation has ended. */
  ended: Promise<void>;
};

/** With these an operation of a stack begins. */
const beginnings =
  /^(REVIEW|CREATE|UPDATE|DELETE|ROLLBACK|UPDATE_ROLLBACK)_IN_PROGRESS$/;

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
  terminationProtection = false;
  changeSetId?: string;
  /** Of a nested stack: the stack that has it as a resource, and the top one. */
  parentId?: string;
  rootId?: string;
  /** What drift detections have found; absent: nobody has looked. */
  drift?: StackDrift;
  /** The ClientRequestToken of the operation under way, or of the last one. */
  token?: string;
  /** Of the operation under way, or of the last one; a rollback is an operation of its own. */
  operationId?: string;
  /** What each ClientRequestToken was used for. */
  readonly tokens = new Map<string, string>();
  update?: StackUpdate;
  /** Resources that the deletion under way leaves behind. */
  retain: string[] = [];
  /** `Retain` does not count for what the operation under way has made. */
  retainExceptOnCreate = false;
  /** Of a nested stack: what it was before its parent's update. */
  former?: { updateId: string; desired: Desired };
  readonly resources = new Map<string, StackResource>();
  readonly changeSets = new Map<string, ChangeSet>();
  /** Oldest first. */
  readonly events: StackEvent[] = [];
  /** What does not outlive the process. */
  readonly #now: {
    running?: Running;
    exports?: Exports;
    changed: () => void;
  } = { changed: () => {} };

  constructor(readonly id: string, readonly name: string) {}

  /** The operation under way. */
  get running(): Running | undefined {
    return this.#now.running;
  }

  set running(running: Running | undefined) {
    this.#now.running = running;
  }

  /** What the stacks of the account export. */
  get exports(): Exports | undefined {
    return this.#now.exports;
  }

  /**
   * Makes the stack one of an account's.
   *
   * @param changed - is called after every change
   */
  join(exports: Exports, changed: () => void): void {
    this.#now.exports = exports;
    this.#now.changed = changed;
  }

  /** Tells that something has changed. */
  changed(): void {
    this.#now.changed();
  }

  /** Whether an operation is under way. */
  get busy(): boolean {
    return this.status.endsWith('_IN_PROGRESS');
  }

  /** Moves the whole stack to a status, with its event. */
  setStatus(status: string, reason?: string): void {
    this.status = status;
    this.statusReason = reason;
    if (beginnings.test(status)) this.operationId = randomUUID();
    this.record({
      id: randomUUID(),
      logicalId: this.name,
      physicalId: this.id,
      type: 'AWS::CloudFormation::Stack',
      status,
      reason,
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
    resource.at = this.record({
      id: `${resource.logicalId}-${randomUUID()}`,
      logicalId: resource.logicalId,
      physicalId: resource.physicalId ?? '',
      type: resource.type,
      status,
      reason,
      properties:
        properties === undefined ? undefined : JSON.stringify(properties),
    });
    if (!status.endsWith('_IN_PROGRESS')) resource.memory = undefined;
  }

  /** Makes a resource the current one of its logical id. */
  addResource(logicalId: string, type: string): StackResource {
    const resource = { logicalId, type, status: '', at: new Date() };
    this.resources.set(logicalId, resource);
    return resource;
  }

  private record(
    event: Omit<StackEvent, 'at' | 'token' | 'operationId'>,
  ): Date {
    const { token, operationId } = this;
    const at = new Date();
    this.events.push({ ...event, at, token, operationId });
    this.changed();
    return at;
  }
}
