import type { Identity } from '../account/account';
import { validationError } from '../protocol/errors';
import { importsOf } from './evaluation';
import type { Stack, StackOutput } from './stack';

/** A value that a stack offers to the others of its account and region. */
export type Export = { name: string; value: string; stack: Stack };

/** What all stacks of the account export and import. */
export class Exports {
  /** @param stacks - all stacks; those deleted do not count */
  constructor(
    private readonly identity: Identity,
    private readonly stacks: () => Stack[],
  ) {}

  /** All exports, by name. */
  list(): Export[] {
    return this.living()
      .flatMap(stack =>
        stack.outputs.flatMap(({ exportName: name, value }) =>
          name === undefined ? [] : [{ name, value, stack }],
        ),
      )
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  /** The value of an export. Throws `ValidationError` where there is none. */
  value(name: string): string {
    const found = this.list().find(one => one.name === name);
    if (!found) throw validationError(`No export named ${name} found`);
    return found.value;
  }

  /** Names of the stacks that import a name. */
  importers(name: string): string[] {
    return this.living()
      .filter(stack =>
        [stack.desired, stack.update?.after].some(
          desired =>
            desired && importsOf(stack, desired, this.identity).has(name),
        ),
      )
      .map(stack => stack.name)
      .sort();
  }

  /**
   * Checks what a stack's exports would become: no name that another stack
   * has, and none gone or changed that is in use.
   *
   * Throws `ValidationError` in CloudFormation's words.
   */
  check(stack: Stack, after: StackOutput[]): void {
    for (const { exportName: name } of after) {
      const other = this.list().find(
        one => one.name === name && one.stack !== stack,
      );
      if (other) {
        throw validationError(
          `Export with name ${name} is already exported by stack ${other.stack.name}`,
        );
      }
    }
    for (const { exportName: name, value } of stack.outputs) {
      if (name === undefined) continue;
      const importers = this.importers(name).filter(one => one !== stack.name);
      if (importers.length === 0) continue;
      const next = after.find(output => output.exportName === name);
      if (next?.value === value) continue;
      throw validationError(
        `Export ${name} cannot be ${
          next ? 'updated' : 'deleted'
        } as it is in use by ${importers.join(', ')}`,
      );
    }
  }

  private living(): Stack[] {
    return this.stacks().filter(({ status }) => status !== 'DELETE_COMPLETE');
  }
}

/** Throws `ValidationError` where another stack imports what this one exports. */
export function checkExportsUnused(stack: Stack): void {
  stack.exports?.check(stack, []);
}
