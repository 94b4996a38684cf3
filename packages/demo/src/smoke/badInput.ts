import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import type { Demo } from '../demo';
import { expect, step, until } from './steps';
import { create, type Tour } from './services';

/** A network whose second subnet is nearly full, and a hosted zone. */
const wrongNetwork = `Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.48.0.0/24, EnableDnsHostnames: true } }
  SubnetA: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.48.0.0/26, AvailabilityZone: !Select [0, !GetAZs ''] } }
  Full: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.48.0.64/28, AvailabilityZone: !Select [1, !GetAZs ''] } }
  Group: { Type: AWS::EC2::SecurityGroup, Properties: { VpcId: !Ref Vpc, GroupDescription: Endpoints, SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8 }] } }
${['execute-api', 'logs', 'sqs', 'sns']
  .map(
    service => `  ${service.replace('-', '')}:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: !Sub com.amazonaws.\${AWS::Region}.${service}
      VpcId: !Ref Vpc
      SubnetIds: [!Ref SubnetA, !Ref Full]
      SecurityGroupIds: [!Ref Group]
      PolicyDocument: { Statement: [{ Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: !Sub 'arn:aws:execute-api:\${AWS::Region}:\${AWS::AccountId}:*' }] }`,
  )
  .join('\n')}
  Zone: { Type: AWS::Route53::HostedZone, Properties: { Name: public.acme.test, VPCs: [{ VPCId: !Ref Vpc, VPCRegion: !Ref AWS::Region }] } }
Outputs:
  VpcId: { Value: !Ref Vpc }
  Subnets: { Value: !Join [',', [!Ref SubnetA, !Ref Full]] }
  Endpoint: { Value: !Ref executeapi }
  ZoneId: { Value: !Ref Zone }
`;

type Config = Record<string, any>;

/** An environment that lacks something, and what the wizard and a task say about it. */
type Wrong = { environment: Config; says: RegExp; stopsEndpoint: boolean };

/** Creates the resources that the wrong environments name. @returns the environments, for the configuration */
export async function wrongEnvironments(
  sandbox: Demo['sandbox'],
  corporate: Config,
): Promise<Wrong[]> {
  const outputs = await createStack(sandbox.endpointUrl);
  // A zone without VPCs is public.
  sandbox.control.changeResource({
    stackName: 'wrong-network',
    logicalId: 'Zone',
    properties: { VPCs: [] },
  });
  const [firstSubnet, secondSubnet] = ['a', 'b'].map(
    letter => `subnet-0${letter}1b2c3d4e5f6071`,
  );
  const other = (id: string, changes: Config) => ({
    ...corporate,
    id,
    title: `Wrong: ${id}`,
    ...changes,
  });
  const ownVpc = (changes: Config) => ({ network: { new: changes } });
  return [
    {
      environment: other('foreign-ids', {
        network: {
          existing: {
            vpcId: 'vpc-0a1b2c3d4e5f60718',
            subnetIds: [firstSubnet, secondSubnet],
            executeApiEndpointId: 'vpce-0a1b2c3d4e5f60718',
          },
        },
      }),
      says: /vpc-0a1b2c3d4e5f60718 \(vpc\): missing/,
      stopsEndpoint: true,
    },
    {
      environment: other('full-subnet', {
        network: {
          existing: {
            vpcId: outputs.VpcId,
            subnetIds: outputs.Subnets.split(','),
            executeApiEndpointId: outputs.Endpoint,
          },
        },
      }),
      says: /\(subnets\.addresses\): found \d free, expected 8 or more free/,
      stopsEndpoint: true,
    },
    {
      environment: other('public-zone', {
        domain: { suffix: 'public.acme.test', hostedZoneId: outputs.ZoneId },
      }),
      says: /\(zone\): found .*public/i,
      stopsEndpoint: false,
    },
    {
      environment: other('unshared-gateway', {
        ...ownVpc({
          cidrs: ['10.49.0.0/24'],
          transitGatewayId: 'tgw-0a1b2c3d4e5f60718',
        }),
      }),
      says: /tgw-0a1b2c3d4e5f60718 \(transitGateway\): missing/,
      stopsEndpoint: true,
    },
    {
      environment: other('overlap', ownVpc({ cidrs: ['10.32.8.0/24'] })),
      says: /\(ranges\): (found|missing).*/,
      stopsEndpoint: true,
    },
    {
      environment: other('missing-role', {
        cloudFormationRoleArn:
          'arn:aws:iam::111111111111:role/does-not-exist-here',
      }),
      says: /\(role\.cloudformation\): missing/,
      stopsEndpoint: true,
    },
  ];
}

/** Each wrong environment is named by the readiness and by a task, and no stack is created. */
export async function badInput(tour: Tour, wrong: Wrong[]): Promise<void> {
  const { backstage } = tour;
  for (const { environment, says, stopsEndpoint } of wrong) {
    const { id } = environment;
    await step(`wrong environment: ${id}`, async () => {
      const view = await until(`${id} is checked`, async () => {
        const latest = await backstage.readiness(id);
        return latest.at ? latest : undefined;
      });
      const problems = view.checks
        .filter(({ status }) => status === 'missing' || status === 'wrong')
        .map(
          ({ expected, found, id: check, status, subject }) =>
            `${subject} (${check}): ${
              status === 'missing' ? 'missing' : `found ${found}`
            }, expected ${expected}`,
        )
        .join('\n');
      expect(view.state === 'not-ready', `${id} is not ready (${view.state})`);
      expect(says.test(problems), `the readiness says ${says}:\n${problems}`);
      if (!stopsEndpoint) return;
      const name = `wrong-${id}`;
      const { status, error = '' } = await create(tour, {
        name,
        environment: id,
        data: [],
      });
      expect(status === 'failed', `the task failed (status: ${status})`);
      expect(says.test(error), `the task says ${says}:\n${error}`);
      console.log(`    ${error.split('\n').find(line => says.test(line))}`);
      expect(
        !(await stackNames(tour.demo.sandbox.endpointUrl)).includes(
          `${name}-${id}`,
        ),
        'no stack was created',
      );
    });
  }
}

const clientFor = (endpoint: string) =>
  new CloudFormationClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
  });

async function createStack(endpoint: string): Promise<Record<string, string>> {
  const client = clientFor(endpoint);
  const StackName = 'wrong-network';
  await client.send(
    new CreateStackCommand({ StackName, TemplateBody: wrongNetwork }),
  );
  await waitUntilStackCreateComplete(
    { client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 },
    { StackName },
  );
  const { Stacks } = await client.send(
    new DescribeStacksCommand({ StackName }),
  );
  client.destroy();
  return Object.fromEntries(
    Stacks![0].Outputs!.map(one => [one.OutputKey!, one.OutputValue!]),
  );
}

async function stackNames(endpoint: string): Promise<string[]> {
  const client = clientFor(endpoint);
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({}));
  client.destroy();
  return Stacks.map(({ StackName }) => StackName!);
}
