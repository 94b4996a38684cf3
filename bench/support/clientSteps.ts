/** One command of a client, and what must follow from it. */
export type Step = {
  args: string[];
  /** @default 'first' */
  template?: keyof typeof templates;
  /** Control calls of the sandbox before it: method, call, body. */
  before?: Array<[string, string, unknown]>;
  /** Exit code. @default 0 */
  code?: number;
  /** Status of the stack after it. `none` if it does not exist. */
  status: string;
  /** Text that the output must contain. */
  text?: string;
};

const first = {
  Parameters: { Days: { Type: 'Number', Default: 7 } },
  Rules: {
    CheckDays: {
      Assertions: [
        {
          Assert: { 'Fn::Not': [{ 'Fn::Contains': [['0'], { Ref: 'Days' }] }] },
        },
      ],
    },
  },
  Resources: {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.1.0.0/16' } },
    Subnet: {
      Type: 'AWS::EC2::Subnet',
      Properties: {
        VpcId: { Ref: 'Vpc' },
        CidrBlock: {
          'Fn::Select': [
            1,
            { 'Fn::Cidr': [{ 'Fn::GetAtt': ['Vpc', 'CidrBlock'] }, 4, 8] },
          ],
        },
      },
    },
    Logs: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { RetentionInDays: { Ref: 'Days' } },
    },
    // What the constructs of the CDK synthesize for a role with grants and for a bucket.
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'lambda.amazonaws.com' },
              Action: 'sts:AssumeRole',
            },
          ],
        },
      },
    },
    RolePolicy: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: 'grants',
        Roles: [{ Ref: 'Role' }],
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Action: 's3:GetObject*',
              Resource: { 'Fn::Sub': '${Bucket.Arn}/*' },
            },
          ],
        },
      },
    },
    Bucket: { Type: 'AWS::S3::Bucket' },
    BucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Bucket' },
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Action: 's3:*',
              Resource: { 'Fn::Sub': '${Bucket.Arn}/*' },
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      },
    },
    CDKMetadata: {
      Type: 'AWS::CDK::Metadata',
      Properties: { Analytics: 'v2:deflate64:H4sI' },
    },
  },
};
const second = {
  ...first,
  Resources: {
    ...first.Resources,
    Logs: { ...first.Resources.Logs, Properties: { RetentionInDays: 30 } },
    Named: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: '/orders' },
    },
  },
};

/** The templates of the steps, by name. */
export const templates = {
  first,
  second,
  invalid: {
    ...second,
    Resources: {
      ...second.Resources,
      Other: {
        Type: 'AWS::Logs::LogGroup',
        Properties: { LogGroupName: '/orders', Colour: 'red' },
      },
    },
  },
};

const fault = (logicalId: string, operation: string): Step['before'] => [
  [
    'POST',
    'faults',
    { stackName: 'orders', logicalId, operation, reason: 'broken on purpose' },
  ],
];
const drift: Step['before'] = [
  [
    'POST',
    'drift',
    {
      stackName: 'orders',
      logicalId: 'Logs',
      properties: { RetentionInDays: 1 },
    },
  ],
];
const deploy = ['deploy', '--require-approval', 'never'];
const destroy: Step = { args: ['destroy', '--force'], status: 'none' };
const taken =
  "Resource of type 'AWS::Logs::LogGroup' with identifier '/orders' already exists.";

/** The steps of the CDK's command. Its output is that of CI, without colors. */
export const cdkSteps: Step[] = [
  { args: deploy, status: 'CREATE_COMPLETE' },
  { args: deploy, status: 'CREATE_COMPLETE', text: '(no changes)' },
  {
    args: ['diff'],
    template: 'second',
    status: 'CREATE_COMPLETE',
    text: '[+] AWS::Logs::LogGroup Named',
  },
  { args: deploy, template: 'second', status: 'UPDATE_COMPLETE' },
  {
    args: deploy,
    template: 'invalid',
    code: 1,
    status: 'UPDATE_COMPLETE',
    text: taken,
  },
  {
    args: deploy,
    before: fault('Logs', 'UPDATE'),
    code: 1,
    status: 'UPDATE_ROLLBACK_COMPLETE',
    text: 'broken on purpose',
  },
  {
    args: [...deploy, '--no-rollback'],
    before: fault('Logs', 'UPDATE'),
    code: 1,
    status: 'UPDATE_FAILED',
    text: 'broken on purpose',
  },
  { args: [...deploy, '--no-rollback'], status: 'UPDATE_COMPLETE' },
  {
    args: ['drift'],
    before: drift,
    status: 'UPDATE_COMPLETE',
    text: 'Number of resources with drift: 1',
  },
  { args: deploy, status: 'UPDATE_COMPLETE', text: '(no changes)' },
  { args: [...deploy, '--revert-drift'], status: 'UPDATE_COMPLETE' },
  { args: ['drift'], status: 'UPDATE_COMPLETE', text: 'No drift detected' },
  destroy,
  {
    args: deploy,
    before: fault('Subnet', 'CREATE'),
    code: 1,
    status: 'ROLLBACK_COMPLETE',
    text: 'broken on purpose',
  },
  { args: deploy, status: 'CREATE_COMPLETE' },
  destroy,
  { args: [...deploy, '--method=direct'], status: 'CREATE_COMPLETE' },
  {
    args: [...deploy, '--method=direct'],
    status: 'CREATE_COMPLETE',
    text: '(no changes)',
  },
  {
    args: [...deploy, '--method=direct'],
    template: 'second',
    status: 'UPDATE_COMPLETE',
  },
  destroy,
];

const stack = ['--stack-name', 'orders'];
const awsDeploy = [
  'cloudformation',
  'deploy',
  ...stack,
  '--template-file',
  'template.json',
  '--capabilities',
  'CAPABILITY_IAM',
];
const none = 'No changes to deploy. Stack orders is up to date';

/** The steps of the `aws` command. */
export const awsSteps: Step[] = [
  { args: awsDeploy, status: 'CREATE_COMPLETE' },
  {
    args: [...awsDeploy, '--no-fail-on-empty-changeset'],
    status: 'CREATE_COMPLETE',
    text: none,
  },
  { args: awsDeploy, template: 'second', status: 'UPDATE_COMPLETE' },
  {
    args: awsDeploy,
    template: 'invalid',
    code: 255,
    status: 'UPDATE_COMPLETE',
    text: 'AWS::EarlyValidation::ResourceExistenceCheck',
  },
  {
    args: [
      'cloudformation',
      'describe-events',
      ...stack,
      '--filters',
      'FailedEvents=true',
    ],
    status: 'UPDATE_COMPLETE',
    text: taken,
  },
  {
    args: awsDeploy,
    before: fault('Logs', 'UPDATE'),
    code: 255,
    status: 'UPDATE_ROLLBACK_COMPLETE',
    text: 'Failed to create/update the stack',
  },
  {
    args: [...awsDeploy, '--disable-rollback'],
    before: fault('Logs', 'UPDATE'),
    code: 255,
    status: 'UPDATE_FAILED',
  },
  {
    args: ['cloudformation', 'rollback-stack', ...stack],
    status: 'UPDATE_ROLLBACK_COMPLETE',
  },
  {
    args: [
      'cloudformation',
      'detect-stack-resource-drift',
      ...stack,
      '--logical-resource-id',
      'Logs',
    ],
    status: 'UPDATE_ROLLBACK_COMPLETE',
    text: 'IN_SYNC',
  },
  {
    args: ['s3api', 'head-bucket', '--bucket', 'private-serverless-artifacts'],
    status: 'UPDATE_ROLLBACK_COMPLETE',
  },
  { args: ['cloudformation', 'delete-stack', ...stack], status: 'none' },
];
