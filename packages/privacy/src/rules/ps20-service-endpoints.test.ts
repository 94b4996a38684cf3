import { factsWith } from '../__testUtils__/facts';
import {
  existingFunction,
  gateway,
  interfaceEndpoint,
  lambda,
  vpc,
} from '../__testUtils__/ownVpc';
import { ruleCases } from '../__testUtils__/ruleCases';
import { runRule, templateOf } from '../__testUtils__/runRule';
import { verifyTemplate } from '../verify';

const statement = (text: string) => `
  Policy: { Type: AWS::IAM::Policy, Properties: { PolicyName: x, Roles: [!Ref Role], PolicyDocument: { Statement: [${text}] } } }
`;
/** A function on managed instances. */
const onInstances = `${vpc()}
  Function: { Type: AWS::Lambda::Function, Properties: { Role: !GetAtt Role.Arn, CapacityProviderConfig: { LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: !GetAtt Provider.Arn } } } }
  Provider: { Type: AWS::Lambda::CapacityProvider, Properties: { VpcConfig: { SubnetIds: [!Ref A, !Ref B], SecurityGroupIds: [sg-1] } } }
  Role: { Type: AWS::IAM::Role, Properties: { Policies: [{ PolicyDocument: { Statement: { Effect: Allow, Action: logs:PutLogEvents, Resource: '*' } } }] } }
`;
const managed = (arn: string) =>
  lambda({
    actions: '[logs:PutLogEvents]',
    role: `ManagedPolicyArns: [${arn}]`,
  });

ruleCases('PS20', {
  proven: [
    ['a gateway endpoint', vpc() + lambda() + gateway('dynamodb')],
    [
      'an interface endpoint',
      vpc() + lambda({ actions: 'sqs:SendMessage' }) + interfaceEndpoint('sqs'),
    ],
    [
      'an endpoint with another name than the actions',
      vpc() +
        lambda({ actions: 'cloudwatch:PutMetricData' }) +
        interfaceEndpoint('monitoring'),
    ],
    [
      'an endpoint for FIPS',
      vpc() + lambda({ actions: 'kms:Sign' }) + interfaceEndpoint('kms-fips'),
    ],
    [
      'only what Lambda itself uses',
      vpc() +
        lambda({
          actions:
            '[logs:PutLogEvents, xray:PutTraceSegments, ec2:CreateNetworkInterface, ec2:DescribeNetworkInterfaces, ec2:DeleteNetworkInterface, iam:PassRole]',
          role: "ManagedPolicyArns: [!Sub 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole']",
        }),
    ],
    [
      'a database in the VPC',
      vpc() +
        lambda({ actions: '[rds-db:connect, elasticfilesystem:ClientMount]' }),
    ],
    [
      'a key that another service uses',
      `${vpc()}${lambda({ actions: 'logs:PutLogEvents' })}${statement(
        "{ Effect: Allow, Action: kms:Decrypt, Resource: '*', Condition: { StringEquals: { kms:ViaService: dynamodb.eu-central-1.amazonaws.com } } }",
      )}`,
    ],
    [
      'a queue that Lambda itself reads',
      `${vpc()}${lambda({
        actions:
          '[sqs:ReceiveMessage, sqs:DeleteMessage, sqs:GetQueueAttributes]',
      })}
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Function, EventSourceArn: !GetAtt Queue.Arn } }
  Queue: { Type: AWS::SQS::Queue }`,
    ],
    [
      'a queue for failed events',
      `${vpc()}
  Function: { Type: AWS::Lambda::Function, Properties: { Role: !GetAtt Role.Arn, DeadLetterConfig: { TargetArn: !GetAtt Queue.Arn }, VpcConfig: { SubnetIds: [!Ref A] } } }
  Role: { Type: AWS::IAM::Role, Properties: { Policies: [{ PolicyDocument: { Statement: { Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt Queue.Arn } } }] } }
  Queue: { Type: AWS::SQS::Queue }`,
    ],
    [
      'the actions with which CDK allows to read a table',
      vpc() +
        lambda({
          actions:
            '[dynamodb:BatchGetItem, dynamodb:GetRecords, dynamodb:GetShardIterator, dynamodb:Query, dynamodb:DescribeTable]',
        }) +
        gateway('dynamodb'),
    ],
    [
      'managed instances with an endpoint for their logs',
      onInstances + interfaceEndpoint('logs'),
    ],
    [
      'a denied action',
      vpc() +
        lambda({ actions: 'logs:PutLogEvents' }) +
        statement("{ Effect: Deny, Action: sqs:*, Resource: '*' }"),
    ],
    [
      'an endpoint with the condition of the function',
      vpc() +
        lambda({ more: 'Condition: Open,' }) +
        gateway('dynamodb', { more: 'Condition: Open,' }),
    ],
  ],
  violated: [
    ['no endpoint', vpc() + lambda()],
    ['managed instances without an endpoint for their logs', onInstances],
    [
      'managed instances without an endpoint for their traces',
      `${onInstances.replace(
        'CapacityProviderConfig:',
        'TracingConfig: { Mode: Active }, CapacityProviderConfig:',
      )}${interfaceEndpoint('logs')}`,
    ],
    ['an endpoint of another service', vpc() + lambda() + gateway('s3')],
    [
      'an endpoint of another VPC',
      `${vpc()}${lambda()}${gateway('dynamodb', { vpcId: '!Ref Other' })}
  Other: { Type: AWS::EC2::VPC }`,
    ],
    [
      'a route to another network in place of an endpoint',
      `${vpc()}${lambda()}
  Route: { Type: AWS::EC2::Route, Properties: { RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, TransitGatewayId: tgw-1 } }`,
    ],
    ['all actions of a service', vpc() + lambda({ actions: "'sqs:*'" })],
    [
      'an action of a policy of its own',
      vpc() +
        lambda({ actions: 'logs:PutLogEvents' }) +
        statement("{ Effect: Allow, Action: [sns:Publish], Resource: '*' }"),
    ],
    [
      'an action of a managed policy of the template',
      `${vpc()}${managed('!Ref Managed')}
  Managed: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: { Statement: [{ Effect: Allow, Action: sns:Publish, Resource: '*' }] } } }`,
    ],
    [
      'an endpoint of tables for their streams',
      `${vpc()}${lambda({ actions: 'logs:PutLogEvents' })}${gateway(
        'dynamodb',
      )}${statement(
        '{ Effect: Allow, Action: dynamodb:GetRecords, Resource: !GetAtt Data.StreamArn }',
      )}
  Data: { Type: AWS::DynamoDB::Table }`,
    ],
    [
      'a key that only the code can use',
      vpc() +
        lambda({ actions: '[kms:Decrypt, kms:Sign, dynamodb:GetItem]' }) +
        gateway('dynamodb'),
    ],
    [
      'an endpoint of an API for its data plane',
      vpc() +
        lambda({ actions: 'sagemaker:InvokeEndpoint' }) +
        interfaceEndpoint('sagemaker.api'),
    ],
    [
      'a queue that the code reads',
      vpc() + lambda({ actions: 'sqs:ReceiveMessage' }),
    ],
    ['a key that the code uses', vpc() + lambda({ actions: 'kms:Decrypt' })],
    [
      'a service without an endpoint',
      vpc() + lambda({ actions: 'cloudfront:CreateInvalidation' }),
    ],
    [
      'a control-plane function in the VPC',
      vpc() +
        lambda({ more: 'Metadata: { privateServerless: control-plane },' }),
    ],
  ],
  unproven: [
    [
      'an endpoint under another condition',
      vpc() + lambda() + gateway('dynamodb', { more: 'Condition: Open,' }),
    ],
    [
      'an endpoint whose VPC is not known',
      vpc() +
        lambda() +
        gateway('dynamodb', { vpcId: '!If [Open, !Ref Vpc, !Ref Anything]' }),
    ],
    [
      'an endpoint in the VPC of a parameter',
      vpc() + lambda() + gateway('dynamodb', { vpcId: '!Ref AnyVpc' }),
    ],
    [
      'a key that the service of the data may use',
      vpc() +
        lambda({
          actions: "[dynamodb:GetItem, kms:Decrypt, 'kms:ReEncrypt*']",
        }) +
        gateway('dynamodb'),
    ],
    [
      'one of two VPCs',
      `${vpc()}${lambda({
        subnets: '!If [Open, [!Ref A], [!Ref C]]',
      })}${gateway('dynamodb')}
  Other: { Type: AWS::EC2::VPC }
  C: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Other } }`,
    ],
    ['all actions', vpc() + lambda({ actions: "'*'" })],
    [
      'all actions except some',
      vpc() +
        lambda({ actions: 'logs:PutLogEvents' }) +
        statement("{ Effect: Allow, NotAction: iam:*, Resource: '*' }"),
    ],
    ['an action without a value', vpc() + lambda({ actions: '!Ref Anything' })],
    ['a service that nobody knows', vpc() + lambda({ actions: 'acme:Do' })],
    [
      'a policy of AWS',
      vpc() + managed('arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'),
    ],
    [
      'a role outside the template',
      `${vpc()}
  Function: { Type: AWS::Lambda::Function, Properties: { Role: 'arn:aws:iam::111111111111:role/x', VpcConfig: { SubnetIds: [!Ref A, !Ref B] } } }`,
    ],
    [
      'subnets without a value',
      vpc() + lambda({ subnets: '!Ref Anythings' }) + gateway('dynamodb'),
    ],
    ['an existing network without facts', existingFunction('sqs:SendMessage')],
  ],
});

ruleCases(
  'PS20',
  {
    proven: [
      ['an existing endpoint', existingFunction('sqs:SendMessage')],
      [
        'a new endpoint in the existing VPC',
        existingFunction('sns:Publish') +
          interfaceEndpoint('sns', { vpcId: 'vpc-1' }),
      ],
    ],
    violated: [['no existing endpoint', existingFunction('sns:Publish')]],
    unproven: [
      [
        'a subnet that the facts do not have',
        existingFunction('sqs:SendMessage', { subnets: '[subnet-9]' }),
      ],
    ],
  },
  factsWith(),
);

it('reads the SDK clients of the code, if they are stated', () => {
  const statusOf = (services: string[], resources: string) =>
    verifyTemplate({
      template: templateOf(resources),
      intent: { services },
    }).rules.PS20;
  const quiet = vpc() + lambda({ actions: 'logs:PutLogEvents' });
  const secrets = quiet + interfaceEndpoint('secretsmanager');
  expect(statusOf(['secrets-manager'], secrets)).toBe('proven');
  expect(statusOf(['secrets-manager'], quiet)).toBe('violated');
  expect(statusOf(['cloudwatch-logs'], quiet)).toBe('violated');
  expect(statusOf(['acme'], quiet)).toBe('unproven');
  expect(statusOf([], quiet)).toBe('proven');
});

it('does not apply to functions outside a VPC', () => {
  expect(
    runRule(
      'PS20',
      'Function: { Type: AWS::Lambda::Function, Metadata: { privateServerless: control-plane } }',
    ).status,
  ).toBe('not-applicable');
});

it('blocks for a missing endpoint, and warns about what it does not know', () => {
  const severities = (resources: string) =>
    runRule('PS20', resources).findings.map(({ severity }) => severity);
  expect(severities(vpc() + lambda())).toEqual(['H']);
  expect(severities(existingFunction('sqs:SendMessage'))).toEqual(['H']);
  expect(severities(vpc() + lambda({ actions: 'acme:Do' }))).toEqual(['M']);
  expect(severities(vpc() + lambda({ actions: "'*'" }))).toEqual(['M']);
});

it('is one finding for several services of an unknown network', () => {
  expect(
    runRule(
      'PS20',
      existingFunction('[sqs:SendMessage, sqs:ReceiveMessage, sns:Publish]'),
    ).findings.map(({ message }) => message),
  ).toEqual([
    'Cannot determine whether the VPC of Function has endpoints of sqs and sns: there are no network facts.',
  ]);
});
