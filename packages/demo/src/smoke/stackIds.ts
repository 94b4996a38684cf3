import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import type { Demo } from '../demo';

const clientFor = (endpoint: string) =>
  new CloudFormationClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
  });

/** What a stack says about itself, by name: parameters, physical IDs of its resources, and outputs. */
export async function stackIds(
  { endpointUrl }: Demo['sandbox'],
  StackName: string,
): Promise<Record<string, string>> {
  const client = clientFor(endpointUrl);
  try {
    const { Stacks } = await client.send(
      new DescribeStacksCommand({ StackName }),
    );
    const { Outputs = [], Parameters = [] } = Stacks![0];
    const { StackResourceSummaries = [] } = await client.send(
      new ListStackResourcesCommand({ StackName }),
    );
    return Object.fromEntries([
      ...Parameters.map(one => [one.ParameterKey, one.ParameterValue]),
      ...StackResourceSummaries.map(one => [
        one.LogicalResourceId,
        one.PhysicalResourceId,
      ]),
      ...Outputs.map(one => [one.OutputKey, one.OutputValue]),
    ]);
  } finally {
    client.destroy();
  }
}

/** Creates a VPC that has no connection to the others. @returns its ID */
export async function separateVpc(sandbox: Demo['sandbox']): Promise<string> {
  const client = clientFor(sandbox.endpointUrl);
  const StackName = 'separate-vpc';
  try {
    await client.send(
      new CreateStackCommand({
        StackName,
        TemplateBody:
          'Resources: { Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.50.0.0/24 } } }',
      }),
    );
  } catch (error) {
    if ((error as Error).name !== 'AlreadyExistsException') throw error;
  }
  await waitUntilStackCreateComplete(
    { client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 },
    { StackName },
  );
  client.destroy();
  return (await stackIds(sandbox, StackName)).Vpc;
}
