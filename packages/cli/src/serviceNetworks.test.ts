import { GetHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { type Sandbox, startSandbox } from '@private-serverless/sandbox';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { deployEnvironment } from './__testUtils__/environmentStack';
import { answers } from './__testUtils__/fixtures';
import { folderWith, run } from './__testUtils__/run';

// Each deploy follows its stack operation for some seconds.
jest.setTimeout(180_000);

const region = 'eu-central-1';
// The environment decides on the network.
const withoutNetwork = Object.fromEntries(
  Object.entries(answers).filter(([name]) => name !== 'network'),
);
let sandbox: Sandbox;
let cwd: string;
let hostedZoneId: string;

const command = (...args: string[]) => run(args, { cwd });
const at = (id: string) => ['--environment', id, '--config', 'config.json'];

/** Generates a service. @returns its folder */
async function generate(name: string, environment: string, changes: object) {
  const file = path.join(cwd, `${name}.json`);
  const given = { ...withoutNetwork, name, environment, ...changes };
  writeFileSync(file, JSON.stringify(given));
  const generated = await command(
    'generate',
    '--answers',
    `${name}.json`,
    '--out',
    name,
    '--config',
    'config.json',
  );
  return { folder: name, ...generated };
}

/** Deploys a service twice. @returns the outputs of its stack */
async function deploy(folder: string, environment: string) {
  const first = await command('deploy', folder, ...at(environment), '--json');
  expect(first.code === 0 ? '' : first.stderr).toBe('');
  const again = await command('deploy', folder, ...at(environment));
  expect(again.stdout).toMatch(/^Nothing to change/);
  return JSON.parse(first.stdout).outputs as Record<string, string>;
}

/** Probes a URL from inside a VPC. */
async function probeIn(vpcId: string, url: string) {
  const { resolver, connectProxyUrl } = await sandbox.openVpc(vpcId);
  const { stdout } = await command(
    'probe',
    url,
    ...['--resolver', resolver],
    ...['--proxy', connectProxyUrl],
    ...['--trust-bundle', sandbox.caFile],
    '--json',
  );
  return JSON.parse(stdout);
}

/** The VPCs in which names of the domain resolve. */
async function vpcsOfDomain() {
  const client = new Route53Client({
    region,
    endpoint: sandbox.endpointUrl,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  try {
    const { VPCs } = await client.send(
      new GetHostedZoneCommand({ Id: hostedZoneId }),
    );
    return VPCs?.map(({ VPCId }) => VPCId);
  } finally {
    client.destroy();
  }
}

const healthy = { healthy: true, private: true, http: { status: 200 } };

/** The URL of the API by the name without the ID of the endpoint. */
const shortUrl = ({ EndpointUrl, HealthPath }: Record<string, string>) =>
  `${EndpointUrl.replace(/-vpce-[0-9a-f]+/, '')}${HealthPath}`;

beforeAll(async () => {
  sandbox = await startSandbox({ resourceDelayMs: 2 });
  sandbox.control.shareResource('tgw-0a');
  sandbox.control.shareResource('rslvr-rr-0a');
  const ipamPoolId = sandbox.control.addIpamPool({ cidrs: ['10.96.0.0/16'] });
  const environment = {
    id: 'shared',
    accountId: '111111111111',
    region,
    awsEndpointUrl: sandbox.endpointUrl,
    corporateCidrs: ['10.0.0.0/8'],
    domain: { suffix: 'dev.acme.internal' },
  };
  cwd = folderWith();
  const environments = [await deployEnvironment(cwd, environment)];
  hostedZoneId = environments[0].domain!.hostedZoneId!;
  writeFileSync(
    path.join(cwd, 'config.json'),
    JSON.stringify({
      privateServerless: {
        environments: [
          ...environments,
          {
            ...environments[0],
            id: 'bare',
            domain: undefined,
            network: {
              existing: {
                ...environments[0].network!.existing,
                executeApiEndpointId: undefined,
                endpointSecurityGroupIds: undefined,
                endpointIds: {},
                allowNewEndpoints: true,
              },
            },
          },
          {
            ...environments[0],
            id: 'connected',
            domain: {
              ...environments[0].domain,
              suffix: 'far.dev.acme.internal',
            },
            network: {
              new: {
                ipamPoolId,
                netmaskLength: 25,
                transitGatewayId: 'tgw-0a',
                resolverRuleIds: ['rslvr-rr-0a'],
              },
            },
          },
        ],
      },
    }),
  );
});
afterAll(() => sandbox.close());

it('two services with tables share the network that the environment stack created, each with a zone for its own name', async () => {
  const names = { data: ['dynamodb'], privateDns: 'zone' };
  const orders = await generate('orders', 'shared', names);
  const stock = await generate('stock', 'shared', names);
  expect([orders.code, stock.code]).toEqual([0, 0]);
  const first = await deploy(orders.folder, 'shared');
  const second = await deploy(stock.folder, 'shared');
  expect(second.VpcId).toBe(first.VpcId);
  expect(second.VpcEndpointId).toBe(first.VpcEndpointId);
  expect(first.VpcEndpointDnsName).toMatch(/\.vpce\.amazonaws\.com$/);

  for (const outputs of [first, second]) {
    const url = outputs.EndpointUrl + outputs.HealthPath;
    expect(await probeIn(first.VpcId, url)).toMatchObject(healthy);
    expect(await probeIn(first.VpcId, shortUrl(outputs))).toMatchObject(
      healthy,
    );
  }

  const destroyed = await command(
    'destroy',
    ...['--stack-name', 'stock-shared', '--region', region],
    ...['--aws-endpoint-url', sandbox.endpointUrl],
  );
  expect(destroyed.stdout).toMatch(/^DELETE_COMPLETE/);
  const url = first.EndpointUrl + first.HealthPath;
  expect(await probeIn(first.VpcId, url)).toMatchObject(healthy);
});

it('without a zone and with private DNS off, the short name has public addresses in the network', async () => {
  const { folder } = await generate('plain', 'shared', {});
  const outputs = await deploy(folder, 'shared');
  const url = outputs.EndpointUrl + outputs.HealthPath;
  expect(await probeIn(outputs.VpcId, url)).toMatchObject(healthy);
  const short = await probeIn(outputs.VpcId, shortUrl(outputs));
  expect(short).toMatchObject({
    healthy: false,
    failure: { code: 'dns.misrouted' },
  });
});

it('a service may add its own entry to a network, but no second endpoint of DynamoDB', async () => {
  const { folder } = await generate('own', 'bare', { data: [] });
  const outputs = await deploy(folder, 'bare');
  const url = outputs.EndpointUrl + outputs.HealthPath;
  expect(await probeIn(outputs.VpcId, url)).toMatchObject(healthy);

  const second = await generate('second', 'bare', { data: ['dynamodb'] });
  expect(second.stdout).toMatch(/^Note: The stack adds a DynamoDB endpoint/m);
  const { code, stderr } = await command('deploy', 'second', ...at('bare'));
  expect(stderr).toMatch(
    /DynamoDbEndpoint .*already has a route with destination-prefix-list-id/,
  );
  expect(code).toBe(1);
});

it('private DNS on is rejected where the network has its own endpoint', async () => {
  const { code, stderr } = await generate('loud', 'shared', {
    privateDns: 'on',
  });
  expect(stderr).toMatch(/privateDns on requires network new/);
  expect(code).toBe(2);
});

it('a new network gets its range from the IPAM pool, and is connected to the corporate network', async () => {
  const { folder, code, stdout, stderr } = await generate('far', 'connected', {
    privateDns: 'zone',
  });
  expect(code === 0 ? '' : stderr).toBe('');
  expect(stdout).not.toMatch(/only through a tunnel/);
  const verified = await command('verify', folder);
  expect(verified).toMatchObject({ code: 0 });
  const outputs = await deploy(folder, 'connected');
  const url = outputs.EndpointUrl + outputs.HealthPath;
  const probed = await probeIn(outputs.VpcId, url);
  expect(probed).toMatchObject(healthy);
  expect(probed.addresses.sort()).toEqual([
    '10.96.0.36',
    '10.96.0.4',
    '10.96.0.68',
  ]);
  expect(await probeIn(outputs.VpcId, shortUrl(outputs))).toMatchObject(
    healthy,
  );

  // Names of the domain resolve in the VPC, as long as the service exists.
  expect(await vpcsOfDomain()).toContain(outputs.VpcId);
  const destroyed = await command(
    'destroy',
    ...['--stack-name', 'far-connected', '--region', region],
    ...['--aws-endpoint-url', sandbox.endpointUrl],
  );
  expect(destroyed.stdout).toMatch(/^DELETE_COMPLETE/);
  const rest = await vpcsOfDomain();
  expect(rest).not.toContain(outputs.VpcId);
  expect(rest).toHaveLength(1);
});
