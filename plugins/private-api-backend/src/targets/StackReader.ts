import {
  AwsClients,
  type Environment,
} from '@private-serverless/backstage-plugin-private-api-node';
import { describeStack, listResources } from '@private-serverless/stack';
import type { OwnedResource } from './endpoint';

/** Description of a stack by CloudFormation. */
export type StackDescription = {
  stackName: string;
  status: string;
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
}
