import { readFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { Account, Identity, LiveResource } from '../account/Account';
import type { StoredStack } from '../cloudformation/Stack';
import { Stacks } from '../cloudformation/Stacks';
import { StatePort } from '../resources/contract';
import { writeWhole } from './files';

type Content = { resources: LiveResource[]; stacks: StoredStack[] };

const emptyContent: Content = { resources: [], stacks: [] };

/**
 * The account's live resources and stacks. With a file they survive the process:
 * all in one file, because they refer to each other.
 *
 * The format is that of `node:v8`, which preserves dates, maps and identities.
 */
export class AccountState implements StatePort {
  readonly account: Account;
  readonly stacks: Stacks;
  private readonly isPersistent: boolean;
  private pending?: NodeJS.Immediate;

  /** @param file - where the state is kept. @defaultValue in memory only */
  constructor(identity: Identity, private readonly file?: string) {
    const changed = () => this.changed();
    this.account = new Account(identity, changed);
    this.stacks = new Stacks(this.account, changed);
    const { resources, stacks } = file ? read(file) : emptyContent;
    for (const resource of resources) this.account.add(resource);
    for (const stack of stacks) this.stacks.restore(stack);
    // From here on, because loading itself changes nothing.
    this.isPersistent = file !== undefined;
  }

  /** Writes everything now. */
  save(): void {
    clearImmediate(this.pending);
    this.pending = undefined;
    if (!this.file) return;
    const content: Content = {
      resources: this.account.all(),
      stacks: this.stacks
        .all()
        .reverse()
        .map(stack => stack.stored()),
    };
    writeWhole(this.file, serialize(content));
  }

  /** Writes what has changed since the last write. */
  flush(): void {
    if (this.pending) this.save();
  }

  /** Schedules a write that includes all changes until then. */
  private changed(): void {
    if (!this.isPersistent) return;
    this.pending ??= setImmediate(() => this.save());
  }
}

function read(file: string): Content {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return emptyContent;
  }
  try {
    return deserialize(bytes);
  } catch (error) {
    throw new Error(
      `${file}: the file is not a valid sandbox state. Delete its folder, or use another state folder.`,
      { cause: error },
    );
  }
}
