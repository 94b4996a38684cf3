import { readFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { Account, LiveResource } from '../account/account';
import type { Stack } from '../cloudformation/stack';
import type { Stacks } from '../cloudformation/stacks';
import { writeWhole } from './files';

type Content = { resources: LiveResource[]; stacks: Stack[] };

/**
 * Stacks and live resources in a file, so that they outlive the process: all
 * in one, since they refer to each other.
 *
 * The format is that of `node:v8`, which keeps dates, maps and identities.
 */
export class AccountState {
  private content?: () => Content;
  private pending?: NodeJS.Immediate;

  /** @param file - absent: in memory only */
  constructor(private readonly file?: string) {}

  /** Fills the account with what another process has left; from now on it is kept. */
  load(account: Account, stacks: Stacks): void {
    const { file } = this;
    if (!file) return;
    const { resources, stacks: former } = read(file);
    for (const resource of resources) account.add(resource);
    for (const stack of former) stacks.restore(stack);
    this.content = () => ({
      resources: account.all(),
      stacks: stacks.all().reverse(),
    });
  }

  /** Writes it all soon, with what else changes until then. */
  changed(): void {
    if (!this.content) return;
    this.pending ??= setImmediate(() => this.save());
  }

  /** Writes it all now. */
  save(): void {
    clearImmediate(this.pending);
    this.pending = undefined;
    if (this.content) writeWhole(this.file!, serialize(this.content()));
  }

  /** Writes what is not written yet. */
  flush(): void {
    if (this.pending) this.save();
  }
}

function read(file: string): Content {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { resources: [], stacks: [] };
  }
  try {
    return deserialize(bytes);
  } catch (error) {
    throw new Error(
      `${file} is not the sandbox's state: remove its folder, or take another one`,
      { cause: error },
    );
  }
}
