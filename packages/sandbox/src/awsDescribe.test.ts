import { spawn, spawnSync } from 'node:child_process';
import {
  createPrivateApi,
  Harness,
  startHarness,
} from './__testUtils__/harness';

// Each call starts a process.
jest.setTimeout(120_000);

const installed = spawnSync('aws', ['--version']).status === 0;

if (!installed) {
  process.stderr.write(
    '\nNOT RUN: the descriptions with the aws command; it is not on the PATH.\n',
  );
}

(installed ? describe : describe.skip)('the aws command describes', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
    await createPrivateApi(harness, 'orders');
  });
  afterAll(async () => harness.close());

  const run = (command: string) =>
    new Promise<{ out: string; err: string }>(resolve => {
      const child = spawn('aws', ['--output', 'json', ...command.split(' ')], {
        env: {
          PATH: process.env.PATH,
          HOME: '/nonexistent',
          AWS_ENDPOINT_URL: harness.sandbox.endpointUrl,
          AWS_ACCESS_KEY_ID: 'any',
          AWS_SECRET_ACCESS_KEY: 'any',
          AWS_DEFAULT_REGION: 'eu-central-1',
        },
      });
      const text = { out: '', err: '' };
      child.stdout.on('data', data => {
        text.out += data;
      });
      child.stderr.on('data', data => {
        text.err += data;
      });
      child.on('close', () => resolve(text));
    });
  /** The response of a command that must succeed. */
  const aws = async (command: string) => {
    const { out, err } = await run(command);
    expect([command, err.trim()]).toEqual([command, '']);
    return JSON.parse(out);
  };
  const ofVpc = (id: string) => `--filters Name=vpc-id,Values=${id}`;

  it('transit gateways that are shared with the account, and no custom domains', async () => {
    harness.sandbox.control.shareResource('tgw-0e');
    const { TransitGateways } = await aws(
      'ec2 describe-transit-gateways --filters Name=transit-gateway-id,Values=tgw-0e',
    );
    expect(TransitGateways).toMatchObject([
      {
        TransitGatewayId: 'tgw-0e',
        OwnerId: '999999999999',
        State: 'available',
      },
    ]);
    expect(await aws('apigateway get-domain-names')).toEqual({ items: [] });
  });

  it('IPAM pools, and the DNS names of endpoints', async () => {
    const id = harness.sandbox.control.addIpamPool({ cidrs: ['10.96.0.0/16'] });
    const { IpamPools } = await aws('ec2 describe-ipam-pools');
    expect(IpamPools).toMatchObject([
      { IpamPoolId: id, State: 'create-complete', Locale: 'eu-central-1' },
    ]);
    const { VpcEndpoints } = await aws('ec2 describe-vpc-endpoints');
    expect(VpcEndpoints[0].DnsEntries[0]).toMatchObject({
      DnsName: expect.stringMatching(
        /^vpce-\w+-\w+\.execute-api\.eu-central-1\.vpce\.amazonaws\.com$/,
      ),
      HostedZoneId: expect.stringMatching(/^Z\w+$/),
    });
  });

  it('the network of a stack', async () => {
    const { Vpcs } = await aws('ec2 describe-vpcs');
    expect(Vpcs).toHaveLength(1);
    const [{ VpcId }] = Vpcs;
    const attribute = await aws(
      `ec2 describe-vpc-attribute --vpc-id ${VpcId} --attribute enableDnsHostnames`,
    );
    expect(attribute).toEqual({ VpcId, EnableDnsHostnames: { Value: true } });
    const { Subnets } = await aws(`ec2 describe-subnets ${ofVpc(VpcId)}`);
    expect(Subnets[0]).toMatchObject({
      VpcId,
      AvailabilityZoneId: 'euc1-az1',
      MapPublicIpOnLaunch: false,
    });
    const { RouteTables } = await aws(
      `ec2 describe-route-tables ${ofVpc(VpcId)}`,
    );
    expect(RouteTables[0]).toMatchObject({
      Associations: [{ Main: true }],
      Routes: [{ GatewayId: 'local', State: 'active' }],
    });
    const { VpcEndpoints } = await aws(
      `ec2 describe-vpc-endpoints ${ofVpc(VpcId)}`,
    );
    const endpoint = VpcEndpoints.find(
      (one: { VpcEndpointType: string }) => one.VpcEndpointType === 'Interface',
    );
    expect(endpoint.ServiceName).toBe('com.amazonaws.eu-central-1.execute-api');
    const { SecurityGroups } = await aws(
      `ec2 describe-security-groups --filters Name=group-id,Values=${endpoint.Groups[0].GroupId}`,
    );
    expect(SecurityGroups[0].IpPermissions[0]).toMatchObject({
      IpProtocol: 'tcp',
      FromPort: 443,
      ToPort: 443,
    });
    const { NetworkInterfaces } = await aws(
      `ec2 describe-network-interfaces --filters Name=network-interface-id,Values=${endpoint.NetworkInterfaceIds[0]}`,
    );
    expect(NetworkInterfaces[0]).toMatchObject({ VpcId, Status: 'in-use' });
    const { PrefixLists } = await aws(
      'ec2 describe-managed-prefix-lists --filters Name=prefix-list-name,Values=com.amazonaws.eu-central-1.s3',
    );
    const { Entries } = await aws(
      `ec2 get-managed-prefix-list-entries --prefix-list-id ${PrefixLists[0].PrefixListId}`,
    );
    expect(Entries).toContainEqual({ Cidr: '52.219.44.0/22' });
  });

  it('settings and certificates of the account', async () => {
    expect(await aws('apigateway get-account')).toMatchObject({
      throttleSettings: { burstLimit: 5000 },
    });
    expect(
      await aws(
        'service-quotas get-service-quota --service-code vpc --quota-code L-F678F1CE',
      ),
    ).toMatchObject({ Quota: { QuotaName: 'VPCs per Region', Value: 50 } });
    const response = await fetch(
      `${harness.sandbox.endpointUrl}/_sandbox/certificates`,
      {
        method: 'POST',
        body: JSON.stringify({
          names: ['*.acme.internal'],
          notAfter: '2027-01-01T00:00:00Z',
        }),
      },
    );
    const { arn } = await response.json();
    const { Certificate } = await aws(
      `acm describe-certificate --certificate-arn ${arn}`,
    );
    expect(Certificate).toMatchObject({
      DomainName: '*.acme.internal',
      Status: 'ISSUED',
    });
    // Version 1 of the command writes seconds, and version 2 a text.
    const { NotAfter } = Certificate;
    expect(
      new Date(typeof NotAfter === 'number' ? NotAfter * 1000 : NotAfter),
    ).toEqual(new Date('2027-01-01T00:00:00Z'));
    const user = 'arn:aws:iam::111111111111:user/sandbox';
    expect(
      await aws(
        `iam simulate-principal-policy --policy-source-arn ${user} --action-names iam:PassRole`,
      ),
    ).toMatchObject({
      EvaluationResults: [
        { EvalActionName: 'iam:PassRole', EvalDecision: 'allowed' },
      ],
    });
    expect(
      await aws(
        'route53 list-hosted-zones-by-vpc --vpc-id vpc-0a --vpc-region eu-central-1',
      ),
    ).toMatchObject({ HostedZoneSummaries: [] });
  });

  it.each([
    [
      'ec2 describe-vpc-attribute --vpc-id vpc-0a --attribute enableDnsSupport',
      'InvalidVpcID.NotFound',
    ],
    [
      'ec2 describe-subnets --filters Name=state,Values=available',
      'InvalidParameterValue',
    ],
    ['iam get-role --role-name none', 'NoSuchEntity'],
    [
      'iam get-policy --policy-arn arn:aws:iam::111111111111:policy/none',
      'NoSuchEntity',
    ],
    ['route53 get-hosted-zone --id Z0123', 'NoSuchHostedZone'],
    [
      'acm describe-certificate --certificate-arn arn:aws:acm:eu-central-1:111111111111:certificate/0a',
      'ResourceNotFoundException',
    ],
    [
      'service-quotas get-service-quota --service-code vpc --quota-code L-00000000',
      'NoSuchResourceException',
    ],
  ])('%s: an error %s', async (command, code) => {
    expect((await run(command)).err).toMatch(`An error occurred (${code})`);
  });
});
