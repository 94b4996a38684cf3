import { generateTemplates } from 'private-serverless-testing/generated';
import { rules } from './rules';
import { verifyTemplate } from './verify';

const open =
  'Resources:\n  Table: { Type: AWS::EC2::RouteTable }\n  Igw:\n    Type: AWS::EC2::InternetGateway\n';

/** The template of a generated service. */
async function generated(data: string[]) {
  const [one] = await generateTemplates([
    { answers: { data }, environment: { corporateCidrs: ['10.0.0.0/8'] } },
  ]);
  return one!;
}

describe('a verdict', () => {
  it('contains every rule', () => {
    const verdict = verifyTemplate({ template: open });
    expect(Object.keys(verdict.rules)).toEqual(rules.map(({ id }) => id));
  });

  it('contains the location of each finding and the fix', () => {
    expect(verifyTemplate({ template: open })).toMatchObject({
      verdict: 'violated',
      rules: { PS01: 'violated', PS02: 'proven', PS09: 'not-applicable' },
      findings: [
        {
          rule: 'PS01',
          severity: 'H',
          status: 'violated',
          blocking: true,
          resource: 'Igw',
          path: 'Resources.Igw',
          line: 3,
          message: 'Igw is an internet gateway.',
          fix: expect.stringContaining('Remove the gateway'),
        },
      ],
    });
  });

  it('is unproven for every rule if a macro rewrites the template', () => {
    const verdict = verifyTemplate({
      template: `Transform: Acme\nResources:\n  A: { Type: AWS::SNS::Topic }\n`,
    });
    expect(verdict.verdict).toBe('unproven');
    expect(new Set(Object.values(verdict.rules))).toEqual(
      new Set(['unproven']),
    );
    expect(verdict.findings[0]).toMatchObject({ line: 1, path: 'Transform' });
  });

  it('accepts the transform of SAM without resources of SAM, which it does not change', () => {
    const template = `Transform: [AWS::Serverless-2016-10-31]\nResources:\n  Vpc: { Type: AWS::EC2::VPC }\n`;
    expect(verifyTemplate({ template }).verdict).toBe('private');
  });

  it.each([
    ['Conditions', 'Conditions: { C: !Equals [a, b], %s }'],
    ['Mappings', 'Mappings: { M: { a: { b: c } }, %s }'],
    ['Mappings', 'Mappings: { M: { a: { b: c, %s } } }'],
    ['Parameters', 'Parameters: { P: { Type: String, %s } }'],
  ])(
    'is unproven for every rule if a macro changes the section %s: %s',
    (section, text) => {
      const template = `${text.replace(
        '%s',
        'Fn::Transform: { Name: Acme }',
      )}\nResources:\n  Table: { Type: AWS::EC2::RouteTable }\n`;
      const verdict = verifyTemplate({ template });
      expect(verdict.verdict).toBe('unproven');
      expect(verdict.findings[0]).toMatchObject({
        resource: section,
        message: `Fn::Transform changes the section ${section} before the deploy.`,
      });
    },
  );

  it('accepts the transform that only adds functions', () => {
    const template = `Transform: AWS::LanguageExtensions\nResources:\n  Vpc: { Type: AWS::EC2::VPC }\n`;
    expect(verifyTemplate({ template }).verdict).toBe('private');
  });

  it('stays violated if something else is unproven', () => {
    const { verdict, rules: statuses } = verifyTemplate({
      template: `${open}  Nested: { Type: AWS::CloudFormation::Stack }\n`,
    });
    expect(verdict).toBe('violated');
    expect(statuses).toMatchObject({ PS01: 'violated', PS02: 'unproven' });
  });

  it('warns of values that no parameter takes, such as one with a misspelled name', () => {
    const { inputs, verdict, warnings } = verifyTemplate({
      template: `Parameters:
  VpcId:
    Type: AWS::EC2::VPC::Id
Resources:
  Topic:
    Type: AWS::SNS::Topic
`,
      parameters: { VpcID: 'vpc-1', Zone: 'Z1' },
    });
    expect(warnings).toEqual([
      {
        path: 'Parameters',
        message:
          'The template has no parameter VpcID, so its value is not used. Its parameter is VpcId.',
      },
      {
        path: 'Parameters',
        message:
          'The template has no parameter Zone, so its value is not used. Correct the name, or remove the value.',
      },
    ]);
    expect(inputs).toEqual({});
    expect(verdict).toBe('private');
  });

  it('is the same for JSON and YAML', () => {
    const template = JSON.stringify(
      { Resources: { Igw: { Type: 'AWS::EC2::InternetGateway' } } },
      null,
      2,
    );
    expect(verifyTemplate({ template }).findings).toMatchObject([
      { rule: 'PS01', line: 3 },
    ]);
  });
});

describe('a generated repository', () => {
  it.each([[[]], [['dynamodb']]])(
    'with data %j is private, without a warning',
    async data => {
      const verdict = verifyTemplate(await generated(data));
      expect(verdict.findings).toEqual([]);
      expect(verdict.verdict).toBe('private');
      expect(verdict.rules).toMatchObject({
        PS01: 'proven',
        PS06: 'proven',
        PS09: 'proven',
        PS11: 'proven',
        PS19: 'proven',
      });
    },
    60_000,
  );

  it('is not private if a corporate network is public', async () => {
    const { template, parameters } = await generated([]);
    const verdict = verifyTemplate({
      template,
      parameters: { ...parameters, CorporateCidr1: '0.0.0.0/0' },
    });
    expect(verdict.verdict).toBe('violated');
    expect(verdict.findings.map(({ rule }) => rule)).toEqual(['PS06', 'PS22']);
  });
});
