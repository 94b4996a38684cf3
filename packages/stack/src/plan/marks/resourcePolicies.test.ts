import { add, allow, drop, remove, replace } from '../__testUtils__/edits';
import {
  type Case,
  warningsOfNewStack,
  warningsOfUpdate,
} from '../__testUtils__/planWarnings';

it.each<Case>([
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
])('an update of %s', (_, edit, expected) => {
  expect(warningsOfUpdate(edit)).toEqual(expected);
});

it.each<Case>([
  [
    'an endpoint without a policy',
    drop('PolicyDocument'),
    [
      'PERMISSIONS: Endpoint (AWS::EC2::VPCEndpoint): has no endpoint policy: every API can be called through Endpoint, also in other accounts',
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
    'a permission of the default event bus for everyone',
    add(
      'Extra',
      'AWS::Events::EventBusPolicy',
      "StatementId: all, Action: events:PutEvents, Principal: '*'",
    ),
    [
      'PERMISSIONS: Extra (AWS::Events::EventBusPolicy): event bus policy of default, which is not in this stack: new permission: events:PutEvents on every resource for everyone',
    ],
  ],
  [
    'a permission of an event bus for an organization, and a statement of the default event bus',
    t =>
      add(
        'Own',
        'AWS::Events::EventBusPolicy',
        "EventBusName: shared, StatementId: all, Action: events:PutEvents, Principal: '*', Condition: { Key: aws:PrincipalOrgID, Type: StringEquals, Value: o-1 }",
      )(
        add(
          'Extra',
          'AWS::Events::EventBusPolicy',
          "StatementId: all, Statement: { Effect: Allow, Principal: { AWS: '222222222222' }, Action: events:PutEvents, Resource: '*' }",
        )(t),
      ),
    [
      'PERMISSIONS: Extra (AWS::Events::EventBusPolicy): event bus policy of default, which is not in this stack: new permission: events:PutEvents on every resource for account 222222222222',
      'PERMISSIONS: Own (AWS::Events::EventBusPolicy): event bus policy of shared, which is not in this stack: new permission: events:PutEvents on every resource for everyone if aws:PrincipalOrgID is o-1',
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
])('a new stack with %s', (_, edit, expected) => {
  expect(warningsOfNewStack(edit)).toEqual(expected);
});
