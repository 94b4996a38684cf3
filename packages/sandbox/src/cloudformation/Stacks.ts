import { randomUUID } from 'node:crypto';
import { Account } from '../account/Account';
import { AwsError, validationError } from '../protocol/errors';
import { Exports } from './Exports';
import { Stack, StoredStack } from './Stack';
import { ChangeSet } from './changeSetTypes';

/** All stacks, including deleted ones (found by ARN only). */
export class Stacks {
  private readonly byId = new Map<string, Stack>();
  /** Exports and imports of the stacks. */
  readonly exports: Exports;

  /** @param changed - called after every change of a stack */
  constructor(
    private readonly account: Account,
    private readonly changed: () => void = () => {},
  ) {
    this.exports = new Exports(account.identity, () => this.all());
  }

  /**
   * Creates a stack without resources and without a status. {@link Stacks.add}
   * adds it to the account.
   *
   * @throws AwsError `ValidationError` for a name that is not valid
   */
  create(
    name: string,
    settings: Partial<
      Pick<Stack, 'parentId' | 'rootId' | 'token' | 'terminationProtection'>
    > = {},
  ): Stack {
    if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) {
      throw validationError(
        `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
      );
    }
    const id = this.account.arn(
      'cloudformation',
      `stack/${name}/${randomUUID()}`,
    );
    return Object.assign(this.empty(id, name), settings);
  }

  /** Adds a stack. */
  add(stack: Stack): void {
    this.byId.set(stack.id, stack);
  }

  /** Adds a stack from the state of an earlier process. */
  restore(data: StoredStack): void {
    this.add(Object.assign(this.empty(data.id, data.name), data));
  }

  /** All stacks, newest first. */
  all(): Stack[] {
    return [...this.byId.values()].reverse();
  }

  /** Finds a stack by ARN, or by name if it is not deleted. */
  find(nameOrArn: string): Stack | undefined {
    if (nameOrArn.startsWith('arn:')) return this.byId.get(nameOrArn);
    return this.all().find(
      stack => stack.name === nameOrArn && stack.status !== 'DELETE_COMPLETE',
    );
  }

  /** Same as {@link Stacks.find}. @throws AwsError `ValidationError` if there is no such stack */
  get(
    nameOrArn: string,
    message = `Stack with id ${nameOrArn} does not exist`,
  ): Stack {
    const stack = this.find(nameOrArn);
    if (!stack) throw validationError(message);
    return stack;
  }

  /** Finds a change set by ARN, or by its name and the name of its stack. */
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

  private empty(id: string, name: string): Stack {
    const { exports, changed } = this;
    return new Stack(id, name, { exports, changed });
  }
}
