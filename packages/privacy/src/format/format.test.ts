import { rules } from '../rules';
import { verifyTemplate } from '../verify';
import { formatVerdict } from './format';

const verdict = verifyTemplate({
  template: `Resources:
  Igw: { Type: AWS::EC2::InternetGateway }
  Rule: { Type: AWS::EC2::SecurityGroupIngress, Properties: { CidrIp: !Ref Missing } }
`,
});
const closed = verifyTemplate({
  template: 'Resources: { Table: { Type: AWS::EC2::RouteTable } }',
});

describe('text', () => {
  it('starts with the verdict, and shows each finding with its location and fix', () => {
    const text = formatVerdict(verdict, 'text', {
      file: 'infra/template.yaml',
    });
    expect(text.split('\n')[0]).toBe('Not private: 2 findings block a deploy.');
    expect(text).toContain(
      '✕ PS01  No internet gateway  (blocks)\n  infra/template.yaml:2  Resources.Igw\n    Igw is an internet gateway.\n  Why: ',
    );
    expect(text).toContain('\n  What to do: Remove the gateway');
    expect(text).toContain(
      '\n  infra/template.yaml:3  Resources.Rule.Properties.CidrIp\n',
    );
  });

  it('names every rule with its status', () => {
    const text = formatVerdict(verdict, 'text');
    for (const { id } of rules) {
      const status = verdict.rules[id];
      expect(text).toMatch(
        status === 'not-applicable'
          ? new RegExp(`^– not applicable: .*${id}`, 'm')
          : new RegExp(`^. ${id}  [HML]  ${status} `, 'm'),
      );
    }
  });

  it('gives the advice for findings of one kind once', () => {
    const text = formatVerdict(
      verifyTemplate({
        template: `Resources:
  A: { Type: AWS::EC2::InternetGateway }
  B: { Type: AWS::EC2::InternetGateway }
`,
      }),
      'text',
    );
    expect(text.match(/^✕ PS01 {2}No/gm)).toHaveLength(1);
    expect(text.match(/is an internet gateway\.$/gm)).toHaveLength(2);
    expect(text.match(/What to do: Remove the gateway/g)).toHaveLength(1);
  });

  it('says with which values, and what was not judged', () => {
    const [first, ...rest] = formatVerdict(
      verifyTemplate({
        template: `
Parameters:
  Stage: { Type: String, Default: dev }
  Zone: { Type: String }
  Key: { Type: String, NoEcho: true, Default: hush }
  Secret: { Type: String, NoEcho: true }
Resources:
  Site: { Type: Acme::Web::Site }
`,
        parameters: { Zone: 'a', Secret: 'hush', Other: 'x' },
      }),
      'text',
    ).split('\n');
    expect(first).toMatch(/^Not (proven )?private: \d/);
    expect(rest.slice(0, 3)).toEqual([
      'Parameters: Zone=a, Secret=****',
      'Assumed from defaults: Stage=dev, Key=****',
      'Not judged: Site (Acme::Web::Site)',
    ]);
    expect(rest.join('\n')).not.toContain('hush');
  });

  it('shows the construct path of the AWS CDK', () => {
    const text = formatVerdict(
      verifyTemplate({
        template: `
Resources:
  Igw831:
    Type: AWS::EC2::InternetGateway
    Metadata: { aws:cdk:path: App/Vpc/IGW }
`,
      }),
      'text',
    );
    expect(text).toContain('template:3  Resources.Igw831  (App/Vpc/IGW)');
  });

  it('is short without findings', () => {
    const text = formatVerdict(closed, 'text');
    expect(text).toMatch(/^Private: \d+ rules are proven/);
    expect(text).not.toContain('What to do:');
    const applying = rules.filter(
      ({ id }) => closed.rules[id] !== 'not-applicable',
    );
    expect(text.split('\n')).toHaveLength(3 + applying.length);
  });
});

it.each(['text', 'json', 'sarif'] as const)(
  'claims in %s only what the rules examine',
  format => {
    const text = formatVerdict(
      verifyTemplate({
        template: 'Resources: { Site: { Type: Acme::Web::Site } }',
        settings: { severity: { PS53: 'L' } },
      }),
      format,
    );
    expect(text).toMatch(/not ?judged/i);
    expect(text).toContain('Acme::Web::Site');
    expect(text).not.toMatch(/nothing (in this template )?is public/i);
  },
);

it('json contains only the verdict', () => {
  expect(JSON.parse(formatVerdict(verdict, 'json'))).toEqual(verdict);
});

describe('sarif', () => {
  it('has a result for each finding, with its line and its rule', () => {
    const sarif = JSON.parse(
      formatVerdict(verdict, 'sarif', { file: 'infra/my template.yaml' }),
    );
    expect(sarif.version).toBe('2.1.0');
    const [run] = sarif.runs;
    expect(run.tool.driver.rules).toHaveLength(rules.length);
    expect(run.results).toHaveLength(verdict.findings.length);
    expect(run.results[0]).toMatchObject({
      ruleId: 'PS01',
      level: 'error',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'infra/my%20template.yaml' },
            region: { startLine: 2 },
          },
        },
      ],
    });
    for (const { ruleId, ruleIndex } of run.results) {
      expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
    }
  });

  it('has no result without findings', () => {
    expect(JSON.parse(formatVerdict(closed, 'sarif')).runs[0].results).toEqual(
      [],
    );
  });
});

describe('a value that CloudFormation reads differently', () => {
  const warned = verifyTemplate({
    template: `Resources:
  Table:
    Type: AWS::EC2::RouteTable
    Properties:
      Tags: [{ Key: account, Value: 012345670123 }]
`,
  });
  const path = 'Resources.Table.Properties.Tags[0].Value';

  it('appears in the text with its line and the fix', () => {
    expect(formatVerdict(warned, 'text', { file: 't.yaml' })).toContain(
      `! t.yaml:5  ${path}  (warning)\n  CloudFormation reads the value 012345670123 as 1402433619 (YAML 1.1). If you mean the text, write '012345670123' in quotes.`,
    );
  });

  it('is a tool notification in SARIF', () => {
    const [run] = JSON.parse(formatVerdict(warned, 'sarif')).runs;
    expect(run.invocations[0].toolExecutionNotifications).toMatchObject([
      {
        level: 'warning',
        locations: [
          {
            physicalLocation: { region: { startLine: 5 } },
            logicalLocations: [{ fullyQualifiedName: path }],
          },
        ],
      },
    ]);
    expect(run.results).toEqual([]);
  });
});

it('rejects another format', () => {
  expect(() => formatVerdict(closed, 'pdf' as 'text')).toThrow(
    'format: "pdf" is not a valid format. Use text, json, sarif, markdown or html.',
  );
});
