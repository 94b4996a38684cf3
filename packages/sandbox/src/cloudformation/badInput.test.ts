import { randomUUID } from 'node:crypto';
import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { Account } from '../account/Account';
import { Harness, settledStatus, startHarness } from '../__testUtils__/harness';
import { CloudFormationContext } from './operations';
import { cloudFormation } from './service';
import { Stacks } from './Stacks';

const identity = { accountId: '1', region: 'eu-central-1', partition: 'aws' };
const account = new Account(identity);
const templateBody =
  'Resources: { Logs: { Type: AWS::Logs::LogGroup, Properties: {} } }';
const { operations } = cloudFormation({
  stacks: new Stacks(account),
  services: { account },
} as unknown as CloudFormationContext);
const known =
  /^(none|ValidationError|AlreadyExistsException|ChangeSetNotFound|InsufficientCapabilitiesException|InvalidChangeSetStatus|TokenAlreadyExistsException)$/;
const values = [
  '',
  ' ',
  '-1',
  '99999999999999999999',
  'true',
  '[]',
  '{',
  '__proto__',
  'constructor',
  'arn:aws:cloudformation:eu-central-1:111111111111:stack/x/y',
  '\u0000\u001f\ufffe',
  '💥',
  'https://s3.amazonaws.com/%zz',
  'x'.repeat(100_000),
];

describe('invalid input', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
    await harness.cloudFormation.send(
      new CreateStackCommand({
        StackName: 'there',
        TemplateBody: templateBody,
      }),
    );
    await settledStatus(harness, 'there');
  });
  afterAll(() => harness.close());

  const ask = async (Action: string, parameters: Record<string, string>) => {
    const response = await fetch(harness.sandbox.endpointUrl, {
      method: 'POST',
      headers: {
        authorization:
          'AWS4-HMAC-SHA256 Credential=a/20260101/eu-central-1/cloudformation/aws4_request',
      },
      body: new URLSearchParams({
        Version: '2010-05-15',
        Action,
        ...parameters,
      }),
    });
    const text = await response.text();
    return {
      status: response.status,
      code: /<Code>(.*?)<\/Code>/.exec(text)?.[1],
      text,
    };
  };

  describe.each(Object.entries(operations))('of %s', (name, { parameters }) => {
    const base: Record<string, string> = {
      StackName: 'there',
      ChangeSetName: 'none',
      TemplateBody: templateBody,
      LogicalResourceId: 'Logs',
    };

    it('is rejected if a required parameter is missing', async () => {
      const response = await ask(name, {});
      const may = /^(DescribeStacks|ListStacks)$/.test(name);
      expect(response).toMatchObject(
        may ? { status: 200 } : { status: 400, code: 'ValidationError' },
      );
    });

    it("is rejected with one of AWS's error codes for every parameter", async () => {
      for (const parameter of parameters) {
        for (const suffix of ['', '.member.1', '.member.1.ParameterKey']) {
          for (const value of values) {
            const rest = Object.entries(base).filter(
              ([key]) => parameters.includes(key) && key !== parameter,
            );
            const response = await ask(name, {
              ...Object.fromEntries(rest),
              [parameter + suffix]: value,
            });
            const label = `${parameter}${suffix}=${value.slice(
              0,
              60,
            )}: ${response.text.slice(0, 300)}`;
            expect([label, response.code ?? 'none']).toEqual([
              label,
              expect.stringMatching(known),
            ]);
          }
        }
      }
    });
  });

  const group = (value: string) =>
    `Resources: { A: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: ${value} } } }`;
  it.each([
    '[]',
    '1',
    'null',
    'Resources: []',
    'Resources: 1',
    'Resources: { A: 1 }',
    'Resources: { A: [] }',
    'Resources: { A: { Type: [x] } }',
    'Resources: { A: { Type: constructor } }',
    'Resources: { __proto__: { Type: AWS::Logs::LogGroup } }',
    'Resources: { A: { Type: AWS::Logs::LogGroup, Properties: [] } }',
    'Resources: { A: { Type: AWS::Logs::LogGroup, Properties: 1 } }',
    'Resources: { A: { Type: AWS::Logs::LogGroup, DependsOn: { a: 1 } } }',
    'Resources: { A: { Type: AWS::Logs::LogGroup, DependsOn: A } }',
    `Outputs: 1\n${group('a')}`,
    `Outputs: { A: 1 }\n${group('a')}`,
    `Outputs: { A: { Value: a, Export: 1 } }\n${group('a')}`,
    `Parameters: 1\n${group('a')}`,
    `Parameters: { A: 1 }\n${group('a')}`,
    `Parameters: { A: { Type: Strange, Default: [] } }\n${group('a')}`,
    `Parameters: { A: { Type: String, Default: a, AllowedPattern: '(' } }\n${group(
      'a',
    )}`,
    `Parameters: { A: { Type: String, Default: a, AllowedValues: 1 } }\n${group(
      'a',
    )}`,
    `Parameters: { A: { Type: Number, Default: a } }\n${group('a')}`,
    `Conditions: { A: !Condition A }\n${group('!If [A, a, b]')}`,
    `Conditions: { A: !Condition B, B: !Not [!Condition A] }\n${group(
      '!If [A, a, b]',
    )}`,
    `Mappings: 1\n${group('!FindInMap [A, B, C]')}`,
    group('!Ref []'),
    group('!Ref AWS::Nothing'),
    group('!GetAtt []'),
    group('!GetAtt [A, [B]]'),
    group('!GetAtt A'),
    group('!Sub []'),
    group("!Sub '${}'"),
    group('!Join [1]'),
    group('!Join a'),
    group('!Select [5, [a]]'),
    group('!Select [-1, [a]]'),
    group('!Select a'),
    group('!Split a'),
    group('!Cidr [a, b, c]'),
    group('!Cidr [10.0.0.0/8, 999999999, 8]'),
    group('!Select [0, !Cidr [10.0.0.0/33, 1, 8]]'),
    group('!If a'),
    group('!If [none, a, b]'),
    group('!FindInMap [A, B, C]'),
    group('!Base64 []'),
    group('!ImportValue []'),
    group('!Unknown a'),
    group('*alias'),
    group(`${'['.repeat(20_000)}${']'.repeat(20_000)}`),
    '{'.repeat(50_000),
    'a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]',
    'Resources: { A: &a { Type: AWS::Logs::LogGroup, Properties: *a } }',
    'Resources:\n\t- tab',
    '%YAML 9.9\n--- !!binary x',
  ])('a text that is not a template is rejected: %#', async TemplateBody => {
    const { code, text } = await ask('CreateChangeSet', {
      StackName: `broken-${randomUUID()}`,
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
      TemplateBody,
    });
    const label = `${TemplateBody.slice(0, 150)}: ${text}`;
    expect([label, code]).toEqual([label, 'ValidationError']);
  });
});
