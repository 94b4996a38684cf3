import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  eventsOf,
  execute,
  Harness,
  outputsOf,
  settledStatus,
} from '../../__testUtils__/harness';

/** The host name for which the load balancer has a rule. */
export const host = 'orders.acme.internal';

type Resources = Record<string, { Type: string; [key: string]: unknown }>;

/** A client of Elastic Load Balancing for a sandbox. */
export function elbClient({ sandbox }: Pick<Harness, 'sandbox'>) {
  return new ElasticLoadBalancingV2Client({
    endpoint: sandbox.endpointUrl,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
}

/** A certificate of ACM for the host name. @returns its ARN */
export function addCertificate(
  { sandbox }: Pick<Harness, 'sandbox'>,
  more: { names?: string[]; status?: string } = {},
): string {
  return sandbox.control.addCertificate({
    names: [host],
    notAfter: new Date(Date.now() + 30 * 86_400_000).toISOString(),
    ...more,
  });
}

/** A VPC with two subnets and a security group that allows HTTPS from a corporate network. */
export function network(second = '10.0.0.0/20'): Resources {
  const prefix = second.split('.').slice(0, 2).join('.');
  const subnet = (index: number, zone: string) => ({
    Type: 'AWS::EC2::Subnet',
    Properties: {
      VpcId: { Ref: 'Vpc' },
      CidrBlock: `${prefix}.${index}.0/24`,
      AvailabilityZone: `eu-central-1${zone}`,
    },
  });
  return {
    Vpc: {
      Type: 'AWS::EC2::VPC',
      Properties: {
        CidrBlock: second,
        EnableDnsSupport: true,
        EnableDnsHostnames: true,
      },
    },
    SubnetA: subnet(0, 'a'),
    SubnetB: subnet(1, 'b'),
    AlbSecurityGroup: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        VpcId: { Ref: 'Vpc' },
        GroupDescription: 'Load balancer',
        SecurityGroupIngress: [
          {
            IpProtocol: 'tcp',
            FromPort: 443,
            ToPort: 443,
            CidrIp: '172.16.0.0/12',
          },
        ],
      },
    },
  };
}

/** A load balancer with a listener whose default is 404, a target group of addresses, and a rule for the host name. */
export function balancer(certificateArn: string): Resources {
  return {
    LoadBalancer: {
      Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
      Properties: {
        Scheme: 'internal',
        Type: 'application',
        Subnets: [{ Ref: 'SubnetA' }, { Ref: 'SubnetB' }],
        SecurityGroups: [{ Ref: 'AlbSecurityGroup' }],
        LoadBalancerAttributes: [
          {
            Key: 'routing.http.drop_invalid_header_fields.enabled',
            Value: 'true',
          },
        ],
      },
    },
    Listener: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: {
        LoadBalancerArn: { Ref: 'LoadBalancer' },
        Port: 443,
        Protocol: 'HTTPS',
        SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09',
        Certificates: [{ CertificateArn: certificateArn }],
        DefaultActions: [
          {
            Type: 'fixed-response',
            FixedResponseConfig: {
              StatusCode: '404',
              ContentType: 'text/plain',
              MessageBody: 'Not found',
            },
          },
        ],
      },
    },
    TargetGroup: {
      Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
      Properties: {
        TargetType: 'ip',
        Protocol: 'HTTPS',
        Port: 443,
        VpcId: { Ref: 'Vpc' },
        HealthCheckProtocol: 'HTTPS',
        HealthCheckIntervalSeconds: 10,
        HealthyThresholdCount: 2,
        Matcher: { HttpCode: '200,403' },
        TargetGroupAttributes: [
          { Key: 'deregistration_delay.timeout_seconds', Value: '30' },
        ],
      },
    },
    Rule: {
      Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
      Properties: {
        ListenerArn: { Ref: 'Listener' },
        Priority: 1,
        Conditions: [{ Field: 'host-header', Values: [host] }],
        Actions: [{ Type: 'forward', TargetGroupArn: { Ref: 'TargetGroup' } }],
      },
    },
  };
}

/** The outputs that the tests read. */
export const outputs = {
  LoadBalancerArn: { Value: { Ref: 'LoadBalancer' } },
  Name: { Value: { 'Fn::GetAtt': ['LoadBalancer', 'DNSName'] } },
  Zone: { Value: { 'Fn::GetAtt': ['LoadBalancer', 'CanonicalHostedZoneID'] } },
  FullName: {
    Value: { 'Fn::GetAtt': ['LoadBalancer', 'LoadBalancerFullName'] },
  },
  ListenerArn: { Value: { 'Fn::GetAtt': ['Listener', 'ListenerArn'] } },
  RuleArn: { Value: { 'Fn::GetAtt': ['Rule', 'RuleArn'] } },
  TargetGroupArn: { Value: { Ref: 'TargetGroup' } },
  VpcId: { Value: { Ref: 'Vpc' } },
};

/** Creates or updates a stack. @returns its status, the first failure and the outputs */
export async function deploy(
  harness: Harness,
  StackName: string,
  template: { Resources: Resources; Outputs?: object },
  ChangeSetType: 'CREATE' | 'UPDATE' = 'CREATE',
) {
  const begin = Date.now();
  await execute(harness, {
    StackName,
    ChangeSetName: `change-${ChangeSetType}-${Date.now()}`,
    ChangeSetType,
    TemplateBody: JSON.stringify(template),
  });
  const status = await settledStatus(harness, StackName);
  const events = await eventsOf(harness, StackName);
  const failed = events.filter(
    one =>
      one.ResourceStatus?.endsWith('FAILED') &&
      one.Timestamp!.getTime() >= begin,
  );
  return {
    status,
    failure: failed[0]
      ? `${failed[0].LogicalResourceId}: ${failed[0].ResourceStatusReason}`
      : undefined,
    outputs: await outputsOf(harness, StackName),
  };
}
