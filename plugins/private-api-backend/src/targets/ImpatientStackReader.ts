import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import { awsFault } from './awsFault';
import type { OwnedResource } from './endpoint';
import type { StackDescription, StackReader } from './StackReader';

/**
 * Reads stacks for one pass over the catalog: an environment whose AWS did not answer once is not asked again, so
 * that its silence is waited for once and not once for each stack.
 */
export class ImpatientStackReader implements StackReader {
  readonly #reader: StackReader;
  readonly #silent = new Map<string, unknown>();

  constructor(reader: StackReader) {
    this.#reader = reader;
  }

  async describe(
    environment: Environment,
    stackArn: string,
  ): Promise<StackDescription | undefined> {
    return this.#ask(environment, () =>
      this.#reader.describe(environment, stackArn),
    );
  }

  async resources(
    environment: Environment,
    stackArn: string,
  ): Promise<OwnedResource[]> {
    return this.#ask(environment, () =>
      this.#reader.resources(environment, stackArn),
    );
  }

  async #ask<T>({ id }: Environment, question: () => Promise<T>): Promise<T> {
    if (this.#silent.has(id)) {
      throw this.#silent.get(id);
    }
    try {
      return await question();
    } catch (error) {
      if (!awsFault(error).answered) {
        this.#silent.set(id, error);
      }
      throw error;
    }
  }
}
