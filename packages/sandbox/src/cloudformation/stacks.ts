import { Identity } from '../account/account';
import { AwsError, validationError } from '../protocol/errors';
import { ChangeSet } from './changeSet';
import { Exports } from './exports';
import { Stack } from './stack';

/** All stacks, those deleted included (found by ARN only). */
export class Stacks {
  private readonly byId = new Map<string, Stack>();
  /** What they export and import. */
  readonly exports: Exports;

  /** @param changed - is called after every change of a stack */
  constructor(identity: Identity, private readonly changed: () => void) {
    this.exports = new Exports(identity, () => this.all());
  }

  /** Makes a stack, which is not one of these yet. */
  make(id: string, name: string): Stack {
    const stack = new Stack(id, name);
    stack.join(this.exports, this.changed);
    return stack;
  }

  /** Adds a stack that was made here. */
  add(stack: Stack): void {
    this.byId.set(stack.id, stack);
  }

  /** Adds a stack as another process has left it. */
  restore(data: Stack): void {
    this.add(Object.assign(this.make(data.id, data.name), data));
  }

  /** All stacks, newest first. */
  all(): Stack[] {
    return [...this.byId.values()].reverse();
  }

  /** A stack by name (living only) or ARN. */
  find(nameOrArn: string): Stack | undefined {
    if (nameOrArn.startsWith('arn:')) return this.byId.get(nameOrArn);
    return this.all().find(
      stack => stack.name === nameOrArn && stack.status !== 'DELETE_COMPLETE',
    );
  }

  /** As {@link Stacks.find}; throws CloudFormation's `ValidationError`. */
  get(
    nameOrArn: string,
    message = `Stack with id ${nameOrArn} does not exist`,
  ): Stack {
    const stack = this.find(nameOrArn);
    if (!stack) throw validationError(message);
    return stack;
  }

  /** A change set by ARN, or by its name and its stack's. */
  changeSet(
    name: string,
    stackName: string | undefined,
  ): { stack: Stack; changeSet: ChangeSet } {
    const missing = new AwsError(
      'ChangeSetNotFound',
      `ChangeSet [${name}] does not exist`,
      404,
    );
    if (!name.startsWith('arn:')) {
      if (!stackName) {
        throw validationError(
          'StackName must be specified if ChangeSetName is not specified as an ARN.',
        );
      }
      const stack = this.get(stackName, `Stack [${stackName}] does not exist`);
      const changeSet = stack.changeSets.get(name);
      if (!changeSet) throw missing;
      return { stack, changeSet };
    }
    for (const stack of this.byId.values()) {
      for (const changeSet of stack.changeSets.values()) {
        if (changeSet.id === name) return { stack, changeSet };
      }
    }
    throw missing;
  }
}
