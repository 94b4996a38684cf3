import { randomUUID } from 'node:crypto';
import { ChangeSet } from './changeSetTypes';
import {
  Desired,
  OnFailure,
  OperationType,
  StackDrift,
  StackEvent,
  StackOperation,
  StackOutput,
  StackResource,
  StackUpdate,
} from './types';

/** What all stacks of the account export and import. */
export interface ExportRegistry {
  /**
   * The value of an export.
   *
   * @throws AwsError `ValidationError` if the export does not exist
   */
  value(name: string): string;
  /**
   * Checks the exports that a stack is about to have.
   *
   * @throws AwsError `ValidationError` if another stack has one of the names, or
   *   if an export that is in use would be deleted or changed
   */
  check(stack: Stack, after: StackOutput[]): void;
}

/** What a stack needs of its account. Not part of the stored state. */
export type StackAccount = {
  exports: ExportRegistry;
  /** Called after every change. */
  changed: () => void;
};

/** The stack operation that starts with each status. A rollback is one of its own. */
const startedOperations: Record<string, OperationType> = {
  CREATE_IN_PROGRESS: 'CREATE_STACK',
  UPDATE_IN_PROGRESS: 'UPDATE_STACK',
  DELETE_IN_PROGRESS: 'DELETE_STACK',
  ROLLBACK_IN_PROGRESS: 'ROLLBACK',
  UPDATE_ROLLBACK_IN_PROGRESS: 'ROLLBACK',
};

/** A stack as in the state file. */
export type StoredStack = Pick<Stack, 'id' | 'name'>;

/** A stack: its state, resources and history. */
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
  /**
   * Of a nested stack: the stack that contains it as a resource, and the
   * top-level stack.
   */
  parentId?: string;
  rootId?: string;
  /** Results of drift detections. Absent if none has run. */
  drift?: StackDrift;
  /** The ClientRequestToken of the current or last stack operation. */
  token?: string;
  /** ID of the current or last stack operation. A rollback has its own ID. */
  operationId?: string;
  /** Stack operations and creations of change sets, oldest first. */
  readonly operations: StackOperation[] = [];
  /** The operation for which each ClientRequestToken was used. */
  readonly tokens = new Map<string, string>();
  update?: StackUpdate;
  /** Resources that the current deletion retains. */
  retain: string[] = [];
  /**
   * If true, `Retain` does not apply to resources that the current stack
   * operation created.
   */
  retainExceptOnCreate = false;
  /** The stacks that the executed change set has created for new nested stacks, by logical ID. */
  plannedNested?: Map<string, string>;
  /** Of a nested stack: its state before the parent's update. */
  former?: { updateId: string; desired: Desired };
  readonly resources = new Map<string, StackResource>();
  readonly changeSets = new Map<string, ChangeSet>();
  /** Oldest first. */
  readonly events: StackEvent[] = [];

  constructor(
    readonly id: string,
    readonly name: string,
    private readonly account: StackAccount,
  ) {}

  /** The state for the state file: everything except the account. */
  stored(): StoredStack {
    const { account: _, ...state } = this;
    return state;
  }

  /** The exports of the account. */
  get exports(): ExportRegistry {
    return this.account.exports;
  }

  /** Reports a change. */
  changed(): void {
    this.account.changed();
  }

  /** Whether a stack operation is running. */
  get busy(): boolean {
    return this.status.endsWith('_IN_PROGRESS');
  }

  /** Sets the status of the stack and records the event. */
  setStatus(status: string, reason?: string): void {
    const type = startedOperations[status];
    if (type) {
      this.endOperation('FAILED');
      const isContinued = this.status === 'UPDATE_ROLLBACK_FAILED';
      this.operationId = this.addOperation(
        type === 'ROLLBACK' && isContinued ? 'CONTINUE_ROLLBACK' : type,
        { token: this.token },
      ).id;
    } else if (!status.endsWith('_IN_PROGRESS')) {
      this.endOperation(status.endsWith('_COMPLETE') ? 'SUCCEEDED' : 'FAILED');
    }
    this.status = status;
    this.statusReason = reason;
    this.record({
      id: randomUUID(),
      logicalId: this.name,
      physicalId: this.id,
      type: 'AWS::CloudFormation::Stack',
      status,
      reason,
    });
  }

  /** Adds a stack operation, or the creation of a change set. */
  addOperation(
    type: OperationType,
    more: Pick<StackOperation, 'token' | 'changeSetId'>,
  ): StackOperation {
    const operation: StackOperation = {
      id: randomUUID(),
      type,
      status: 'IN_PROGRESS',
      startedAt: new Date(),
      findings: [],
      ...more,
    };
    this.operations.push(operation);
    return operation;
  }

  /** Ends the current stack operation, if one is running. */
  private endOperation(status: 'SUCCEEDED' | 'FAILED'): void {
    const current = this.operations.find(({ id }) => id === this.operationId);
    if (current?.status !== 'IN_PROGRESS') return;
    current.status = status;
    current.endedAt = new Date();
  }

  /** Sets the status of one resource and records the event. */
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

  /** Adds a resource as the current one of its logical ID. */
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
