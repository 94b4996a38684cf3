import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { readEnvironments } from './readEnvironments';

const minimal = {
  id: 'dev',
  accountId: '111111111111',
  region: 'eu-central-1',
};

const read = (...environments: JsonObject[]) =>
  readEnvironments(new ConfigReader({ privateServerless: { environments } }));

describe('readEnvironments', () => {
  it('finds none where nothing is configured', () => {
    expect(readEnvironments(new ConfigReader({}))).toEqual([]);
  });

  it('fills in what may be left out', () => {
    expect(read(minimal)).toEqual([
      {
        ...minimal,
        title: 'dev',
        partition: 'aws',
        corporateCidrs: [],
        baselineEndpoints: false,
        controlPlaneInVpc: false,
        network: {},
        tags: {},
      },
    ]);
  });

  it('reads everything', () => {
    const full = {
      ...minimal,
      title: 'Development',
      partition: 'aws-us-gov',
      awsEndpointUrl: 'http://127.0.0.1:4510',
      artifactBucket: 'acme-artifacts-dev',
      cloudFormationRoleArn: 'arn:aws:iam::111111111111:role/deploy',
      permissionsBoundaryArn: 'arn:aws:iam::111111111111:policy/boundary',
      kmsKeyArn: 'arn:aws:kms:eu-central-1:111111111111:key/1',
      corporateCidrs: ['10.0.0.0/8', 'fd12::/16'],
      baselineEndpoints: true,
      controlPlaneInVpc: true,
      deletionProtection: false,
      logRetentionDays: 30,
      network: {
        existing: {
          vpcId: 'vpc-1',
          subnetIds: ['subnet-1', 'subnet-2'],
          routeTableIds: ['rtb-1'],
          executeApiEndpointId: 'vpce-1',
          endpointIds: { 'secretsmanager.fips': 'vpce-2' },
        },
        new: {
          cidrs: ['10.64.0.0/20'],
          ipamPoolId: 'ipam-pool-1',
          transitGatewayId: 'tgw-1',
          resolverRuleIds: ['rslvr-rr-1'],
          associateZoneVpcIds: ['vpc-2'],
          prefixListIds: { dynamodb: 'pl-1', s3: 'pl-2' },
        },
      },
      domain: {
        suffix: 'dev.acme.internal',
        hostedZoneId: 'Z1',
        certificateArn: 'arn:aws:acm:eu-central-1:111111111111:certificate/1',
        trustStore: { bucket: 'trust', key: 'ca.pem', version: '3' },
      },
      tags: { costCentre: '42', 'acme:owner/team': 'payments' },
    };
    expect(read(full)).toEqual([full]);
  });

  it('takes a key without a value for absent, as in YAML with an empty line', () => {
    const [environment] = read({ ...minimal, awsEndpointUrl: null });
    expect(environment.awsEndpointUrl).toBeUndefined();
  });

  it.each<[JsonObject, RegExp]>([
    [{ id: 'Dev' }, /environments\[0\]\.id is "Dev"; expected lower-case/],
    [{ id: '' }, /environments\[0\]\.id/],
    [{ id: '../etc' }, /environments\[0\]\.id is "\.\.\/etc"/],
    [
      { accountId: '1111' },
      /environments\[0\]\.accountId is "1111"; .*12 digits/,
    ],
    [
      { accountId: 111111111111 },
      /environments\[0\]\.accountId.*wanted string/,
    ],
    [{ region: 'Frankfurt' }, /environments\[0\]\.region is "Frankfurt"/],
    [
      { partition: 'azure' },
      /environments\[0\]\.partition is "azure"; .*aws-cn/,
    ],
    [{ awsEndpointUrl: 'localhost:4510' }, /environments\[0\]\.awsEndpointUrl/],
    [
      { artifactBucket: 'Bucket' },
      /environments\[0\]\.artifactBucket is "Bucket"/,
    ],
    [
      { cloudFormationRoleArn: 'deploy' },
      /\.cloudFormationRoleArn is "deploy"/,
    ],
    [
      { corporateCidrs: ['10.0.0.0/8', '10.0.0.0/33'] },
      /\.corporateCidrs\[1\]/,
    ],
    [
      { corporateCidrs: ['10.0.0.0'] },
      /\.corporateCidrs\[0\] is "10\.0\.0\.0"/,
    ],
    [{ network: { existing: {} } }, /network\.existing\.vpcId/],
    [
      { network: { existing: { vpcId: 'v', subnetIds: [] } } },
      /network\.existing\.vpcId is "v"; expected an id that starts with vpc-/,
    ],
    [{ network: { new: { cidrs: ['x'] } } }, /network\.new\.cidrs\[0\] is "x"/],
    [{ domain: { suffix: 'acme' } }, /domain\.suffix is "acme"/],
    [
      { tags: { costCentre: 42 } },
      /tags\.costCentre is 42; .*put it in quotes/,
    ],
    [{ tags: ['a'] }, /tags is \["a"\]; expected a map/],
  ])('refuses %j and names the key', (change, message) => {
    expect(() => read({ ...minimal, ...change })).toThrow(message);
  });

  it('refuses an id that is there already', () => {
    expect(() => read(minimal, { ...minimal, region: 'eu-west-1' })).toThrow(
      /environments\[1\]\.id is "dev".*unique/,
    );
  });
});
