import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { Resolver } from 'node:dns/promises';
import {
  DescribeNetworkInterfacesCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { GetHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import {
  call,
  createPrivateApi,
  execute,
  Harness,
  openTunnel,
  outputsOf,
  resolve4,
  settledStatus,
  startHarness,
} from '../__testUtils__/harness';

const host = 'orders.acme.internal';

let harness: Harness;
let api: Record<string, string>;
let other: Record<string, string>;
let named: Record<string, string>;
let certificateArn: string;
let ec2: EC2Client;
let route53: Route53Client;

/** A private custom domain with a zone in two VPCs. */
const template = () => ({
  Resources: {
    Zone: {
      Type: 'AWS::Route53::HostedZone',
      Properties: {
        Name: host,
        VPCs: [api.VpcId, other.VpcId].map(VPCId => ({
          VPCId,
          VPCRegion: 'eu-central-1',
        })),
      },
    },
    Domain: {
      Type: 'AWS::ApiGateway::DomainName',
      Properties: {
        DomainName: host,
        RegionalCertificateArn: certificateArn,
        EndpointConfiguration: { Types: ['REGIONAL'] },
      },
    },
    Mapping: {
      Type: 'AWS::ApiGateway::BasePathMapping',
      Properties: {
        DomainName: { Ref: 'Domain' },
        RestApiId: api.ApiId,
        Stage: new URL(api.EndpointUrl).pathname.slice(1),
      },
    },
    Record: {
      Type: 'AWS::Route53::RecordSet',
      Properties: {
        HostedZoneId: { Ref: 'Zone' },
        Name: host,
        Type: 'A',
        AliasTarget: {
          DNSName: api.EndpointName,
          HostedZoneId: 'Z273ZU8SZ5RJPC',
        },
      },
    },
  },
  Outputs: { Zone: { Value: { Ref: 'Zone' } } },
});

const stateDir = mkdtempSync(join(tmpdir(), 'network-'));

beforeAll(async () => {
  harness = await startHarness({ stateDir });
  const client = {
    region: 'eu-central-1',
    endpoint: harness.sandbox.endpointUrl,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  };
  ec2 = new EC2Client(client);
  route53 = new Route53Client(client);
  certificateArn = harness.sandbox.control.addCertificate({
    names: [host],
    notAfter: new Date(Date.now() + 30 * 86_400_000).toISOString(),
  });
  [api, other] = await Promise.all([
    createPrivateApi(harness, 'api'),
    createPrivateApi(harness, 'other', { VpcCidr: '10.80.0.0/20' }),
  ]);
  await execute(harness, {
    StackName: 'named',
    ChangeSetName: 'create',
    ChangeSetType: 'CREATE',
    TemplateBody: JSON.stringify(template()),
  });
  await settledStatus(harness, 'named');
  named = await outputsOf(harness, 'named');
});
afterAll(async () => {
  ec2.destroy();
  route53.destroy();
  await harness.close();
  rmSync(stateDir, { recursive: true });
});

const health = async () =>
  (await call(harness, `https://${host}/health`)).status;

/** What a client says about the certificate of a new TLS handshake. */
const handshake = async () => {
  const [address] = await resolve4(harness, host);
  const { socket } = await openTunnel(harness, `${address}:443`);
  const tls = connect({
    socket,
    servername: host,
    ca: harness.sandbox.caPem,
  });
  try {
    return await new Promise<string>(resolve => {
      tls.once('secureConnect', () => resolve('valid'));
      tls.once('error', error =>
        resolve((error as NodeJS.ErrnoException).code!),
      );
    });
  } finally {
    tls.destroy();
  }
};

describe('replaced interfaces of an endpoint', () => {
  /** The addresses that EC2 describes. */
  const described = async () => {
    const { VpcEndpoints } = await ec2.send(
      new DescribeVpcEndpointsCommand({ VpcEndpointIds: [api.EndpointId] }),
    );
    const { NetworkInterfaces } = await ec2.send(
      new DescribeNetworkInterfacesCommand({
        NetworkInterfaceIds: VpcEndpoints![0].NetworkInterfaceIds,
      }),
    );
    return NetworkInterfaces!.map(one => one.PrivateIpAddress!).sort();
  };

  it('have other addresses, which names and descriptions follow', async () => {
    const before = await described();
    const addresses = harness.sandbox.control.replaceEndpointInterfaces(
      api.EndpointId,
    );
    expect(addresses.length).toBe(before.length);
    expect(addresses.filter(one => before.includes(one))).toEqual([]);
    expect(await described()).toEqual([...addresses].sort());
    for (const name of [host, api.EndpointName]) {
      expect((await resolve4(harness, name)).sort()).toEqual(
        [...addresses].sort(),
      );
    }
    expect(await health()).toBe(200);

    // The old address is silent, as if its packets were dropped.
    const opened = openTunnel(harness, `${before[0]}:443`).then(
      ({ status }) => status,
      () => 'closed',
    );
    const silent = new Promise(resolve => {
      setTimeout(() => resolve('silent'), 300);
    });
    expect(await Promise.race([opened, silent])).toBe('silent');
  });

  it('need an existing endpoint', () => {
    expect(() =>
      harness.sandbox.control.replaceEndpointInterfaces('vpce-0a'),
    ).toThrow(
      /^Interface endpoint 'vpce-0a' does not exist. Existing IDs: vpce-/,
    );
  });
});

describe('a certificate of ACM', () => {
  it('expires, and is renewed', async () => {
    const { control } = harness.sandbox;
    expect(await handshake()).toBe('valid');
    control.expireCertificate(certificateArn);
    expect(await handshake()).toBe('CERT_HAS_EXPIRED');
    control.renewCertificate(certificateArn);
    expect(await handshake()).toBe('valid');
    expect(await health()).toBe(200);
  });

  it('must exist', () => {
    expect(() => harness.sandbox.control.expireCertificate('arn:x')).toThrow(
      `Certificate 'arn:x' does not exist. Existing certificates: ${certificateArn}.`,
    );
  });
});

describe('a private hosted zone', () => {
  /** What a resolver in a VPC knows of the name. */
  const inVpc = async (vpcId: string) => {
    const { resolver: address } = await harness.sandbox.openVpc(vpcId);
    const resolver = new Resolver({ timeout: 2000, tries: 1 });
    resolver.setServers([address]);
    return resolver.resolve4(host).then(
      () => 'found',
      error => error.code as string,
    );
  };
  const everywhere = () =>
    resolve4(harness, host).then(
      () => 'found',
      error => error.code,
    );
  const change = (
    verb: 'associateZone' | 'disassociateZone',
    { VpcId }: Record<string, string>,
  ) =>
    harness.sandbox.control[verb]({
      hostedZoneId: named.Zone,
      vpcId: VpcId,
    });

  it('loses its VPCs, also the last one, and gets them back', async () => {
    change('disassociateZone', api);
    expect(await inVpc(api.VpcId)).toBe('ENOTFOUND');
    expect(await inVpc(other.VpcId)).toBe('found');
    expect(await everywhere()).toBe('found');

    change('disassociateZone', other);
    expect(await inVpc(other.VpcId)).toBe('ENOTFOUND');
    expect(await everywhere()).toBe('ENOTFOUND');
    const zone = await route53.send(
      new GetHostedZoneCommand({ Id: named.Zone }),
    );
    expect(zone.HostedZone!.Config).toEqual({ PrivateZone: true });
    expect(zone.VPCs).toEqual([]);

    change('associateZone', api);
    expect(await inVpc(api.VpcId)).toBe('found');
    expect(await health()).toBe(200);
  });

  it('must exist and have the VPC', () => {
    const { control } = harness.sandbox;
    expect(() =>
      control.disassociateZone({ hostedZoneId: 'Z0', vpcId: api.VpcId }),
    ).toThrow(`Hosted zone 'Z0' does not exist. Existing IDs: ${named.Zone}.`);
    expect(() => change('disassociateZone', { VpcId: 'vpc-0a' })).toThrow(
      `The VPC vpc-0a is not associated with the hosted zone ${named.Zone}.`,
    );
    expect(() =>
      control.disassociateZone({ hostedZoneId: '', vpcId: 'vpc-0a' }),
    ).toThrow('hostedZoneId: "" is not valid. Use a string that is not empty.');
  });
});

it('the page has buttons for all of this', async () => {
  const { endpointUrl } = harness.sandbox;
  const page = () => fetch(`${endpointUrl}/_sandbox/`).then(one => one.text());
  const press = async (label: string) => {
    const [, action] = new RegExp(
      `action="([^"]+)"><button aria-label="${label}"`,
    ).exec(await page())!;
    const { status } = await fetch(endpointUrl + action, {
      method: 'POST',
      headers: { accept: 'text/html' },
      redirect: 'manual',
    });
    expect(status).toBe(303);
  };
  const [before] = await resolve4(harness, host);
  await press(`Replace interfaces ${api.EndpointId}`);
  expect(await resolve4(harness, host)).not.toContain(before);
  await press(`Expire ${host}`);
  await press(`Renew ${host}`);
  expect(await health()).toBe(200);
  await press(`Disassociate ${api.VpcId} from ${host}`);
  expect(await page()).not.toContain('>Disassociate<');
});

it('all of this survives a restart', async () => {
  const { control } = harness.sandbox;
  control.associateZone({ hostedZoneId: named.Zone, vpcId: api.VpcId });
  control.expireCertificate(certificateArn);
  const addresses = control.replaceEndpointInterfaces(api.EndpointId).sort();
  await harness.close();
  harness = await startHarness({ stateDir });
  expect((await resolve4(harness, host)).sort()).toEqual(addresses);
  expect(await handshake()).toBe('CERT_HAS_EXPIRED');
  expect(await call(harness, `${api.EndpointUrl}/health`)).toMatchObject({
    status: 200,
  });
});
