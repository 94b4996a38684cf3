import type { Identity } from '../account/Account';
import { validationError } from '../protocol/errors';
import { importsOf } from './evaluation';
import type { ExportRegistry, Stack } from './Stack';
import { StackOutput } from './types';

/** An exported output value, which other stacks of the account and region can import. */
export type Export = { name: string; value: string; stack: Stack };

/** The exports and imports of all stacks of the account. */
export class Exports implements ExportRegistry {
  /** @param stacks - all stacks. Deleted ones are ignored. */
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

  value(name: string): string {
    const found = this.list().find(one => one.name === name);
    if (!found) throw validationError(`No export named ${name} found`);
    return found.value;
  }

  /** Names of the stacks that import an export. */
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

/** Why a stack cannot be deleted: another stack imports one of its exports. Undefined if it can. */
export function exportsInUse(stack: Stack): string | undefined {
  try {
    stack.exports.check(stack, []);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
