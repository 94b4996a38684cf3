import {
  CloudFormationClient,
  CreateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { PRIVATE_API_STACK_TAG } from '@private-serverless/backstage-plugin-private-api-common';
import { describeStack } from '@private-serverless/stack';
import { TestAws } from './__testUtils__/aws';
import { component, configFor, startBackend } from './__testUtils__/backend';

/** How often a pass over many services asks AWS. */

const count = 30;
const names = Array.from({ length: count }, (_, index) => `service-${index}`);
let aws: TestAws;
let arns: string[];

const template = (name: string) =>
  JSON.stringify({
    Resources: {
      Vpc: {
        Type: 'AWS::EC2::VPC',
        Properties: { CidrBlock: '10.64.0.0/24' },
      },
    },
    Outputs: {
      EndpointUrl: { Value: `https://${name}.acme.internal` },
      HealthPath: { Value: '/health' },
      VpcId: { Value: { Ref: 'Vpc' } },
    },
  });

beforeAll(async () => {
  aws = await TestAws.start();
  const cloudFormation = new CloudFormationClient({
    region: 'eu-central-1',
    endpoint: aws.sandbox.endpointUrl,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  arns = await Promise.all(
    names.map(async name => {
      const { StackId } = await cloudFormation.send(
        new CreateStackCommand({
          StackName: name,
          TemplateBody: template(name),
          Tags: [
            {
              Key: PRIVATE_API_STACK_TAG,
              Value: `component:default/${name}`,
            },
          ],
        }),
      );
      for (;;) {
        const stack = await describeStack({ cloudFormation, stackName: name });
        if (stack?.status === 'CREATE_COMPLETE') return StackId!;
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    }),
  );
  cloudFormation.destroy();
});
afterAll(() => aws?.close());

it('lists the stacks of an account, and the resources only of those that have changed', async () => {
  const backend = await startBackend({
    config: configFor(aws, { allowedHostSuffixes: ['.acme.internal'] }),
    entities: names.map((name, index) => component(name, arns[index])),
  });
  try {
    const requestsOfPass = async () => {
      aws.sandbox.control.resetRequestCounts();
      await backend.run('catalog-pass');
      const { DescribeStacks, ListStackResources = 0 } =
        aws.sandbox.control.requestCounts();
      return { DescribeStacks, ListStackResources };
    };
    // The first 20 stacks are described one by one, and one request lists all of them for the others.
    expect(await requestsOfPass()).toEqual({
      DescribeStacks: 21,
      ListStackResources: count,
    });
    expect(await requestsOfPass()).toEqual({
      DescribeStacks: 21,
      ListStackResources: 0,
    });
  } finally {
    await backend.stop();
  }
});
