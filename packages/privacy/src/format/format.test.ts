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
  it('starts with the verdict, lists every rule, and says what to do where', () => {
    const text = formatVerdict(verdict, 'text', {
      file: 'infra/template.yaml',
    });
    expect(text.split('\n')[0]).toBe('Not private.');
    for (const { id } of rules)
      expect(text).toMatch(new RegExp(`^. ${id} `, 'm'));
    expect(text).toContain(
      '✕ PS01  infra/template.yaml:2  Resources.Igw\n  Igw is an internet gateway.\n  Fix: Remove the gateway',
    );
    expect(text).toContain(
      '? PS06  infra/template.yaml:3  Resources.Rule.Properties.CidrIp',
    );
  });

  it('is short when all is well', () => {
    const text = formatVerdict(closed, 'text');
    expect(text).toMatch(/^Private: /);
    expect(text).not.toContain('Fix:');
    expect(text.split('\n')).toHaveLength(2 + rules.length);
  });
});

it('json is the verdict and nothing else', () => {
  expect(JSON.parse(formatVerdict(verdict, 'json'))).toEqual(verdict);
});

describe('sarif', () => {
  it('has a result per finding, at its line, that points at its rule', () => {
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

  it('has no result when all is well', () => {
    expect(JSON.parse(formatVerdict(closed, 'sarif')).runs[0].results).toEqual(
      [],
    );
  });
});

describe('a value that is read in another way than it looks', () => {
  const warned = verifyTemplate({
    template: `Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      Tags: [{ Key: account, Value: 012345670123 }]
`,
  });
  const path = 'Resources.Vpc.Properties.Tags[0].Value';

  it('is in the text with its line and the fix', () => {
    expect(formatVerdict(warned, 'text', { file: 't.yaml' })).toContain(
      `! t.yaml:5  ${path}  (warning)\n  The value 012345670123 is 1402433619 in YAML 1.1, which CloudFormation reads. Write '012345670123' in quotes if it is not meant so.`,
    );
  });

  it('is a notification of the tool in SARIF', () => {
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

it('refuses another format', () => {
  expect(() => formatVerdict(closed, 'html' as 'text')).toThrow(
    'format is "html": write text, json or sarif',
  );
});
