import { templateOf } from '../__testUtils__/runRule';
import type { Verdict } from '../Verdict';
import { verifyTemplate } from '../verify';
import type { VerifyOptions } from '../VerifyOptions';
import type { Exception } from './Exception';
import { parseExceptions } from './parseExceptions';

const now = new Date('2026-11-29T12:00:00Z');

/** A load balancer that keeps invalid headers: one finding of PS31, with severity M. */
const balancer = templateOf(`
Balancer:
  Type: AWS::ElasticLoadBalancingV2::LoadBalancer
  Properties: { Scheme: internal }
`);

/** An API for everybody: findings with severity H. */
const api = templateOf(`
Api:
  Type: AWS::ApiGateway::RestApi
  Properties:
    EndpointConfiguration: { Types: [REGIONAL] }
`);

const exception: Exception = {
  rule: 'PS31',
  resource: 'Balancer',
  reason: 'The clients send such headers.',
  approver: 'Jo Smith',
  expires: '2027-01-31',
  line: 2,
};

function verify(
  exceptions: Exception[],
  options: Partial<VerifyOptions> = {},
): Verdict {
  return verifyTemplate({ template: balancer, now, exceptions, ...options });
}

function problems(verdict: Verdict): string[] {
  return verdict.findings
    .filter(({ rule }) => rule === 'PS00')
    .map(({ message }) => message);
}

describe('exceptions', () => {
  it('cover a rule with severity M, and appear in its findings', () => {
    const verdict = verify([exception]);
    expect(verdict.rules.PS31).toBe('excepted');
    const found = verdict.findings.filter(({ rule }) => rule === 'PS31');
    expect(found.length).toBeGreaterThan(0);
    for (const finding of found) {
      expect(finding.exception).toEqual({
        reason: exception.reason,
        approver: exception.approver,
        expires: exception.expires,
      });
    }
    expect(problems(verdict)).toEqual([]);
  });

  it('do not count for a rule with severity H by default', () => {
    const verdict = verify([{ ...exception, rule: 'PS09', resource: 'Api' }], {
      template: api,
    });
    expect(verdict.verdict).toBe('violated');
    expect(verdict.rules.PS09).toBe('violated');
    expect(problems(verdict)[0]).toMatch(/is not allowed.*severity H/);
  });

  it('count for a rule that the environment lists, and only for these', () => {
    const settings = { exceptions: ['PS09'] };
    const forApi = { ...exception, rule: 'PS09', resource: 'Api' };
    const verdict = verify([forApi], { template: api, settings });
    expect(verdict.rules.PS09).toBe('excepted');
    expect(verdict.findings.find(({ rule }) => rule === 'PS09')?.blocking).toBe(
      false,
    );
    expect(problems(verify([exception], { settings }))[0]).toMatch(
      /privacy\.exceptions of the environment does not list PS31/,
    );
  });

  it.each(['2026-11-29', '2027-05-28'])('count until %s', expires => {
    const verdict = verify([{ ...exception, expires }]);
    expect(verdict.rules.PS31).toBe('excepted');
    expect(problems(verdict)).toEqual([]);
  });

  it.each([
    ['after their last day', '2026-11-28', /expired on 2026-11-28/],
    ['for longer than 180 days', '2027-05-29', /more than 180 days/],
  ])('do not count %s', (_, expires, problem) => {
    const verdict = verify([{ ...exception, expires }]);
    expect(verdict.rules.PS31).toBe('violated');
    expect(problems(verdict)).toEqual([expect.stringMatching(problem)]);
  });

  it.each([
    ['another resource', { resource: 'Other' }, /is not used/],
    ['a rule without a finding', { rule: 'PS07' }, /is not used/],
    ['a rule that does not exist', { rule: 'PS99' }, /does not exist/],
    ['the rule of the exceptions', { rule: 'PS00' }, /does not exist/],
  ])('that name %s are findings', (_, change, message) => {
    const verdict = verify([{ ...exception, ...change }]);
    expect(problems(verdict)).toEqual([expect.stringMatching(message)]);
    expect(verdict.findings.find(({ rule }) => rule === 'PS00')).toMatchObject({
      file: 'privacy-exceptions.yaml',
      path: 'exceptions[0]',
      line: 2,
      severity: 'M',
      blocking: false,
    });
  });

  it('that are repeated count once', () => {
    const verdict = verify([exception, exception]);
    expect(verdict.rules.PS31).toBe('excepted');
  });
});

describe('parseExceptions', () => {
  const text = `
# Approved by the architecture board.
exceptions:
  - rule: PS31
    resource: Balancer
    reason: The clients send such headers.
    approver: Jo Smith
    expires: 2027-01-31
`;

  it('reads each field and the line', () => {
    expect(parseExceptions(text)).toEqual([{ ...exception, line: 4 }]);
  });

  it.each(['', '# nothing yet\n', 'exceptions:\n', 'exceptions: []\n'])(
    'reads %j as no exceptions',
    empty => {
      expect(parseExceptions(empty)).toEqual([]);
    },
  );

  it.each([
    ['an unknown field', text.replace('reason', 'raeson'), /raeson: is not/, 6],
    [
      'a missing field',
      text.replace(/ +approver.*\n/, ''),
      /approver: is mis/,
      4,
    ],
    ['an empty field', text.replace('Jo Smith', '""'), /approver: is not a/, 7],
    ['another rule ID', text.replace('PS31', 'PS3'), /'PS3' is not the ID/, 4],
    ['no date', text.replace('2027-01-31', 'soon'), /'soon' is not a valid/, 8],
    ['no day', text.replace('01-31', '02-30'), /02-30' is not a valid/, 8],
    ['a map', 'exceptions: {}', /exceptions: is not a list/, 1],
    ['another key', 'exception: []', /exception: is not a known field/, 1],
    ['a list', '- rule: PS31', /The file: is not a map/, 1],
    ['broken YAML', 'exceptions: [', /The file is not valid YAML/, 1],
  ])('rejects %s', (_, broken, message, line) => {
    expect(() => parseExceptions(broken)).toThrow(
      expect.objectContaining({
        name: 'ExceptionsError',
        message: expect.stringMatching(message),
        line,
      }),
    );
  });
});

describe('severity of an environment', () => {
  it('makes a rule blocking', () => {
    const { verdict, findings } = verify([], {
      settings: { severity: { PS31: 'H' } },
    });
    expect(verdict).toBe('violated');
    expect(findings.find(({ rule }) => rule === 'PS31')).toMatchObject({
      severity: 'H',
      blocking: true,
    });
  });

  it('makes a rule a warning, to which exceptions then apply', () => {
    const settings = { severity: { PS09: 'M' } } as const;
    const forApi = { ...exception, rule: 'PS09', resource: 'Api' };
    const { findings, rules } = verify([forApi], { template: api, settings });
    expect(findings.find(({ rule }) => rule === 'PS09')).toMatchObject({
      severity: 'M',
      blocking: false,
    });
    expect(rules.PS09).toBe('excepted');
  });

  it('never makes a template private that a macro rewrites', () => {
    const { verdict, findings } = verify([], {
      template: 'Transform: Acme\nResources: { T: { Type: AWS::SNS::Topic } }',
      settings: { severity: { PS53: 'L' } },
    });
    expect(verdict).toBe('unproven');
    expect(findings.some(({ blocking }) => blocking)).toBe(false);
  });
});

describe('new rules', () => {
  const settings = { newRules: { block: { from: '2026-12-31' } } };
  const deployed = { template: api };

  it('do not block what is deployed before the day', () => {
    const { verdict, findings } = verify([], {
      template: `\n\n${api}`,
      settings,
      deployed,
    });
    expect(verdict).toBe('violated');
    expect(findings.find(({ rule }) => rule === 'PS09')).toMatchObject({
      severity: 'H',
      blocking: false,
      blocksFrom: '2026-12-31',
    });
    expect(findings.filter(({ blocking }) => blocking)).toEqual([]);
  });

  it('block from the day on', () => {
    const { findings } = verify([], {
      template: api,
      settings,
      deployed,
      now: new Date('2026-12-31T00:00:00Z'),
    });
    expect(findings.find(({ rule }) => rule === 'PS09')?.blocking).toBe(true);
  });

  it.each([
    ['is new', { template: balancer }],
    ['is in a deployed template that cannot be read', { template: '{' }],
    [
      'another value of a parameter causes',
      {
        template: api.replace('[REGIONAL]', '[!Ref EndpointType]'),
        parameters: { EndpointType: 'PRIVATE' },
      },
    ],
  ])('block a finding that %s', (_, live) => {
    const { findings } = verify([], {
      template: api,
      settings,
      deployed: live,
    });
    expect(findings.find(({ rule }) => rule === 'PS09')?.blocking).toBe(true);
  });

  it.each([
    [
      'a wider rule of a security group',
      'Group: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: x, SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0 }] } }',
      'IpProtocol: tcp, FromPort: 443, ToPort: 443,',
      "IpProtocol: '-1',",
    ],
    [
      'more actions in a statement',
      "Policy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [x], PolicyDocument: { Statement: [{ Effect: Allow, Principal: '*', Action: sqs:SendMessage, Resource: '*' }] } } }",
      'sqs:SendMessage',
      "'sqs:*'",
    ],
    [
      'another statement',
      "Policy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [x], PolicyDocument: { Statement: [{ Effect: Allow, Principal: '*', Action: sqs:SendMessage, Resource: '*' }] } } }",
      ' }] } } }',
      " }, { Effect: Allow, Principal: '*', Action: 'sqs:*', Resource: '*' }] } } }",
    ],
  ])('block %s, where the deployed one is public, too', (_, one, from, to) => {
    const template = `Resources:\n  ${one}`;
    const blocking = (wider: string) =>
      verify([], {
        template: wider,
        settings,
        deployed: { template },
      }).findings.filter(finding => finding.blocking);
    expect(blocking(template)).toEqual([]);
    expect(blocking(template.replace(from, to))).not.toEqual([]);
  });

  it('block without a day, although the deployed template has the finding', () => {
    const { findings } = verify([], { template: api, settings: {}, deployed });
    expect(findings.find(({ rule }) => rule === 'PS09')?.blocking).toBe(true);
  });

  it('block without a deployed template', () => {
    const { findings } = verify([], { template: api, settings });
    expect(findings.find(({ rule }) => rule === 'PS09')?.blocking).toBe(true);
  });
});
