import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Environment } from '@private-serverless/environment';
import { checkReadiness } from '../checkReadiness';
import { clientsOf, now, region } from '../__testUtils__/account';
import { problemsOf, useAccount } from '../__testUtils__/checks';

const scenario = useAccount();
const { check, having, whileChanged } = scenario;

describe('an environment that names what the account does not have', () => {
  const arn = 'arn:aws:iam::111111111111';
  it.each<[string, () => Environment, string[]]>([
    [
      'no bucket',
      () => having({ artifactBucket: undefined }),
      ['bucket.artifacts missing'],
    ],
    [
      'buckets that do not exist',
      () => having({ artifactBucket: 'none-a', logBucket: 'none-b' }),
      ['bucket.artifacts missing', 'bucket.logs missing'],
    ],
    [
      'a role that does not exist',
      () => having({ cloudFormationRoleArn: `${arn}:role/none` }),
      ['role.cloudformation missing'],
    ],
    [
      'a role with another path',
      () =>
        having({
          cloudFormationRoleArn: scenario.account.ids.ServiceRoleArn.replace(
            'role/',
            'role/platform/',
          ),
        }),
      ['role.cloudformation missing'],
    ],
    [
      'a role that CloudFormation cannot assume',
      () =>
        having({ cloudFormationRoleArn: scenario.account.ids.LoggingRoleArn }),
      ['role.cloudformation wrong'],
    ],
    [
      'a role of another account',
      () =>
        having({ cloudFormationRoleArn: 'arn:aws:iam::222222222222:role/a' }),
      ['role.cloudformation wrong'],
    ],
    [
      'a boundary that does not exist',
      () => having({ permissionsBoundaryArn: `${arn}:policy/none` }),
      ['policy.boundary missing'],
    ],
    [
      'a boundary of another account',
      () =>
        having({
          permissionsBoundaryArn: 'arn:aws:iam::222222222222:policy/a',
        }),
      ['policy.boundary wrong'],
    ],
  ])('%s', async (_, environment, expected) => {
    const readiness = await check(environment());
    expect(problemsOf(readiness)).toEqual(expected);
    expect(readiness.ready).toBe(expected.length === 0);
  });

  it('says which account the credentials have, and nothing about it', async () => {
    const { checks, ready } = await check(
      having({ accountId: '222222222222' }),
    );
    expect(ready).toBe(false);
    expect(checks).toEqual([
      {
        id: 'account',
        status: 'wrong',
        subject: '222222222222',
        found: '111111111111 (arn:aws:iam::111111111111:user/sandbox)',
        expected: '222222222222',
        fix: 'Use credentials of account 222222222222, or correct accountId.',
      },
    ]);
  });
});

describe('an account that has something wrong', () => {
  it('API Gateway without a logging role', async () => {
    const readiness = await whileChanged(
      'Gateway',
      { CloudWatchRoleArn: null },
      { CloudWatchRoleArn: 'arn:aws:iam::111111111111:role/logging' },
    );
    expect(problemsOf(readiness)).toEqual(['apiGateway.loggingRole missing']);
  });

  it('a role that may not be passed', async () => {
    scenario.account.sandbox.control.setDeniedOperations({
      tester: ['PassRole'],
    });
    expect(problemsOf(await check())).toEqual(['role.pass wrong']);
  });
});

describe('S3', () => {
  /** Checks the bucket against a server that responds to HEAD as S3 does. */
  async function bucketAt(
    respond: (owner: unknown) => [number, Record<string, string>],
  ) {
    const server = createServer((request, response) => {
      const [status, headers] = respond(
        request.headers['x-amz-expected-bucket-owner'],
      );
      response.writeHead(status, headers).end();
    });
    await new Promise<void>(resolve =>
      server.listen(0, '127.0.0.1', () => resolve()),
    );
    const { port } = server.address() as AddressInfo;
    const { s3, ...unused } = clientsOf(`http://127.0.0.1:${port}`);
    try {
      const { checks } = await checkReadiness({
        environment: having({ logBucket: undefined }),
        clients: { ...scenario.account.clients, s3 },
        clock: () => now,
      });
      return checks.find(({ id }) => id === 'bucket.artifacts');
    } finally {
      s3.destroy();
      for (const client of Object.values(unused)) client.destroy();
      await new Promise(resolve => server.close(resolve));
    }
  }

  it('reports a bucket in another region', async () => {
    const found = await bucketAt(() => [
      301,
      { 'x-amz-bucket-region': 'us-east-1' },
    ]);
    expect(found).toMatchObject({
      status: 'wrong',
      found: 'us-east-1',
      expected: region,
    });
  });

  it('reports a bucket of another account', async () => {
    const found = await bucketAt(owner => [
      owner === undefined ? 200 : 403,
      { 'x-amz-bucket-region': region },
    ]);
    expect(found).toMatchObject({
      status: 'wrong',
      found: 'owned by another account',
    });
  });
});
