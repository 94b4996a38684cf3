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
  template: 'Resources: { Vpc: { Type: AWS::EC2::VPC } }',
});

describe('text', () => {
  it('starts with the verdict, lists every rule, and shows each finding with its location and fix', () => {
    const text = formatVerdict(verdict, 'text', {
      file: 'infra/template.yaml',
    });
    expect(text.split('\n')[0]).toBe('Not private.');
    for (const { id } of rules) {
      expect(text).toMatch(new RegExp(`^. ${id} `, 'm'));
    }
    expect(text).toContain(
      '✕ PS01  infra/template.yaml:2  Resources.Igw\n  Igw is an internet gateway.\n  What to do: Remove the gateway',
    );
    expect(text).toContain(
      '? PS06  infra/template.yaml:3  Resources.Rule.Properties.CidrIp',
    );
  });

  it('is short without findings', () => {
    const text = formatVerdict(closed, 'text');
    expect(text).toMatch(/^Private: /);
    expect(text).not.toContain('What to do:');
    expect(text.split('\n')).toHaveLength(2 + rules.length);
  });
});

it.each(['text', 'json', 'sarif'] as const)(
  'claims in %s only what the rules examine',
  format => {
    // A type that no rule examines and that has a public address.
    const text = formatVerdict(
      verifyTemplate({
        template: 'Resources: { Vm: { Type: AWS::Lightsail::Instance } }',
      }),
      format,
    );
    expect(text).not.toMatch(/no (other )?public service(?! of the known)/i);
    expect(text).not.toMatch(/no resource|nothing in this template/i);
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
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      Tags: [{ Key: account, Value: 012345670123 }]
`,
  });
  const path = 'Resources.Vpc.Properties.Tags[0].Value';

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
  expect(() => formatVerdict(closed, 'html' as 'text')).toThrow(
    'format: "html" is not a valid format. Use text, json or sarif.',
  );
});
