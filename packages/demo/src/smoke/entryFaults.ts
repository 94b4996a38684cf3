import type { HealthView } from '@private-serverless/backstage-plugin-private-api-common';
import { callThrough } from './callThrough';
import {
  created,
  destroyed,
  environmentOf,
  green,
  isUp,
  type NetworkKind,
  type Tour,
  vantageOf,
} from './services';
import { separateVpc, stackIds } from './stackIds';
import { expect, step, until } from './steps';

/** Schedule of the target sync, two health checks of 10 s and a margin, in milliseconds. */
const recoveryMs = 60_000 + 20_000 + 10_000;

/** What the card must say: the failed hop and its evidence. */
type Expected = { hop: string; says: RegExp };

/** Breaks each part of the path through a load balancer, and checks that the health names the part and recovers. */
export async function entryFaults(
  tour: Tour,
  network: NetworkKind,
): Promise<void> {
  const { control } = tour.demo.sandbox;
  const environment = environmentOf[network];
  const name = `faults-${network}`;
  await step(`${network} network, entry alb: a service to break`, async () => {
    await created(tour, { name, environment, entry: 'alb', data: [] });
    await green(tour, name, network);
  });
  const ids = await stackIds(tour.demo.sandbox, `${name}-${environment}`);
  const { CertificateArn, LoadBalancerListener, VpcEndpointId, VpcId } = ids;
  const broken = (what: string, change: () => unknown, expected: Expected) =>
    step(`${what}: the health names the hop`, async () => {
      await change();
      const hop = await failedHop(tour, name, network, expected);
      console.log(`    ${hop.hop}: ${hop.evidence}`);
    });
  const repaired = (what: string, change: () => unknown = () => {}) =>
    step(`${what}: up again`, async () => {
      await change();
      await upAgain(tour, name, network);
    });

  await step('refused: plain HTTP, and callers of another VPC', async () =>
    refused(tour, {
      address: vantageOf(await tour.backstage.health(name), network)!.result!
        .addresses[0],
      host: ids.DomainName,
      vpcId: VpcId,
    }),
  );
  await broken(
    'certificate expired',
    () => control.expireCertificate(CertificateArn),
    { hop: 'load-balancer', says: /expired/i },
  );
  await repaired('certificate renewed', () =>
    control.renewCertificate(CertificateArn),
  );
  // The vantage of new networks stands in all VPCs at once.
  if (network === 'existing') {
    const association = { hostedZoneId: ids.HostedZoneId, vpcId: VpcId };
    await broken(
      'zone without the VPC',
      () => control.disassociateZone(association),
      { hop: 'dns', says: /not found|does not exist/i },
    );
    await repaired('zone with the VPC', () =>
      control.associateZone(association),
    );
  }
  const sync = control
    .listFunctions()
    .find(
      one => one.name.startsWith(`${name}-`) && /TargetSync/.test(one.name),
    );
  expect(sync !== undefined, 'the service has a target sync');
  await broken(
    'interfaces replaced, and the target sync stopped',
    async () => {
      await control.stopFunction(sync!.name);
      control.replaceEndpointInterfaces(VpcEndpointId);
    },
    {
      hop: 'target',
      says: /^The ALB sends to [\d., and]+; the endpoint has [\d., and]+\./,
    },
  );
  await repaired('target sync started, which follows by itself', () =>
    control.startFunction(sync!.name),
  );
  await broken(
    'interfaces replaced again',
    () => control.replaceEndpointInterfaces(VpcEndpointId),
    { hop: 'target', says: /./ },
  );
  await repaired('targets follow by themselves');
  await broken(
    'listener deleted',
    () => control.deleteListener(LoadBalancerListener),
    { hop: 'load-balancer', says: /has no listener on port 443/ },
  );
  await step('a service with a missing listener is destroyed', () =>
    destroyed(tour, name),
  );
}

/** Looks at the health until the expected hop has failed, for the expected reason. */
async function failedHop(
  tour: Tour,
  name: string,
  network: NetworkKind,
  { hop, says }: Expected,
) {
  let latest = '';
  return until(
    `${hop} fails because of ${says}`,
    async () => {
      const health = await look(tour, name);
      const hops = hopsOf(health, network);
      latest = hops.map(asText).join('\n');
      return hops.find(
        one =>
          one.hop === hop && one.state === 'failed' && says.test(one.evidence),
      );
    },
    { latest: () => latest },
  );
}

function upAgain(tour: Tour, name: string, network: NetworkKind) {
  let latest = '';
  return until(
    `${name} is up`,
    async () => {
      const health = await look(tour, name);
      latest = `${health.state}\n${hopsOf(health, network)
        .map(asText)
        .join('\n')}`;
      return isUp(health, network) && health.state === 'up' ? true : undefined;
    },
    { maxMs: recoveryMs, latest: () => latest },
  );
}

function hopsOf(health: HealthView, network: NetworkKind) {
  return vantageOf(health, network)?.diagnosis?.hops ?? [];
}

function asText(one: { hop: string; state: string; evidence: string }) {
  return `${one.hop} ${one.state}: ${one.evidence}`;
}

/** Checks now, or returns the latest health if that is too early. */
function look({ backstage }: Tour, name: string): Promise<HealthView> {
  return backstage.checkNow(name).catch(error => {
    if (error.status === 429) return backstage.health(name);
    throw error;
  });
}

/** Who must not get a response: a client without TLS, and one in a VPC without a route. */
async function refused(
  { demo: { sandbox } }: Tour,
  { address, host, vpcId }: { address: string; host: string; vpcId: string },
): Promise<void> {
  const inside = (await sandbox.openVpc(vpcId)).connectProxyUrl;
  const plain = await callThrough(inside, { address, host, port: 443 });
  expect(/^HTTP\/1.1 400 /.test(plain), `plain HTTP on port 443: ${plain}`);
  const port80 = await callThrough(inside, { address, host, port: 80 });
  expect(/^refused/.test(port80), `port 80: ${port80}`);
  const outside = (await sandbox.openVpc(await separateVpc(sandbox)))
    .connectProxyUrl;
  const other = await callThrough(outside, { address, host, port: 443 });
  expect(/^refused/.test(other), `another VPC: ${other}`);
  console.log(
    `    port 443: ${plain}; port 80: ${port80}; another VPC: ${other}`,
  );
}
