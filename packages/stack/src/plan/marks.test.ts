import { baseTemplate } from './__testUtils__/baseTemplate';
import {
  changesBetween,
  stackArn,
  version,
  type Version,
} from './__testUtils__/changeSets';
import { plannedChange } from './changes';
import { comparisonOf, declaredCidrs } from './comparisonOf';
import { marksOf } from './marks/marks';
import { planOf } from './plan';

/** The warnings of a plan, as its lines. */
function warnings(before: Version | undefined, after: Version): string[] {
  const changes = changesBetween(before, after);
  const corporateCidrs = declaredCidrs(after);
  const marks = marksOf(
    comparisonOf({ stackArn, before, after, changes, corporateCidrs }),
  );
  const { lines } = planOf(
    changes.map(change => plannedChange(change)),
    marks,
  );
  const text = lines.join('\n');
  expect(text).not.toMatch(/KNOWN_AFTER_APPLY|\$\{/);
  return lines.filter(line => /^[A-Z]{2}[A-Z ]*: /.test(line));
}

type Edit = (template: string) => string;

/** Replaces a part of the base template, which must have it. */
const replace =
  (from: string | RegExp, to: string): Edit =>
  template => {
    const text = template.replace(from, to);
    if (text === template) throw new Error(`the template has no ${from}`);
    return text;
  };

/** Removes a resource. */
const remove = (id: string) =>
  replace(new RegExp(`^  ${id}:\\n(?: {4}.*\\n)+`, 'm'), '');

/** Removes a line with what is nested in it. */
const drop = (start: string) =>
  replace(new RegExp(`^( *)${start}.*\\n(?:\\1 .*\\n)*`, 'm'), '');

/** Adds a resource: its ID, its type and its properties in flow style. */
const add =
  (id: string, type: string, properties: string): Edit =>
  template =>
    `${template}  ${id}: { Type: '${type}', Properties: { ${properties} } }\n`;

const policy = (statement: string) => `{ Statement: [{ ${statement} }] }`;
const allow = (rest: string) => policy(`Effect: Allow, ${rest}`);

type Case = [
  name: string,
  edit: Edit | Record<string, string>,
  expected: string[],
];

const updates: Case[] = [
  [
    'an administrator policy on a role outside the stack, in an update that only adds',
    add(
      'Extra',
      'AWS::IAM::RolePolicy',
      `RoleName: !Ref AdminRole, PolicyName: p, PolicyDocument: ${allow(
        "Action: '*', Resource: '*'",
      )}`,
    ),
    [
      'PERMISSIONS: Extra (AWS::IAM::RolePolicy) for role company-admin, which is not in this stack: new permission: every action on every resource',
    ],
  ],
  [
    'an ingress from everywhere on an existing group, in an update that only adds',
    add(
      'Extra',
      'AWS::EC2::SecurityGroupIngress',
      'GroupId: !Ref Group, IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0',
    ),
    [
      'NETWORK: Group (AWS::EC2::SecurityGroup): new ingress rule: TCP 22 from 0.0.0.0/0, which is every address',
    ],
  ],
  [
    'a new action of an existing role',
    replace('dynamodb:PutItem]', 'dynamodb:PutItem, dynamodb:DeleteTable]'),
    [
      'PERMISSIONS: Role (AWS::IAM::Role): new permission: dynamodb:DeleteTable on Items',
    ],
  ],
  [
    'a managed policy',
    replace(
      '      Policies:\n',
      '      ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]\n      Policies:\n',
    ),
    [
      'PERMISSIONS: Role (AWS::IAM::Role): new managed policy: arn:aws:iam::aws:policy/AdministratorAccess',
    ],
  ],
  [
    'a denial of a role',
    replace(/ {14}- { Effect: Deny, Action: 'dyn.*\n/, ''),
    [
      'PERMISSIONS: Role (AWS::IAM::Role): no longer denied: dynamodb:Delete* on every resource',
    ],
  ],
  [
    'a condition of a permission',
    replace(
      'Resource: !GetAtt Items.Arn }',
      'Resource: !GetAtt Items.Arn, Condition: { Bool: { aws:SecureTransport: "true" } } }',
    ),
    [],
  ],
  [
    'the permissions boundary',
    drop('PermissionsBoundary'),
    [
      'PERMISSIONS: Role (AWS::IAM::Role): the permissions boundary is removed: every permission of its policies applies',
    ],
  ],
  [
    'the trust of another account',
    replace(
      'Principal: { Service: lambda.amazonaws.com }',
      "Principal: { Service: lambda.amazonaws.com, AWS: '222222222222' }",
    ),
    [
      'PERMISSIONS: Role (AWS::IAM::Role): new permission: account 222222222222 may assume the role',
    ],
  ],
  [
    'the endpoint policy',
    drop('PolicyDocument'),
    [
      'PERMISSIONS: Endpoint (AWS::EC2::VPCEndpoint): the endpoint policy is removed: every API can be called through endpoint-1a2b, also in other accounts',
    ],
  ],
  [
    'a wider endpoint policy',
    replace(
      /Resource: !Sub 'arn:aws:execute-api.*'/,
      "Resource: 'arn:aws:execute-api:*:*:*'",
    ),
    [
      'PERMISSIONS: Endpoint (AWS::EC2::VPCEndpoint): its policy has a new permission: execute-api:Invoke on arn:aws:execute-api:*:*:* for everyone: every API can be called through endpoint-1a2b, also in other accounts',
    ],
  ],
  [
    'the bucket policy',
    remove('FilesPolicy'),
    [
      'PERMISSIONS: Files (AWS::S3::Bucket): the bucket policy is removed. No longer denied: s3:* on <Files>/* for everyone if aws:SecureTransport is false',
    ],
  ],
  [
    'the bucket with its policy',
    t => remove('FilesPolicy')(remove('Files')(t)),
    [
      'DATA LEFT BEHIND: Files (AWS::S3::Bucket): CloudFormation deletes it only if it has no objects; otherwise it stays in AWS, outside the stack',
    ],
  ],
  [
    'the access block of a bucket',
    replace(/ {6}PublicAccessBlock.*\n/, '      BucketName: files\n'),
    [
      'NETWORK: Files (AWS::S3::Bucket): the public access block is removed: policies and lists may make its objects public',
    ],
  ],
  [
    'a flag of the access block',
    replace('BlockPublicPolicy: true', 'BlockPublicPolicy: false'),
    [
      'NETWORK: Files (AWS::S3::Bucket): the public access block no longer sets BlockPublicPolicy',
    ],
  ],
  [
    'the firewall association',
    remove('Firewall'),
    [
      'NETWORK: Firewall (AWS::WAFv2::WebACLAssociation): the association is removed: no web application firewall inspects the requests to arn:aws:apigateway:eu-central-1::/restapis/<Api>/stages/<Stage>',
    ],
  ],
  [
    'parameters alone',
    { Types: 'REGIONAL', Public: 'true', CorporateCidr1: '0.0.0.0/0' },
    [
      'NETWORK: Api (AWS::ApiGateway::RestApi): API type PRIVATE → REGIONAL: reachable from the internet',
      'NETWORK: Group (AWS::EC2::SecurityGroup): new ingress rule: TCP 443 from 0.0.0.0/0, which is every address',
      'NETWORK: Subnet (AWS::EC2::Subnet): MapPublicIpOnLaunch is true: what starts in it gets a public address',
    ],
  ],
  [
    'an exception of the API policy',
    replace('[!Ref Endpoint] } }', '[!Ref Endpoint, vpce-0123] } }'),
    [
      'PERMISSIONS: Api (AWS::ApiGateway::RestApi): no longer denied: execute-api:Invoke on execute-api:/* for everyone if aws:SourceVpce is vpce-0123',
    ],
  ],
  [
    'the API policy',
    drop('Policy:'),
    [
      'PERMISSIONS: Api (AWS::ApiGateway::RestApi): the API policy is removed. No longer denied: execute-api:Invoke on execute-api:/* for everyone if aws:SourceVpce is not Endpoint',
    ],
  ],
  [
    'the authorization of a method',
    replace('AuthorizationType: AWS_IAM', 'AuthorizationType: NONE'),
    [
      'PERMISSIONS: Method (AWS::ApiGateway::Method): authorization AWS_IAM → NONE: every caller that reaches the API may call it',
    ],
  ],
  [
    'a public address',
    add(
      'Extra',
      'AWS::EC2::EIPAssociation',
      'InstanceId: i-1, AllocationId: eipalloc-1',
    ),
    [
      'NETWORK: Extra (AWS::EC2::EIPAssociation): new: its instance or interface gets a public address',
    ],
  ],
  [
    'an endpoint service',
    add(
      'Extra',
      'AWS::EC2::VPCEndpointService',
      'AcceptanceRequired: false, NetworkLoadBalancerArns: [arn]',
    ),
    [
      'NETWORK: Extra (AWS::EC2::VPCEndpointService): new connection to another network, account or service',
      'NETWORK: Extra (AWS::EC2::VPCEndpointService): accepts every connection request without a check',
    ],
  ],
  [
    'an HTTP API',
    t =>
      add(
        'Extra',
        'AWS::ApiGatewayV2::Api',
        'Name: n, ProtocolType: HTTP',
      )(
        add(
          'ExtraRoute',
          'AWS::ApiGatewayV2::Route',
          "ApiId: !Ref Extra, RouteKey: 'GET /'",
        )(t),
      ),
    [
      'NETWORK: Extra (AWS::ApiGatewayV2::Api): new HTTP API, reachable from the internet',
    ],
  ],
  [
    'a nested stack',
    add(
      'Extra',
      'AWS::CloudFormation::Stack',
      'TemplateURL: https://example.com/t',
    ),
    [
      'UNKNOWN: Extra (AWS::CloudFormation::Stack): what it creates and changes is not in this change set: permissions and network access may become wider',
    ],
  ],
  [
    'tags of a security group',
    replace(
      '      GroupDescription: of the endpoint\n',
      '      GroupDescription: of the endpoint\n      Tags: [{ Key: Name, Value: endpoint }]\n',
    ),
    [],
  ],
  [
    'a rule that moves to a resource of its own, and becomes narrower',
    t =>
      add(
        'Extra',
        'AWS::EC2::SecurityGroupIngress',
        'GroupId: !GetAtt Group.GroupId, IpProtocol: 6, FromPort: 443, ToPort: 443, CidrIp: 10.1.0.0/16',
      )(replace(/ {6}SecurityGroupIngress.*\n/, '')(t)),
    [],
  ],
  [
    // https://github.com/aws/aws-cdk-cli/issues/1871
    'a rule that moves to another group',
    t =>
      replace(
        / {6}SecurityGroupIngress.*\n/,
        '',
      )(
        add(
          'Other',
          'AWS::EC2::SecurityGroup',
          "GroupDescription: g, SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: 127.0.0.1/32 }], SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 192.168.0.0/16 }]",
        )(t),
      ),
    [
      'NETWORK: Other (AWS::EC2::SecurityGroup): new ingress rule: TCP 22 from 192.168.0.0/16, outside the VPC and the corporate networks',
    ],
  ],
  [
    'the role of a function',
    replace(
      'Role: !GetAtt Role.Arn, Vpc',
      'Role: arn:aws:iam::111111111111:role/admin, Vpc',
    ),
    [
      'PERMISSIONS: Function (AWS::Lambda::Function): acts with another role: Role → arn:aws:iam::111111111111:role/admin',
    ],
  ],
  [
    // https://github.com/aws/aws-cdk/issues/29835
    'an assignment of permissions to users',
    add('Extra', 'AWS::SSO::Assignment', 'PrincipalId: p, TargetId: t'),
    [
      'PERMISSIONS: Extra (AWS::SSO::Assignment): new credentials or permissions',
    ],
  ],
  [
    'a policy that moves to a resource of its own',
    t =>
      add(
        'Extra',
        'AWS::IAM::RolePolicy',
        `RoleName: !Ref Role, PolicyName: p, PolicyDocument: { Statement: [{ Effect: Allow, Action: dynamodb:GetItem, Resource: !GetAtt Items.Arn }, { Effect: Deny, Action: 'dynamodb:*', Resource: '*' }] }`,
      )(drop('Policies')(t)),
    [],
  ],
  ['the egress rules of a group', drop('SecurityGroupEgress'), []],
  [
    'a group of an existing function',
    t =>
      add(
        'Extra',
        'AWS::EC2::SecurityGroup',
        "GroupDescription: g, VpcId: !Ref Vpc, SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: 127.0.0.1/32 }]",
      )(
        replace(
          'VpcConfig: { SubnetIds: [!Ref Subnet], SecurityGroupIds: [!GetAtt Group.GroupId]',
          'VpcConfig: { SubnetIds: [!Ref Subnet], SecurityGroupIds: [!GetAtt Group.GroupId, !GetAtt Extra.GroupId]',
        )(t),
      ),
    [
      'NETWORK: Function (AWS::Lambda::Function): joins security group Extra: its rules also apply',
    ],
  ],
  [
    'the VPC of a function',
    replace(/, VpcConfig: .* }/, ' }'),
    [
      'NETWORK: Function (AWS::Lambda::Function): leaves the VPC: it reaches the internet',
    ],
  ],
  [
    'a route to the internet',
    t =>
      add(
        'Gateway',
        'AWS::EC2::InternetGateway',
        '',
      )(
        add(
          'Way',
          'AWS::EC2::Route',
          'RouteTableId: rtb-1, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway',
        )(t),
      ),
    [
      'NETWORK: Way (AWS::EC2::Route): new route in rtb-1: 0.0.0.0/0 through gateway Gateway',
      'NETWORK: Gateway (AWS::EC2::InternetGateway): new: a gateway to the internet',
    ],
  ],
  [
    'a policy whose value is unknown',
    replace(
      'Resource: !GetAtt Items.Arn }',
      'Resource: !ImportValue other-table }',
    ),
    [
      'PERMISSIONS: Role (AWS::IAM::Role): its new permissions are unknown: a value of its policy uses Fn::ImportValue, which is resolved at deploy time',
    ],
  ],
  [
    'a permission of a function for a service without a source',
    add(
      'Extra',
      'AWS::Lambda::Permission',
      'FunctionName: !Ref Function, Action: lambda:InvokeFunction, Principal: s3.amazonaws.com',
    ),
    [
      'PERMISSIONS: Function (AWS::Lambda::Function): new permission: lambda:InvokeFunction on every resource for s3.amazonaws.com',
    ],
  ],
];

it.each(updates)('an update of %s', (_, edit, expected) => {
  const after =
    typeof edit === 'function'
      ? version(edit(baseTemplate))
      : version(baseTemplate, edit);
  expect(warnings(version(baseTemplate), after)).toEqual(expected);
});

const additions: Case[] = [
  [
    'a role outside the stack',
    replace(
      'Role: !GetAtt Role.Arn, Vpc',
      'Role: arn:aws:iam::111111111111:role/admin, Vpc',
    ),
    [
      'PERMISSIONS: Function (AWS::Lambda::Function): acts with the role arn:aws:iam::111111111111:role/admin, which is not in this stack',
    ],
  ],
  [
    'a managed policy that no identity of the stack has',
    add(
      'Extra',
      'AWS::IAM::ManagedPolicy',
      `PolicyDocument: ${allow("Action: 'iam:*', Resource: '*'")}`,
    ),
    [
      'PERMISSIONS: Extra (AWS::IAM::ManagedPolicy): new permission: iam:* on every resource (reaches beyond this stack)',
    ],
  ],
  [
    'a managed policy of a role of the stack',
    t =>
      add(
        'Extra',
        'AWS::IAM::ManagedPolicy',
        `PolicyDocument: ${allow("Action: 'iam:*', Resource: '*'")}`,
      )(
        replace(
          '      Policies:\n',
          '      ManagedPolicyArns: [!Ref Extra]\n      Policies:\n',
        )(t),
      ),
    [
      'PERMISSIONS: Role (AWS::IAM::Role): new permission: iam:* on every resource (reaches beyond this stack)',
    ],
  ],
  [
    'an imported API that is not private',
    replace(
      'Name: orders\n',
      'Name: orders\n      Parameters: { endpointConfigurationTypes: EDGE }\n',
    ),
    [
      'NETWORK: Api (AWS::ApiGateway::RestApi): API type EDGE: reachable from the internet',
    ],
  ],
  ['nothing else', t => t, []],
  [
    'a policy on a role outside the stack',
    add(
      'Extra',
      'AWS::IAM::Policy',
      `PolicyName: p, Roles: [!Ref AdminRole], PolicyDocument: ${allow(
        'Action: dynamodb:Scan, Resource: !GetAtt Items.Arn',
      )}`,
    ),
    [
      'PERMISSIONS: Extra (AWS::IAM::Policy) for role company-admin, which is not in this stack: new permission: dynamodb:Scan on Items',
    ],
  ],
  [
    'a policy on a role whose name is unknown',
    add(
      'Extra',
      'AWS::IAM::Policy',
      `PolicyName: p, Roles: [!ImportValue role], PolicyDocument: ${allow(
        'Action: dynamodb:Scan, Resource: !GetAtt Items.Arn',
      )}`,
    ),
    [
      'PERMISSIONS: Extra (AWS::IAM::Policy) for a role that is unknown (its name uses Fn::ImportValue, which is resolved at deploy time): new permission: dynamodb:Scan on Items',
    ],
  ],
  [
    'a permission on every resource',
    replace('Resource: !GetAtt Items.Arn }', "Resource: '*' }"),
    [
      'PERMISSIONS: Role (AWS::IAM::Role): new permission: dynamodb:GetItem, dynamodb:PutItem on every resource (reaches beyond this stack)',
    ],
  ],
  [
    'the permissions that every function in a VPC needs',
    add(
      'Extra',
      'AWS::IAM::RolePolicy',
      `RoleName: !Ref Role, PolicyName: p, PolicyDocument: ${allow(
        "Action: [ec2:CreateNetworkInterface, ec2:DescribeNetworkInterfaces, ec2:DeleteNetworkInterface, xray:PutTraceSegments], Resource: '*'",
      )}`,
    ),
    [],
  ],
  [
    'a permission for a bucket outside the stack',
    replace(
      'Resource: !GetAtt Items.Arn }',
      "Resource: [!GetAtt Items.Arn, 'arn:aws:s3:::company'] }",
    ),
    [
      'PERMISSIONS: Role (AWS::IAM::Role): new permission: dynamodb:GetItem, dynamodb:PutItem on arn:aws:s3:::company (reaches beyond this stack)',
    ],
  ],
  [
    "a permission for a key of the account, through the table's service only",
    add(
      'Extra',
      'AWS::IAM::RolePolicy',
      `RoleName: !Ref Role, PolicyName: p, PolicyDocument: ${allow(
        "Action: kms:Decrypt, Resource: 'arn:aws:kms:eu-central-1:111111111111:key/1-2', Condition: { StringEquals: { kms:ViaService: dynamodb.eu-central-1.amazonaws.com } }",
      )}`,
    ),
    [],
  ],
  [
    'a trust of another account',
    replace(
      'Principal: { Service: lambda.amazonaws.com }',
      "Principal: { AWS: ['arn:aws:iam::222222222222:root', 'arn:aws:iam::111111111111:role/ci'] }",
    ),
    [
      'PERMISSIONS: Role (AWS::IAM::Role): can be assumed from outside the stack: by account 222222222222, arn:aws:iam::111111111111:role/ci',
    ],
  ],
  [
    'a trust of everyone in an organization',
    replace(
      'Principal: { Service: lambda.amazonaws.com }',
      "Principal: '*', Condition: { StringEquals: { aws:PrincipalOrgID: o-1 } }",
    ),
    [
      'PERMISSIONS: Role (AWS::IAM::Role): can be assumed from outside the stack: by o-1',
    ],
  ],
  [
    'a trust of identities of GitHub',
    replace(
      'Principal: { Service: lambda.amazonaws.com }',
      'Principal: { Federated: arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com }',
    ),
    [
      'PERMISSIONS: Role (AWS::IAM::Role): can be assumed from outside the stack: by identities of arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com',
    ],
  ],
  [
    'an ingress from another network',
    add(
      'Extra',
      'AWS::EC2::SecurityGroupIngress',
      "GroupId: !Ref Group, IpProtocol: '-1', CidrIp: 172.16.0.0/12",
    ),
    [
      'NETWORK: Group (AWS::EC2::SecurityGroup): new ingress rule: all traffic from 172.16.0.0/12, outside the VPC and the corporate networks',
    ],
  ],
  [
    'an ingress from the VPC',
    add(
      'Extra',
      'AWS::EC2::SecurityGroupIngress',
      "GroupId: !Ref Group, IpProtocol: '-1', CidrIp: !GetAtt Vpc.CidrBlock",
    ),
    [],
  ],
  [
    'a corporate network that is public',
    { CorporateCidr1: '203.0.113.0/24' },
    [
      'NETWORK: Group (AWS::EC2::SecurityGroup): new ingress rule: TCP 443 from 203.0.113.0/24, which has public addresses',
    ],
  ],
  [
    'an ingress from a group and a prefix list outside the stack',
    add(
      'Extra',
      'AWS::EC2::SecurityGroupIngress',
      'GroupId: !Ref Group, IpProtocol: tcp, FromPort: 1, ToPort: 2, SourceSecurityGroupId: sg-0, SourcePrefixListId: pl-0',
    ),
    [
      'NETWORK: Group (AWS::EC2::SecurityGroup): new ingress rule: TCP 1 to 2 from security group sg-0, which is not in this stack',
      'NETWORK: Group (AWS::EC2::SecurityGroup): new ingress rule: TCP 1 to 2 from prefix list pl-0, whose addresses are unknown',
    ],
  ],
  [
    'an ingress on a group outside the stack',
    add(
      'Extra',
      'AWS::EC2::SecurityGroupIngress',
      'GroupId: sg-0, IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.64.0.0/24',
    ),
    [
      'NETWORK: Extra (AWS::EC2::SecurityGroupIngress): security group sg-0, which is not in this stack: new ingress rule: TCP 443 from 10.64.0.0/24',
    ],
  ],
  [
    'an ingress whose range is unknown',
    add(
      'Extra',
      'AWS::EC2::SecurityGroupIngress',
      "GroupId: !Ref Group, IpProtocol: '-1', CidrIp: !ImportValue range",
    ),
    [
      'NETWORK: Group (AWS::EC2::SecurityGroup): new ingress rule: all traffic from an unknown address: the value uses Fn::ImportValue, which is resolved at deploy time',
    ],
  ],
  [
    'a group without an egress rule',
    drop('SecurityGroupEgress'),
    [
      'NETWORK: Group (AWS::EC2::SecurityGroup): has no egress rule, so AWS allows egress to every address',
    ],
  ],
  [
    'an endpoint without a policy',
    drop('PolicyDocument'),
    [
      'PERMISSIONS: Endpoint (AWS::EC2::VPCEndpoint): has no endpoint policy: every API can be called through Endpoint, also in other accounts',
    ],
  ],
  [
    'a regional API',
    { Types: 'REGIONAL' },
    [
      'NETWORK: Api (AWS::ApiGateway::RestApi): API type REGIONAL: reachable from the internet',
    ],
  ],
  [
    'an API policy without a denial',
    replace(/ {10}- { Effect: Deny, Principal.*execute-api.*\n/, ''),
    [
      'PERMISSIONS: Api (AWS::ApiGateway::RestApi): its API policy admits everyone: execute-api:Invoke on execute-api:/* for everyone',
    ],
  ],
  [
    'an API policy that admits an endpoint outside the stack',
    replace('[!Ref Endpoint] } }', '[!Ref Endpoint, vpce-0123] } }'),
    [
      'PERMISSIONS: Api (AWS::ApiGateway::RestApi): its API policy admits vpce-0123: execute-api:Invoke on execute-api:/* for everyone',
    ],
  ],
  [
    'a permission of a function for a service without a source',
    add(
      'Extra',
      'AWS::Lambda::Permission',
      'FunctionName: !Ref Function, Action: lambda:InvokeFunction, Principal: s3.amazonaws.com',
    ),
    [
      'PERMISSIONS: Function (AWS::Lambda::Function): its function policy admits s3.amazonaws.com on behalf of every account: lambda:InvokeFunction on every resource for s3.amazonaws.com',
    ],
  ],
  [
    'a permission of a function for the API of the stack',
    add(
      'Extra',
      'AWS::Lambda::Permission',
      "FunctionName: !GetAtt Function.Arn, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com, SourceArn: !Sub 'arn:aws:execute-api:eu-central-1:111111111111:${Api}/*'",
    ),
    [],
  ],
  [
    'a queue policy for everyone, as text',
    t =>
      add(
        'Queue',
        'AWS::SQS::Queue',
        '',
      )(
        add(
          'Extra',
          'AWS::SQS::QueuePolicy',
          `Queues: [!Ref Queue], PolicyDocument: '{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sqs:*","Resource":"*"}}'`,
        )(t),
      ),
    [
      'PERMISSIONS: Queue (AWS::SQS::Queue): its queue policy admits everyone: sqs:* on every resource for everyone',
    ],
  ],
  [
    'a key with the policy that CloudFormation documents',
    add(
      'Key',
      'AWS::KMS::Key',
      `KeyPolicy: ${allow(
        "Principal: { AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:root' }, Action: 'kms:*', Resource: '*'",
      )}`,
    ),
    [],
  ],
  [
    'a public function URL',
    add(
      'Url',
      'AWS::Lambda::Url',
      'TargetFunctionArn: !Ref Function, AuthType: NONE',
    ),
    [
      'NETWORK: Url (AWS::Lambda::Url): new: reachable from the internet',
      'NETWORK: Url (AWS::Lambda::Url): AuthType is NONE: admits every caller',
    ],
  ],
  [
    'a bucket without an access block',
    replace(/ {6}PublicAccessBlock.*\n/, '      BucketName: files\n'),
    [],
  ],
  [
    'a bucket with a part of the access block',
    replace('RestrictPublicBuckets: true', 'RestrictPublicBuckets: false'),
    [
      'NETWORK: Files (AWS::S3::Bucket): the public access block no longer sets RestrictPublicBuckets',
    ],
  ],
  [
    'a load balancer without a scheme',
    add(
      'Balancer',
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      'Type: application',
    ),
    [
      'NETWORK: Balancer (AWS::ElasticLoadBalancingV2::LoadBalancer): Scheme is absent: internet-facing: reachable from the internet',
    ],
  ],
];

it.each(additions)('a new stack with %s', (_, edit, expected) => {
  const after =
    typeof edit === 'function'
      ? version(edit(baseTemplate))
      : version(baseTemplate, edit);
  expect(warnings(undefined, after)).toEqual(expected);
});
