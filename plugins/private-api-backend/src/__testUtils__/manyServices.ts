import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { describeStack, listResources } from '@private-serverless/stack';
import type { EntryParts } from '../entry/EntryParts';

const vpcOf = { VpcId: { Ref: 'Vpc' } };
const azOf = (index: number) => ({
  'Fn::Select': [index, { 'Fn::GetAZs': '' }],
});

/** Number of services of one stack, so that its template is short enough for a request: 51,200 bytes. */
export const servicesPerStack = 30;

/**
 * The load balancers and domains of many services in one VPC with one endpoint and one API, without functions and records.
 * @param network - second part of the addresses of the VPC
 */
function template(options: {
  count: number;
  prefix: string;
  network: number;
  certificateArn: string;
}) {
  const { count, prefix, network, certificateArn } = options;
  const cidr = `10.${network}`;
  const resources: Record<string, object> = {
    Vpc: {
      Type: 'AWS::EC2::VPC',
      Properties: { CidrBlock: `${cidr}.0.0/16` },
    },
    SubnetA: {
      Type: 'AWS::EC2::Subnet',
      Properties: {
        ...vpcOf,
        CidrBlock: `${cidr}.0.0/20`,
        AvailabilityZone: azOf(0),
      },
    },
    SubnetB: {
      Type: 'AWS::EC2::Subnet',
      Properties: {
        ...vpcOf,
        CidrBlock: `${cidr}.16.0/20`,
        AvailabilityZone: azOf(1),
      },
    },
    Group: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        ...vpcOf,
        GroupDescription: 'HTTPS',
        SecurityGroupIngress: [
          {
            IpProtocol: 'tcp',
            FromPort: 443,
            ToPort: 443,
            CidrIp: '10.0.0.0/8',
          },
        ],
      },
    },
    Endpoint: {
      Type: 'AWS::EC2::VPCEndpoint',
      Properties: {
        ...vpcOf,
        VpcEndpointType: 'Interface',
        ServiceName: { 'Fn::Sub': 'com.amazonaws.${AWS::Region}.execute-api' },
        SubnetIds: [{ Ref: 'SubnetA' }, { Ref: 'SubnetB' }],
        SecurityGroupIds: [{ 'Fn::GetAtt': ['Group', 'GroupId'] }],
        PrivateDnsEnabled: false,
      },
    },
    Api: {
      Type: 'AWS::ApiGateway::RestApi',
      Properties: {
        Name: prefix,
        EndpointConfiguration: { Types: ['PRIVATE'] },
        Policy: { Statement: [] },
      },
    },
    Method: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        RestApiId: { Ref: 'Api' },
        ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
        HttpMethod: 'ANY',
        AuthorizationType: 'NONE',
        Integration: {
          Type: 'AWS_PROXY',
          IntegrationHttpMethod: 'POST',
          Uri: {
            'Fn::Sub':
              'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/none/invocations',
          },
        },
      },
    },
    Deployment: {
      Type: 'AWS::ApiGateway::Deployment',
      DependsOn: 'Method',
      Properties: { RestApiId: { Ref: 'Api' } },
    },
    Stage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: {
        RestApiId: { Ref: 'Api' },
        DeploymentId: { Ref: 'Deployment' },
        StageName: 'live',
      },
    },
  };
  for (let index = 0; index < count; index += 1) {
    const DomainName = `${prefix}-${index}.acme.internal`;
    Object.assign(resources, {
      [`LoadBalancer${index}`]: {
        Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
        DependsOn: 'Endpoint',
        Properties: {
          Scheme: 'internal',
          Subnets: [{ Ref: 'SubnetA' }, { Ref: 'SubnetB' }],
          SecurityGroups: [{ 'Fn::GetAtt': ['Group', 'GroupId'] }],
        },
      },
      [`Listener${index}`]: {
        Type: 'AWS::ElasticLoadBalancingV2::Listener',
        Properties: {
          LoadBalancerArn: { Ref: `LoadBalancer${index}` },
          Protocol: 'HTTPS',
          Port: 443,
          Certificates: [{ CertificateArn: certificateArn }],
          DefaultActions: [
            { Type: 'forward', TargetGroupArn: { Ref: `TargetGroup${index}` } },
          ],
        },
      },
      [`TargetGroup${index}`]: {
        Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
        DependsOn: 'Endpoint',
        Properties: {
          ...vpcOf,
          TargetType: 'ip',
          Protocol: 'HTTPS',
          Port: 443,
          HealthCheckProtocol: 'HTTPS',
          HealthCheckIntervalSeconds: 300,
          Matcher: { HttpCode: '200,403' },
          // The endpoint gets the first address of each subnet.
          Targets: [{ Id: `${cidr}.0.4` }, { Id: `${cidr}.16.4` }],
        },
      },
      [`Domain${index}`]: {
        Type: 'AWS::ApiGateway::DomainName',
        Properties: {
          DomainName,
          RegionalCertificateArn: certificateArn,
          SecurityPolicy: 'TLS_1_2',
          EndpointConfiguration: { Types: ['REGIONAL'] },
        },
      },
      [`Mapping${index}`]: {
        Type: 'AWS::ApiGateway::BasePathMapping',
        Properties: {
          DomainName: { Ref: `Domain${index}` },
          RestApiId: { Ref: 'Api' },
          Stage: { Ref: 'Stage' },
        },
      },
    });
  }
  return { Resources: resources };
}

/**
 * Creates a stack with the load balancers of many services, for tests of how often AWS is asked.
 *
 * @returns the parts of the entry of each service
 * @throws Error with the status of the stack if it is not created
 */
export async function createManyServices(
  cloudFormation: CloudFormationClient,
  options: Parameters<typeof template>[0],
): Promise<EntryParts[]> {
  const stackName = `${options.prefix}-local`;
  await cloudFormation.send(
    new CreateStackCommand({
      StackName: stackName,
      TemplateBody: JSON.stringify(template(options)),
    }),
  );
  for (;;) {
    const { status, statusReason } = (await describeStack({
      cloudFormation,
      stackName,
    }))!;
    if (status === 'CREATE_COMPLETE') break;
    if (status !== 'CREATE_IN_PROGRESS') {
      throw new Error(`${stackName} is ${status}: ${statusReason}`);
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  const resources = await listResources({ cloudFormation, stackName });
  const id = (logicalId: string) =>
    resources.find(one => one.logicalId === logicalId)!.physicalId!;
  return Array.from({ length: options.count }, (_, index) => ({
    loadBalancerArn: id(`LoadBalancer${index}`),
    targetGroupArn: id(`TargetGroup${index}`),
    endpointId: id('Endpoint'),
    domain: { name: id(`Domain${index}`) },
    api: { id: id('Api'), stage: 'live' },
  }));
}
