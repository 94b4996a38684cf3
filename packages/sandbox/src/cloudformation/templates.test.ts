import {
  CloudFormationServiceException,
  CreateChangeSetCommand,
  CreateStackCommand,
  CreateStackCommandInput,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  GetTemplateSummaryCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  execute,
  Harness,
  outputsOf,
  parametersOf,
  settledStatus,
  startHarness,
  TEMPLATE,
} from '../__testUtils__/harness';

/** A pattern that matches exactly one text. */
const exactly = (message: string | RegExp) =>
  typeof message === 'string'
    ? new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`)
    : message;

const logsTemplate = 'Resources: { Logs: { Type: AWS::Logs::LogGroup } }';

describe('templates', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ resourceDelayMs: 0 });
  });
  afterAll(() => harness.close());

  const create = (
    TemplateBody: string,
    more: Partial<CreateStackCommandInput> = {},
  ) =>
    harness.cloudFormation.send(
      new CreateStackCommand({ StackName: 'rejected', TemplateBody, ...more }),
    );

  const resourceOf = async (StackName: string, LogicalResourceId: string) => {
    const { StackResourceSummaries } = await harness.cloudFormation.send(
      new ListStackResourcesCommand({ StackName }),
    );
    return StackResourceSummaries!.find(
      one => one.LogicalResourceId === LogicalResourceId,
    )!;
  };

  it.each<[string, string | RegExp]>([
    ['just text', 'Template format error: unsupported structure.'],
    [
      'Resources: [\n',
      /^Template format error: YAML not well-formed\. \(line 2/,
    ],
    ['{"Resources": ', /^Template format error: JSON not well-formed\./],
    [
      'Resources: {}',
      'Template format error: At least one Resources member must be defined.',
    ],
    [
      `Colours: {}\n${logsTemplate}`,
      'Invalid template property or properties [Colours]',
    ],
    [
      `Transform: AWS::Serverless-2016-10-31\n${logsTemplate}`,
      'sandbox: template section Transform is not supported',
    ],
    [
      'Resources: { A-B: { Type: AWS::Logs::LogGroup } }',
      'Template format error: Resource name A-B is non alphanumeric.',
    ],
    [
      'Resources: { A: { Properties: {} } }',
      'Template format error: [/Resources/A] Every Resources object must contain a Type member.',
    ],
    [
      'Resources: { A: { Type: AWS::Nothing::AtAll } }',
      'Template format error: Unrecognized resource types: [AWS::Nothing::AtAll]',
    ],
    [
      'Resources: { A: { Type: AWS::SQS::Queue } }',
      'sandbox: resource type AWS::SQS::Queue is not supported',
    ],
    [
      'Resources: { A: { Type: AWS::ApiGateway::RestApi, Properties: { Body: {} } } }',
      'sandbox: property Body of AWS::ApiGateway::RestApi (A) is not supported',
    ],
    [
      'Resources: { A: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: { Fn::ToJsonString: {} } } } }',
      'sandbox: intrinsic function Fn::ToJsonString is not supported',
    ],
    [
      'Resources: { A: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: "{{resolve:ssm:x}}" } } }',
      'sandbox: dynamic reference {{resolve:ssm:x}} is not supported',
    ],
    [
      'Resources: { A: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Sub "${B}-${C.Arn}" } } }',
      'Template format error: Unresolved resource dependencies [B] in the Resources block of the template',
    ],
    [
      'Resources: { A: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !GetAtt B.Arn } } }',
      'Template error: instance of Fn::GetAtt references undefined resource B',
    ],
    [
      `${logsTemplate}\nOutputs: { O: { Value: !GetAtt Logs.Colour } }`,
      'Template error: resource Logs does not support attribute type Colour in Fn::GetAtt',
    ],
    [
      `${logsTemplate}\nOutputs: { O: { Value: !Ref Nothing } }`,
      'Template format error: Unresolved resource dependencies [Nothing] in the Outputs block of the template',
    ],
    [
      'Resources: { A: { Type: AWS::Logs::LogGroup, DependsOn: B }, B: { Type: AWS::Logs::LogGroup, DependsOn: A }, C: { Type: AWS::Logs::LogGroup, DependsOn: A } }',
      'Circular dependency between resources: [A, B]',
    ],
    [
      `Conditions: { No: !Equals [a, b] }\nResources: { A: { Type: AWS::Logs::LogGroup, Condition: No }, B: { Type: AWS::Logs::LogGroup, DependsOn: [], Properties: { LogGroupName: !Ref A } } }`,
      'Template format error: Unresolved resource dependencies [A] in the Resources block of the template',
    ],
    [
      'Resources: { A: { Type: AWS::Logs::LogGroup, Condition: Missing } }',
      'Template format error: Unresolved condition dependency Missing in the Resources block of the template',
    ],
    [
      `Parameters: { P: { Type: String } }\n${logsTemplate}`,
      'Parameters: [P] must have values',
    ],
    [
      `Parameters: { P: { Type: String, AllowedValues: [a, b], Default: c } }\n${logsTemplate}`,
      "Parameter 'P' must be one of AllowedValues",
    ],
    [
      `Parameters: { P: { Type: String, AllowedPattern: '[a-z]+', Default: A1, ConstraintDescription: small letters } }\n${logsTemplate}`,
      'Parameter P failed to satisfy constraint: small letters',
    ],
    [
      `Parameters: { P: { Type: Number, MinValue: 4, Default: 3 } }\n${logsTemplate}`,
      "Parameter 'P' must be a number not less than 4",
    ],
  ])('rejects %j', async (template, message) => {
    const error = await create(template).catch(e => e);
    expect(error).toBeInstanceOf(CloudFormationServiceException);
    expect(error.name).toBe('ValidationError');
    expect(error.message).toMatch(exactly(message));
  });

  it('accepts N and the names of object prototype members as ordinary names', async () => {
    const template = `
Parameters:
  N: { Type: String, Default: n }
  constructor: { Type: String, NoEcho: yes }
  toString: { Type: Number, Default: 7 }
Mappings: { valueOf: { constructor: { toString: mapped } } }
Conditions:
  hasOwnProperty: !Equals [!Ref N, n]
  isPrototypeOf: !Not [!Condition hasOwnProperty]
Resources:
  valueOf: { Type: AWS::Logs::LogGroup, Condition: hasOwnProperty, Properties: { RetentionInDays: !Ref toString } }
  toLocaleString: { Type: AWS::Logs::LogGroup, Condition: isPrototypeOf }
Outputs:
  constructor: { Value: !FindInMap [valueOf, constructor, toString] }
  hasOwnProperty: { Value: !Sub '\${N}-\${valueOf}' }
  propertyIsEnumerable: { Value: x, Condition: isPrototypeOf }
`;
    await create(template, {
      StackName: 'prototypes',
      Parameters: [{ ParameterKey: 'constructor', ParameterValue: 'secret' }],
    });
    expect(await settledStatus(harness, 'prototypes')).toBe('CREATE_COMPLETE');
    const outputs = await outputsOf(harness, 'prototypes');
    expect(Object.entries(outputs)).toEqual([
      ['constructor', 'mapped'],
      ['hasOwnProperty', expect.stringMatching(/^n-prototypes-valueOf-/)],
    ]);
    const { Stacks } = await harness.cloudFormation.send(
      new DescribeStacksCommand({ StackName: 'prototypes' }),
    );
    expect(Stacks![0].Parameters).toEqual(
      parametersOf({ N: 'n', constructor: '****', toString: '7' }),
    );
  });

  it('rolls back when an output cannot be evaluated', async () => {
    await create(
      `${logsTemplate}\nOutputs: { O: { Value: !Select [3, [a, b]] } }`,
      {
        StackName: 'late',
      },
    );
    expect(await settledStatus(harness, 'late')).toBe('ROLLBACK_COMPLETE');
  });

  it('rejects parameters that the template does not have', async () => {
    await expect(
      create(logsTemplate, { Parameters: parametersOf({ Extra: '1' }) }),
    ).rejects.toThrow('Parameters: [Extra] do not exist in the template');
  });

  it('rejects a template over 51,200 bytes, as CloudFormation does', async () => {
    await expect(
      create(`${logsTemplate}\n#${' '.repeat(51_200)}`),
    ).rejects.toThrow(
      /at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200$/,
    );
  });

  it.each([
    ['Resources', 500, '{ Type: AWS::Logs::LogGroup }'],
    ['Parameters', 200, '{ Type: String, Default: a }'],
    ['Mappings', 200, '{ a: { b: c } }'],
    ['Outputs', 200, '{ Value: a }'],
  ])(
    'rejects more than the maximum number of %s: %d',
    async (section, most, item) => {
      const many = (count: number) =>
        [
          ...(section === 'Resources'
            ? []
            : ['Resources: { L: { Type: AWS::Logs::LogGroup } }']),
          `${section}:`,
          ...Array.from({ length: count }, (_, i) => `  A${i}: ${item}`),
        ].join('\n');
      const validate = (TemplateBody: string) =>
        harness.cloudFormation.send(
          new CreateChangeSetCommand({
            StackName: `limit-${section}`,
            ChangeSetName: `limit-${TemplateBody.length}`,
            ChangeSetType: 'CREATE',
            TemplateBody,
          }),
        );
      await validate(many(most));
      await expect(validate(many(most + 1))).rejects.toMatchObject({
        name: 'ValidationError',
        message: `Template format error: Number of ${section.toLowerCase()}, ${
          most + 1
        }, is greater than maximum allowed, ${most}`,
      });
    },
  );

  it('requires the capability for IAM resources', async () => {
    const role = (name: string) =>
      `Resources: { R: { Type: AWS::IAM::Role, Properties: { ${name} AssumeRolePolicyDocument: {} } } }`;
    await expect(create(role(''))).rejects.toMatchObject({
      name: 'InsufficientCapabilitiesException',
      message: 'Requires capabilities : [CAPABILITY_IAM]',
    });
    await expect(
      create(role('RoleName: x,'), { Capabilities: ['CAPABILITY_IAM'] }),
    ).rejects.toThrow('Requires capabilities : [CAPABILITY_NAMED_IAM]');
  });

  it('evaluates functions, conditions and pseudo parameters', async () => {
    await create(
      `
Parameters:
  Stage: { Type: String, Default: dev, AllowedValues: [dev, prod] }
  Zones: { Type: CommaDelimitedList, Default: 'a, b' }
Mappings: { Days: { dev: { keep: 7 }, prod: { keep: 90 } } }
Conditions:
  Production: !Equals [!Ref Stage, prod]
  Other: !And [!Not [!Condition Production], !Or [!Equals [1, '1'], !Condition Production]]
Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: !If [Production, !Ref AWS::NoValue, !Sub '\${AWS::StackName}-logs']
      RetentionInDays: !FindInMap [Days, !Ref Stage, keep]
  Absent: { Type: AWS::Logs::LogGroup, Condition: Production }
Outputs:
  Name: { Value: !Ref Logs }
  Arn: { Value: !GetAtt Logs.Arn }
  Text: { Value: !Sub ['\${!kept} \${x} \${Logs.Arn}', { x: !Join ['-', !Ref Zones] }] }
  Part: { Value: !Select [1, !Split ['/', 'a/b/c']] }
  Zone: { Value: !Select [2, !GetAZs ''] }
  Block: { Value: !Join [' ', !Cidr [10.0.0.0/20, 3, 8]] }
  Encoded: { Value: { Fn::Base64: hello } }
  Account: { Value: !Sub '\${AWS::AccountId} \${AWS::Partition} \${AWS::Region} \${AWS::URLSuffix}' }
  Gone: { Condition: Production, Value: x }
  There: { Condition: Other, Value: yes }
`,
      { StackName: 'functions' },
    );
    expect(await settledStatus(harness, 'functions')).toBe('CREATE_COMPLETE');
    const arn =
      'arn:aws:logs:eu-central-1:111111111111:log-group:functions-logs:*';
    expect(await outputsOf(harness, 'functions')).toEqual({
      Name: 'functions-logs',
      Arn: arn,
      Text: `\${kept} a-b ${arn}`,
      Part: 'b',
      Zone: 'eu-central-1c',
      Block: '10.0.0.0/24 10.0.1.0/24 10.0.2.0/24',
      Encoded: 'aGVsbG8=',
      Account: '111111111111 aws eu-central-1 amazonaws.com',
      There: 'true',
    });
  });

  it('evaluates functions of values that are known only after the execution', async () => {
    const TemplateBody = `
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.1.0.0/16 } }
  Subnet:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: !Select [1, !Cidr [!GetAtt Vpc.CidrBlock, 4, 8]]
      Tags: [{ Key: part, Value: !Select [1, !Split ['-', !Ref Vpc]] }, { Key: text, Value: !Sub 'of \${Vpc}' }]
  Named: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Join ['/', ['', !Ref Vpc]] } }`;
    const change = { StackName: 'unknown', ChangeSetName: 'create' };
    await execute(harness, {
      ...change,
      ChangeSetType: 'CREATE',
      TemplateBody,
    });
    expect(await settledStatus(harness, 'unknown')).toBe('CREATE_COMPLETE');
    const { Changes } = await harness.cloudFormation.send(
      new DescribeChangeSetCommand({ ...change, IncludePropertyValues: true }),
    );
    const later = '{{changeSet:KNOWN_AFTER_APPLY}}';
    expect(
      JSON.parse(Changes![1].ResourceChange!.AfterContext!).Properties,
    ).toEqual({
      VpcId: later,
      CidrBlock: later,
      Tags: [
        { Key: 'part', Value: later },
        { Key: 'text', Value: `of ${later}` },
      ],
    });
    const subnet = await resourceOf('unknown', 'Subnet');
    expect(subnet.ResourceStatus).toBe('CREATE_COMPLETE');
  });

  it("accepts the CDK's metadata, and checks rules", async () => {
    const rules = `
Parameters: { Version: { Type: String }, Names: { Type: CommaDelimitedList, Default: 'a, b' } }
Conditions: { Known: !Equals [!Ref AWS::Region, eu-central-1] }
Rules:
  CheckVersion:
    Assertions:
      - Assert: { Fn::Not: [{ Fn::Contains: [['1', '2'], !Ref Version] }] }
        AssertDescription: Version 3 is required.
  OnlySome:
    RuleCondition: !Equals [!Ref Version, '9']
    Assertions: [{ Assert: { Fn::EachMemberIn: [!Ref Names, [a]] } }]
Resources:
  CDKMetadata: { Type: AWS::CDK::Metadata, Condition: Known, Properties: { Analytics: 'v2:deflate64:H4sI' } }`;
    const withVersion = (version: string) => ({
      StackName: 'ruled',
      Parameters: parametersOf({ Version: version }),
    });
    await expect(create(rules, withVersion('2'))).rejects.toThrow(
      'Rule CheckVersion failed: Version 3 is required.',
    );
    await expect(create(rules, withVersion('9'))).rejects.toThrow(
      'Rule OnlySome failed',
    );
    await create(rules, withVersion('3'));
    expect(await settledStatus(harness, 'ruled')).toBe('CREATE_COMPLETE');
  });

  it.each([
    [
      'gr\u00f6\u00dfer',
      'Value (größer) for parameter GroupDescription is invalid. Character sets beyond ASCII are not supported.',
    ],
    [
      'what?',
      'Invalid security group description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*',
    ],
  ])(
    'fails a security group with the description %s, as EC2 does',
    async (text, message) => {
      const StackName = `described-${text.length}`;
      await create(
        `Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.1.0.0/16 } }
  Group: { Type: AWS::EC2::SecurityGroup, Properties: { VpcId: !Ref Vpc, GroupDescription: "${text}" } }`,
        { StackName, DisableRollback: true },
      );
      await settledStatus(harness, StackName);
      expect(
        (await resourceOf(StackName, 'Group')).ResourceStatusReason,
      ).toContain(`"${message}"`);
    },
  );

  it('creates tables with ARNs of its account and region', async () => {
    await create(
      `Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: arns
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
Outputs: { Arn: { Value: !GetAtt Table.Arn } }`,
      { StackName: 'arns' },
    );
    await settledStatus(harness, 'arns');
    const client = new DynamoDBClient({
      endpoint: harness.sandbox.endpointUrl,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    });
    const { Table } = await client.send(
      new DescribeTableCommand({ TableName: 'arns' }),
    );
    client.destroy();
    expect(Table!.TableArn).toBe(
      'arn:aws:dynamodb:eu-central-1:111111111111:table/arns',
    );
    expect((await outputsOf(harness, 'arns')).Arn).toBe(Table!.TableArn);
  });

  it('summarizes a template without creating a stack', async () => {
    const summary = await harness.cloudFormation.send(
      new GetTemplateSummaryCommand({ TemplateBody: TEMPLATE }),
    );
    expect(summary.Capabilities).toEqual(['CAPABILITY_IAM']);
    expect(summary.ResourceTypes).toContain('AWS::EC2::VPCEndpoint');
    expect(
      summary.Parameters?.find(p => p.ParameterKey === 'VpcCidr')?.DefaultValue,
    ).toBe('10.64.0.0/20');
  });
});
