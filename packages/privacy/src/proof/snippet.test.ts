import { readTemplateText, toPlain } from '@private-serverless/template';
import { verifyTemplate } from '../verify';
import { snippetOf } from './snippet';

const template = `
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, MapPublicIpOnLaunch: true } }
  Endpoint: { Type: AWS::EC2::VPCEndpoint, Properties: { VpcEndpointType: Interface, ServiceName: com.amazonaws.eu-central-1.sqs, VpcId: !Ref Vpc, PrivateDnsEnabled: true } }
  Second: { Type: AWS::EC2::VPCEndpoint, Properties: { VpcEndpointType: Interface, ServiceName: com.amazonaws.eu-central-1.sqs, VpcId: !Ref Vpc, PrivateDnsEnabled: true } }
  Group: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: x, VpcId: !Ref Vpc } }
  Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Subnets: [!Ref Subnet] } }
  Listener: { Type: AWS::ElasticLoadBalancingV2::Listener, Properties: { Protocol: HTTPS } }
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: x } }
  Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: !Ref Api } }
  Url: { Type: AWS::Lambda::Url, Properties: { AuthType: NONE } }
  Data: { Type: AWS::S3::Bucket, Properties: { AccessControl: PublicRead, WebsiteConfiguration: { IndexDocument: a } } }
  Table: { Type: AWS::DynamoDB::Table, Properties: { TableName: x } }
  Service: { Type: AWS::EC2::VPCEndpointService, Properties: { AcceptanceRequired: false } }
  Database: { Type: AWS::RDS::DBInstance, Properties: { PubliclyAccessible: true } }
`;
const { findings } = verifyTemplate({ template });
const snippets = (rule: string) =>
  findings
    .filter(one => one.rule === rule)
    .flatMap(one => snippetOf(one) ?? []);

it.each([
  ['PS05', 'Subnet', 'MapPublicIpOnLaunch: false'],
  ['PS08', 'Balancer', 'Scheme: internal'],
  ['PS16', 'Url', 'AuthType: AWS_IAM'],
  ['PS24', 'Second', 'PrivateDnsEnabled: false'],
  ['PS30', 'Listener', 'SslPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06'],
  ['PS40', 'Stage', 'TracingEnabled: true'],
  ['PS46', 'Service', 'AcceptanceRequired: true'],
  ['PS48', 'Database', 'PubliclyAccessible: false'],
])('%s sets a property of %s', (rule, id, property) => {
  expect(snippets(rule)).toContain(
    `Resources:\n  ${id}:\n    Properties:\n      ${property}`,
  );
});

it('writes lists, maps, attributes of the resource, and other resources', () => {
  expect(snippets('PS09')).toEqual([
    'Resources:\n  Api:\n    Properties:\n      EndpointConfiguration:\n        Types:\n          - PRIVATE',
  ]);
  expect(snippets('PS07')).toEqual([
    `Resources:
  Group:
    Properties:
      SecurityGroupEgress:
        - IpProtocol: "-1"
          CidrIp: "127.0.0.1/32"
          Description: No egress`,
  ]);
  expect(snippets('PS31')).toEqual([
    `Resources:
  Balancer:
    Properties:
      LoadBalancerAttributes:
        - Key: routing.http.drop_invalid_header_fields.enabled
          Value: "true"`,
  ]);
  expect(snippets('PS38')).toContain(
    'Resources:\n  Table:\n    DeletionPolicy: Retain',
  );
  expect(snippets('PS23')[0]).toBe(
    'Resources:\n  Vpc:\n    Properties:\n      EnableDnsSupport: true\n      EnableDnsHostnames: true',
  );
  expect(snippets('PS26')[0]).toContain(
    '      PublicAccessBlockConfiguration:\n',
  );
});

it('says what to remove', () => {
  expect(snippets('PS29')).toContain(
    'Resources:\n  Data:\n    Properties:\n      # Remove WebsiteConfiguration.',
  );
});

it('keeps no change of what was proven', () => {
  const changed = findings.filter(({ change }) => change);
  expect(changed.length).toBeGreaterThan(15);
  for (const { message } of changed) {
    expect(message).not.toMatch(/does not enable|is internal\./);
  }
});

it('each change proves its rule', () => {
  for (const finding of findings) {
    const { change, rule, resource, path } = finding;
    if (!change) continue;
    const plain = toPlain(readTemplateText(template).root) as {
      Resources: Record<string, unknown>;
    };
    apply(plain.Resources[change.resource ?? resource], change);
    const after = verifyTemplate({ template: JSON.stringify(plain) });
    expect({
      rule,
      remaining: after.findings.filter(
        one =>
          one.rule === rule &&
          one.resource === resource &&
          one.path === path &&
          one.message === finding.message,
      ),
    }).toEqual({ rule, remaining: [] });
  }
});

/** Sets what a change says, as its reader does. */
function apply(
  target: unknown,
  { path, value }: { path: string; value?: unknown },
) {
  const names = path.replace(/\[\]$/, '').split('.');
  const last = names.pop()!;
  let place = target as Record<string, unknown>;
  for (const name of names) {
    place[name] ??= {};
    place = place[name] as Record<string, unknown>;
  }
  if (value === undefined) {
    delete place[last];
  } else if (path.endsWith('[]')) {
    place[last] = [...((place[last] as unknown[]) ?? []), value];
  } else if (typeof value === 'object' && !Array.isArray(value)) {
    place[last] = { ...(place[last] as object), ...value };
  } else {
    place[last] = value;
  }
}

it('is empty for what a tool makes', () => {
  const finding = findings.find(({ change }) => change)!;
  expect(snippetOf({ ...finding, construct: 'App/Api' })).toBeUndefined();
  expect(
    snippetOf({ ...finding, madeFrom: 'AWS::Serverless::Api' }),
  ).toBeUndefined();
});

it('cannot be broken by the text of a template', () => {
  const [finding] = findings.filter(({ change }) => change);
  const text = snippetOf({
    ...finding,
    resource: 'A: {}\n  B',
    change: { path: 'Properties.X', value: 'a: b # c' },
  });
  expect(text).toBe(
    'Resources:\n  "A: {}\\n  B":\n    Properties:\n      X: "a: b # c"',
  );
});
