import { checkReadiness } from './checkReadiness';
import { clientsOf, now } from './__testUtils__/account';
import { problemsOf, useAccount } from './__testUtils__/checks';

const scenario = useAccount();
const { check, inNetwork } = scenario;

describe('a complete environment', () => {
  it('is ready, after few calls', async () => {
    scenario.account.sandbox.control.resetRequestCounts();
    const readiness = await check();
    expect(problemsOf(readiness)).toEqual([]);
    expect(readiness).toMatchObject({
      environment: 'dev',
      at: '2026-11-28T12:00:00.000Z',
      ready: true,
    });
    expect(readiness.checks.map(({ id }) => id)).toEqual([
      'account',
      'bucket.artifacts',
      'bucket.logs',
      'role.cloudformation',
      'role.pass',
      'policy.boundary',
      'apiGateway.loggingRole',
      'vpc',
      'vpc.dns',
      'subnets',
      'subnets.zones',
      'subnets.addresses',
      'subnets.public',
      'subnets.balancers',
      'routes.internet',
      'endpoint',
      'endpoint.policy',
      'endpoint.groups',
      'endpoint.logs',
      'endpoint.privateDns',
      'prefixLists',
      'prefixLists',
      'zone',
      'zone.association',
      'certificate',
      'certificate.names',
      'certificate.expiry',
      'trustStore',
      'endpoint.domains',
    ]);
    const calls = Object.values(
      scenario.account.sandbox.control.requestCounts(),
    );
    expect(calls.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(
      40,
    );
  });

  it('has an empty fix for what is ok, and one for everything else', async () => {
    const { checks } = await check(inNetwork({ subnetIds: ['subnet-0a'] }));
    for (const { fix, status } of checks) {
      expect({ status, hasFix: fix !== '' }).toEqual({
        status,
        hasFix: status !== 'ok',
      });
    }
  });
});

describe('a refused call', () => {
  it.each([
    ['HeadBucket', 's3:ListBucket', ['bucket.artifacts', 'bucket.logs']],
    ['GetRole', 'iam:GetRole', ['role.cloudformation']],
    ['SimulatePrincipalPolicy', 'iam:SimulatePrincipalPolicy', ['role.pass']],
    ['GetPolicy', 'iam:GetPolicy', ['policy.boundary']],
    ['GetAccount', 'apigateway:GET', ['apiGateway.loggingRole']],
    ['GetDomainNames', 'apigateway:GET', ['endpoint.domains']],
    ['GetDomainNameAccessAssociations', 'apigateway:GET', ['endpoint.domains']],
    ['DescribeVpcs', 'ec2:DescribeVpcs', ['vpc']],
    ['DescribeVpcAttribute', 'ec2:DescribeVpcAttribute', ['vpc.dns']],
    ['DescribeSubnets', 'ec2:DescribeSubnets', ['subnets', 'endpoint.groups']],
    ['DescribeRouteTables', 'ec2:DescribeRouteTables', ['routes']],
    [
      'DescribeVpcEndpoints',
      'ec2:DescribeVpcEndpoints',
      ['endpoint', 'endpoint.logs', 'endpoint.privateDns'],
    ],
    [
      'DescribeSecurityGroups',
      'ec2:DescribeSecurityGroups',
      ['endpoint.groups'],
    ],
    [
      'ListHostedZonesByVPC',
      'route53:ListHostedZonesByVPC',
      ['endpoint.privateDns'],
    ],
    [
      'DescribeManagedPrefixLists',
      'ec2:DescribeManagedPrefixLists',
      ['prefixLists', 'prefixLists'],
    ],
    ['GetHostedZone', 'route53:GetHostedZone', ['zone']],
    ['DescribeCertificate', 'acm:DescribeCertificate', ['certificate']],
    ['HeadObject', 's3:GetObject', ['trustStore']],
  ])('%s is unknown, with the action %s', async (operation, action, ids) => {
    scenario.account.sandbox.control.setDeniedOperations({
      tester: [operation],
    });
    const { checks, ready } = await check();
    const rest = checks.filter(({ status }) => status !== 'ok');
    expect(rest.map(({ id }) => id)).toEqual(ids);
    for (const one of rest) {
      expect(one).toMatchObject({
        status: 'unknown',
        found: `${action} is denied`,
      });
      expect(one.fix).toMatch(`Allow ${action} `);
    }
    // It warns, but does not block.
    expect(ready).toBe(true);
  });
});

it('is not ready if AWS cannot be reached: everything is unknown', async () => {
  const clients = clientsOf('http://127.0.0.1:9');
  const readiness = await checkReadiness({
    environment: scenario.account.environment,
    clients,
    clock: () => now,
  });
  for (const client of Object.values(clients)) client.destroy();
  expect(readiness.ready).toBe(false);
  expect(new Set(readiness.checks.map(({ status }) => status))).toEqual(
    new Set(['unknown']),
  );
});
