import { generateTemplates } from 'private-serverless-testing/generated';
import { verifyTemplate } from './verify';

const certificate =
  'arn:aws:acm:eu-central-1:111111111111:certificate/11111111-2222-3333-4444-555555555555';
const key =
  'arn:aws:kms:eu-central-1:111111111111:key/11111111-2222-3333-4444-555555555555';

/** What a company may configure, from the minimum to everything. */
const environments = {
  minimal: { corporateCidrs: ['10.0.0.0/8'] },
  production: {
    production: true,
    kmsKeyArn: key,
    baselineEndpoints: true,
    permissionsBoundaryArn: 'arn:aws:iam::111111111111:policy/boundary',
    corporateCidrs: ['10.0.0.0/8', '192.168.0.0/16', 'fd00::/8'],
  },
  connected: {
    corporateCidrs: ['10.0.0.0/8'],
    logBucket: 'acme-logs',
    domain: {
      suffix: 'dev.acme.internal',
      hostedZoneId: 'Z0123456789',
      certificateArn: certificate,
    },
    network: {
      new: {
        ipamPoolId: 'ipam-pool-0a',
        netmaskLength: 25,
        transitGatewayId: 'tgw-0a',
        resolverRuleIds: ['rslvr-rr-0a'],
        associateZoneVpcIds: ['vpc-0c'],
      },
    },
  },
};

const needsDomain = /^(custom-domain|alb|alb-lambda)$/;

const variants = Object.entries(environments).flatMap(([name, environment]) =>
  ['endpoint', 'custom-domain', 'alb', 'alb-lambda']
    .filter(entry => name === 'connected' || !needsDomain.test(entry))
    .flatMap(entry =>
      [[], ['dynamodb']].flatMap(data =>
        (entry.startsWith('alb') ? ['off'] : ['off', 'on', 'zone']).map(
          privateDns => ({
            name: `${name}: ${entry}, data [${data}], private DNS ${privateDns}`,
            answers: { entry, data, privateDns },
            environment,
          }),
        ),
      ),
    ),
);

describe('every template that the generator writes', () => {
  let templates: Awaited<ReturnType<typeof generateTemplates>>;
  beforeAll(async () => {
    templates = await generateTemplates(variants);
  }, 60_000);

  it.each(variants.map(({ name }, index): [string, number] => [name, index]))(
    'is proven private without a finding (%s)',
    (_, index) => {
      const { environment } = variants[index];
      const verdict = verifyTemplate({
        ...templates[index]!,
        intent: {
          production: 'production' in environment,
          customerKey: 'kmsKeyArn' in environment,
          services: variants[index].answers.data,
        },
      });
      expect(verdict.findings).toEqual([]);
      expect(verdict.notJudged).toEqual([]);
      expect(verdict.verdict).toBe('private');
    },
  );
});
