import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import { awsFault } from './awsFault';
import type { OwnedResource } from './endpoint';
import type { StackDescription, StackReader } from './StackReader';

/**
 * Reads stacks for one catalog pass. After one request without a response, all further requests to that environment
 * fail immediately, so that the pass waits for one timeout instead of one per stack.
 */
export class FailFastStackReader implements StackReader {
  private readonly reader: StackReader;
  private readonly failures = new Map<string, unknown>();

  constructor(reader: StackReader) {
    this.reader = reader;
  }

  async describe(
    environment: Environment,
    stackArn: string,
  ): Promise<StackDescription | undefined> {
    return this.call(environment, () =>
      this.reader.describe(environment, stackArn),
    );
  }

  async resources(
    environment: Environment,
    stackArn: string,
  ): Promise<OwnedResource[]> {
    return this.call(environment, () =>
      this.reader.resources(environment, stackArn),
    );
  }

  async list(environment: Environment): Promise<Map<string, StackDescription>> {
    return this.call(environment, () => this.reader.list(environment));
  }

  private async call<T>(
    { id }: Environment,
    request: () => Promise<T>,
  ): Promise<T> {
    if (this.failures.has(id)) {
      throw this.failures.get(id);
    }
    try {
      return await request();
    } catch (error) {
      if (!awsFault(error).answered) {
        this.failures.set(id, error);
      }
      throw error;
    }
  }
}
