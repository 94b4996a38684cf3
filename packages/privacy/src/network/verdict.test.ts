import { factsWith } from '../__testUtils__/facts';
import { templateOf } from '../__testUtils__/runRule';
import { formatVerdict } from '../format/format';
import { verifyTemplate } from '../verify';
import type { VerifyOptions } from '../VerifyOptions';
import { existingResources } from './existingResources';
import { NetworkFactsError } from './NetworkFactsError';

const now = new Date('2026-11-28T13:00:00Z');
const group = (vpc: string) =>
  templateOf(
    `Group: { Type: AWS::EC2::SecurityGroup, Properties: { VpcId: ${vpc} } }`,
  ).replace(
    'Parameters:',
    "Parameters:\n  VpcId: { Type: 'AWS::EC2::VPC::Id' }\n  Certificate: { Type: String }\n  Key: { Type: String }",
  );
const verify = (options: Partial<VerifyOptions>) =>
  verifyTemplate({
    template: group('!Ref VpcId'),
    parameters: { VpcId: 'vpc-1' },
    networkFacts: factsWith(),
    now,
    ...options,
  });
const refused = (options: Partial<VerifyOptions>) => {
  try {
    verify(options);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(NetworkFactsError);
    return (error as Error).message;
  }
};
const arn = (service: string, region: string, account: string) =>
  `arn:aws:${service}:${region}:${account}:x/y`;

describe('facts of another network', () => {
  it('are refused by the VPC', () => {
    const message =
      /^vpc\.id: 'vpc-1' is not the VPC of the template, which names vpc-2\. Use the network facts of the environment/;
    expect(refused({ parameters: { VpcId: 'vpc-2' } })).toMatch(message);
    expect(refused({ template: group('vpc-2'), parameters: {} })).toMatch(
      message,
    );
    // Also if no resource uses the parameter.
    expect(
      refused({
        template: group('!Ref Anything'),
        parameters: { VpcId: 'vpc-2' },
      }),
    ).toMatch(message);
    expect(refused({ parameters: { VpcId: 'vpc-1' } })).toBeUndefined();
    expect(refused({ parameters: {} })).toBeUndefined();
  });

  it('are refused by the account and region of the deploy', () => {
    expect(refused({ place: { region: 'eu-west-1' } })).toMatch(
      /^region: 'eu-central-1' is not that of the environment, 'eu-west-1'\. Use/,
    );
    expect(refused({ place: { accountId: '222222222222' } })).toMatch(
      /^accountId: '111111111111' is not that of the environment, '222222222222'\./,
    );
    expect(
      refused({ place: { accountId: '111111111111', region: 'eu-central-1' } }),
    ).toBeUndefined();
  });

  it('are refused by the VPC of the deploy', () => {
    expect(refused({ place: { vpcId: 'vpc-1' } })).toBeUndefined();
    expect(refused({ place: { vpcId: 'vpc-2' } })).toMatch(
      /^vpc\.id: 'vpc-1' is not that of the environment, 'vpc-2'\./,
    );
  });

  it('are refused by the ARN of a certificate or key', () => {
    const withParameters = (parameters: Record<string, string>) =>
      refused({ parameters: { VpcId: 'vpc-1', ...parameters } });
    expect(
      withParameters({ Certificate: arn('acm', 'eu-west-1', '111111111111') }),
    ).toMatch(
      /^region: 'eu-central-1' is not that of parameter Certificate, 'eu-west-1'\./,
    );
    expect(
      withParameters({
        Certificate: arn('acm', 'eu-central-1', '222222222222'),
      }),
    ).toMatch(
      /^accountId: '111111111111' is not that of parameter Certificate/,
    );
    expect(
      withParameters({ Key: arn('kms', 'eu-west-1', '111111111111') }),
    ).toMatch(/^region: /);
    // A key may be of another account.
    expect(
      withParameters({ Key: arn('kms', 'eu-central-1', '222222222222') }),
    ).toBeUndefined();
  });
});

describe('old facts', () => {
  const old = { now: new Date('2026-11-30T13:00:00Z') };

  it('are a warning that does not block, in every format', () => {
    const verdict = verify({ ...old, networkFactsFile: 'facts.json' });
    expect(verdict.verdict).toBe('private');
    expect(verdict.warnings).toEqual([
      {
        file: 'facts.json',
        path: 'at',
        message: expect.stringMatching(
          /^The network facts are of 2026-11-28T12:00:00.000Z, 2 days ago, and older than 24h/,
        ),
      },
    ]);
    const text = formatVerdict(verdict, 'text', { file: 't.yaml' });
    expect(text).toContain(
      '! facts.json  at  (warning)\n  The network facts are of',
    );
    expect(text).toContain(
      `Network facts: 2026-11-28T12:00:00.000Z, SHA-256 ${
        verdict.networkFacts!.sha256
      }\n`,
    );
    const [run] = JSON.parse(formatVerdict(verdict, 'sarif')).runs;
    expect(run.properties.networkFacts).toEqual(verdict.networkFacts);
    expect(run.invocations[0].toolExecutionNotifications).toMatchObject([
      {
        locations: [
          { physicalLocation: { artifactLocation: { uri: 'facts.json' } } },
        ],
      },
    ]);
    expect(JSON.parse(formatVerdict(verdict, 'json'))).toEqual(verdict);
  });

  it('are old from the given age', () => {
    expect(verify({ ...old, maxFactsAge: '3d' }).warnings).toEqual([]);
    expect(verify({ maxFactsAge: '30m' }).warnings).toHaveLength(1);
    expect(refused({ maxFactsAge: 'soon' })).toMatch(/^maxFactsAge: 'soon'/);
  });

  it('do not matter to a template that uses only its own network', () => {
    const template = templateOf('Vpc: { Type: AWS::EC2::VPC }');
    expect(verify({ ...old, template, parameters: {} }).warnings).toEqual([]);
  });
});

it('has no facts in a verdict without facts', () => {
  const verdict = verify({ networkFacts: undefined });
  expect(verdict).not.toHaveProperty('networkFacts');
  expect(formatVerdict(verdict, 'text')).not.toContain('Network facts');
});

describe('existingResources', () => {
  it('names what a template uses and does not have', () => {
    const template = templateOf(`
  Function: { Type: AWS::Lambda::Function, Properties: { VpcConfig: { SubnetIds: [subnet-1, !Ref Subnet], SecurityGroupIds: [!Ref Anything] } } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: vpc-1 } }
  Rule: { Type: AWS::EC2::SecurityGroupIngress, Properties: { GroupId: sg-2, SourceSecurityGroupId: sg-3, SourcePrefixListId: pl-1 } }
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { EndpointConfiguration: { VpcEndpointIds: [vpce-1] } } }`);
    expect(
      existingResources({ template, parameters: { Anything: 'sg-1' } }),
    ).toEqual({
      vpcIds: ['vpc-1'],
      subnetIds: ['subnet-1'],
      securityGroupIds: ['sg-1'],
      endpointIds: ['vpce-1'],
      prefixListIds: ['pl-1'],
      unknown: false,
    });
    expect(existingResources({ template })).toMatchObject({
      securityGroupIds: [],
      unknown: true,
    });
  });

  it('is undefined for a template with its own network', () => {
    expect(
      existingResources({
        template: templateOf('Vpc: { Type: AWS::EC2::VPC }'),
      }),
    ).toBeUndefined();
  });
});
