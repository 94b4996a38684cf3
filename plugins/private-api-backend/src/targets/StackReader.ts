import {
  AwsClients,
  type Environment,
} from '@private-serverless/backstage-plugin-private-api-node';
import {
  describeStack,
  listResources,
  listStacks,
} from '@private-serverless/stack';
import type { OwnedResource } from './endpoint';

/** Description of a stack by CloudFormation. */
export type StackDescription = {
  stackName: string;
  status: string;
  /** ISO 8601. */
  createdAt?: string;
  /** When the latest update started, ISO 8601. */
  updatedAt?: string;
  tags: Record<string, string>;
  outputs: Record<string, string>;
};

/** Reads stacks from AWS. */
export interface StackReader {
  /** @returns undefined if the stack does not exist */
  describe(
    environment: Environment,
    stackArn: string,
  ): Promise<StackDescription | undefined>;
  resources(
    environment: Environment,
    stackArn: string,
  ): Promise<OwnedResource[]>;
  /** All stacks of the account and region of an environment, by ARN. */
  list(environment: Environment): Promise<Map<string, StackDescription>>;
}

/** Reads stacks with the AWS clients of their environment. */
export class CloudFormationStackReader implements StackReader {
  private readonly clients: AwsClients;

  constructor(clients: AwsClients) {
    this.clients = clients;
  }

  async describe(environment: Environment, stackArn: string) {
    const { cloudFormation } = this.clients.forEnvironment(environment);
    return describeStack({ cloudFormation, stackName: stackArn });
  }

  async resources(environment: Environment, stackArn: string) {
    const { cloudFormation } = this.clients.forEnvironment(environment);
    return listResources({ cloudFormation, stackName: stackArn });
  }

  async list(environment: Environment) {
    const { cloudFormation } = this.clients.forEnvironment(environment);
    const stacks = await listStacks({ cloudFormation });
    return new Map(stacks.map(stack => [stack.stackArn, stack]));
  }
}
