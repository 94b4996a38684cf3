import { rules, verifyTemplate } from '@private-serverless/privacy';
import { parametersOf, readTemplateText } from '@private-serverless/template';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { maxIdLength, networkRanges } from './lib/environment/limits';
import { environmentTemplatePath } from './lib/environment/stack';

const file = environmentTemplatePath();
const text = readFileSync(file, 'utf8');

const everything = {
  EnvironmentId: 'dev',
  KmsKeyArn: 'arn:aws:kms:eu-central-1:111111111111:key/k',
  BackstagePrincipalArn: 'arn:aws:iam::222222222222:role/backstage',
  CiOrganization: 'acme',
  CiOrganizationId: '123',
  CiRepositories: 'payments-*',
  CorporateCidr2: '172.16.0.0/12',
  CorporateCidr3: '192.168.0.0/16',
  CorporateCidr4: '100.64.0.0/10',
  TransitGatewayId: 'tgw-0a',
  ResolverRuleId1: 'rslvr-rr-0a',
  ResolverRuleId4: 'rslvr-rr-0b',
  DomainSuffix: 'dev.acme.internal',
  CreateTrustStoreBucket: 'true',
  BlockPublicAccess: 'block-bidirectional',
};
const switches = [...parametersOf(readTemplateText(text).root).keys()].filter(
  name => name.startsWith('Create'),
);
const off = Object.fromEntries(switches.map(name => [name, 'false']));

const variants: Array<[string, Record<string, string>]> = [
  ['the defaults', { EnvironmentId: 'dev' }],
  ['everything', everything],
  ['nothing', { EnvironmentId: 'dev', ArtifactBucketName: 'acme', ...off }],
  [
    'roles and buckets of the company',
    {
      ...everything,
      ArtifactBucketName: 'acme',
      CloudFormationRoleArn: 'arn:aws:iam::111111111111:role/cloudformation',
      PermissionsBoundaryArn: 'arn:aws:iam::111111111111:policy/boundary',
      OidcProviderArn:
        'arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com',
      EventDataStoreArn:
        'arn:aws:cloudtrail:eu-central-1:111111111111:eventdatastore/e',
    },
  ],
  ...switches.map((name): [string, Record<string, string>] => [
    `everything without ${name}`,
    { ...everything, [name]: 'false' },
  ]),
];

describe("the environment's template", () => {
  it.each(variants)('is proven private with %s', (_, parameters) => {
    const verdict = verifyTemplate({ template: text, parameters });
    expect(verdict.findings).toEqual([]);
    expect(verdict.verdict).toBe('private');
  });

  it('is judged by the rules for the network and for policies', () => {
    const verdict = verifyTemplate({ template: text, parameters: everything });
    for (const id of ['PS04', 'PS05', 'PS06', 'PS07', 'PS10', 'PS19']) {
      expect(rules.map(rule => rule.id)).toContain(id);
      expect({ id, status: verdict.rules[id] }).toEqual({
        id,
        status: 'proven',
      });
    }
  });

  it('is not private if a service could be reached from the internet', () => {
    const open = text.replace(
      'CidrIp: !Ref CorporateCidr1',
      'CidrIp: 0.0.0.0/0',
    );
    const { verdict } = verifyTemplate({
      template: open,
      parameters: everything,
    });
    expect(verdict).toBe('violated');
  });

  it('has room for what the command line derives', () => {
    const names = [...parametersOf(readTemplateText(text).root).keys()];
    for (const name of ['CorporateCidr', 'ResolverRuleId']) {
      expect(names.filter(one => one.startsWith(name))).toHaveLength(
        networkRanges,
      );
    }
    expect(text).toContain(`MaxLength: ${maxIdLength}\n`);
  });
});

const isInstalled = spawnSync('cfn-lint', ['--version']).status === 0;
(isInstalled ? describe : describe.skip)('cfn-lint', () => {
  it('finds nothing, not even a warning', () => {
    const { status, stdout } = spawnSync('cfn-lint', [file]);
    expect({ status, output: String(stdout) }).toEqual({
      status: 0,
      output: '',
    });
  }, 60_000);
});
