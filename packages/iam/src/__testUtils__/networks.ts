import { checkEnvironment } from '@private-serverless/environment';
import {
  generateTemplates,
  localEnvironment,
} from 'private-serverless-testing/generated';

/** A shared network with an endpoint of API Gateway. */
export const sharedNetwork = `
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.32.0.0/20, EnableDnsSupport: true, EnableDnsHostnames: true }
  SubnetA:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.32.0.0/24, AvailabilityZone: eu-central-1a }
  SubnetB:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.32.1.0/24, AvailabilityZone: eu-central-1b }
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties: { GroupDescription: of the endpoint, VpcId: !Ref Vpc, SecurityGroupEgress: [] }
  ExecuteApi:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.eu-central-1.execute-api
      VpcId: !Ref Vpc
      SubnetIds: [!Ref SubnetA, !Ref SubnetB]
      SecurityGroupIds: [!Ref Group]
      PrivateDnsEnabled: false
Outputs:
  Vpc: { Value: !Ref Vpc }
  SubnetA: { Value: !Ref SubnetA }
  SubnetB: { Value: !Ref SubnetB }
  ExecuteApi: { Value: !Ref ExecuteApi }
`;

/** A service in a network of its own, whose values only the account knows. */
export async function serviceInNewNetwork() {
  return generate('new', { data: ['dynamodb'] });
}

/**
 * A service that creates a private zone for its API in the shared network.
 *
 * @param outputs - of the stack {@link sharedNetwork}
 */
export async function serviceInSharedNetwork(outputs: Record<string, string>) {
  return generate(
    'existing',
    { privateDns: 'zone' },
    {
      network: {
        existing: {
          vpcId: outputs.Vpc,
          subnetIds: [outputs.SubnetA, outputs.SubnetB],
          executeApiEndpointId: outputs.ExecuteApi,
        },
      },
    },
  );
}

async function generate(
  network: string,
  answers: object,
  written: object = {},
) {
  const { environment, problems } = checkEnvironment(
    { ...localEnvironment, corporateCidrs: ['10.0.0.0/8'], ...written },
    'environment',
  );
  if (!environment) throw new Error(JSON.stringify(problems));
  const [generated] = await generateTemplates([
    { answers: { network, ...answers }, environment },
  ]);
  return { ...generated, environment };
}
