import { add, allow, drop, replace } from '../__testUtils__/edits';
import {
  type Case,
  warningsOfNewStack,
  warningsOfUpdate,
} from '../__testUtils__/planWarnings';

it.each<Case>([
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
])('an update of %s', (_, edit, expected) => {
  expect(warningsOfUpdate(edit)).toEqual(expected);
});

it.each<Case>([
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
])('a new stack with %s', (_, edit, expected) => {
  expect(warningsOfNewStack(edit)).toEqual(expected);
});
