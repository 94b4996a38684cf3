import {
  APIGatewayClient,
  GetDomainNameAccessAssociationsCommand,
  GetDomainNamesCommand,
} from '@aws-sdk/client-api-gateway';
import { type Sandbox, startSandbox } from '@private-serverless/sandbox';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deployEnvironment } from './__testUtils__/environmentStack';
import { answers } from './__testUtils__/fixtures';
import { folderWith, run } from './__testUtils__/run';
import { throughTunnel } from './__testUtils__/throughTunnel';

// Each deploy follows its stack operation for some seconds.
jest.setTimeout(180_000);

const region = 'eu-central-1';
// The environment decides on the network.
const withoutNetwork = Object.fromEntries(
  Object.entries(answers).filter(([name]) => name !== 'network'),
);
let sandbox: Sandbox;
let cwd: string;
let gateway: APIGatewayClient;

const command = (...args: string[]) => run(args, { cwd });
const at = (id: string) => ['--environment', id, '--config', 'config.json'];

/** Generates a service with a name of its own. */
async function generate(name: string, environment: string, changes = {}) {
  const given = {
    ...withoutNetwork,
    name,
    environment,
    entry: 'custom-domain',
    ...changes,
  };
  writeFileSync(path.join(cwd, `${name}.json`), JSON.stringify(given));
  return command(
    ...['generate', '--answers', `${name}.json`, '--out', name],
    ...['--config', 'config.json'],
  );
}

/** Generates a service and deploys it twice. @returns the outputs of its stack */
async function deploy(name: string, environment: string, changes = {}) {
  const generated = await generate(name, environment, changes);
  expect(generated.code === 0 ? '' : generated.stderr).toBe('');
  const first = await command('deploy', name, ...at(environment), '--json');
  expect(first.code === 0 ? '' : first.stderr).toBe('');
  const again = await command('deploy', name, ...at(environment));
  expect(again.stdout).toMatch(/^Nothing to change/);
  expect(await command('verify', name)).toMatchObject({ code: 0 });
  return JSON.parse(first.stdout).outputs as Record<string, string>;
}

/** Probes a URL from inside a VPC. */
async function probeIn(vpcId: string, url: string) {
  const { resolver, connectProxyUrl } = await sandbox.openVpc(vpcId);
  const { stdout } = await command(
    ...['probe', url, '--resolver', resolver, '--proxy', connectProxyUrl],
    ...['--trust-bundle', sandbox.caFile, '--json'],
  );
  return JSON.parse(stdout);
}

const healthUrl = ({ EndpointUrl, HealthPath }: Record<string, string>) =>
  EndpointUrl + HealthPath;

/** The custom domains and their associations with endpoints. */
async function domains() {
  const { items: names = [] } = await gateway.send(
    new GetDomainNamesCommand({}),
  );
  const { items = [] } = await gateway.send(
    new GetDomainNameAccessAssociationsCommand({}),
  );
  return {
    names: names.map(one => one.domainName),
    endpoints: items.map(one => one.accessAssociationSource),
  };
}

const destroy = (stack: string) =>
  command(
    ...['destroy', '--stack-name', stack, '--region', region],
    ...['--aws-endpoint-url', sandbox.endpointUrl],
  );

const healthy = { healthy: true, private: true, http: { status: 200 } };

beforeAll(async () => {
  sandbox = await startSandbox({ resourceDelayMs: 2 });
  gateway = new APIGatewayClient({
    region,
    endpoint: sandbox.endpointUrl,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  const environment = {
    id: 'shared',
    accountId: '111111111111',
    region,
    awsEndpointUrl: sandbox.endpointUrl,
    corporateCidrs: ['10.0.0.0/8'],
    domain: { suffix: 'dev.acme.internal' },
  };
  cwd = folderWith();
  const shared = await deployEnvironment(cwd, environment);
  const certificateArn = sandbox.control.addCertificate({
    names: ['*.dev.acme.internal', '*.own.dev.acme.internal'],
    notAfter: new Date(Date.now() + 300 * 86_400_000).toISOString(),
  });
  const domain = { ...shared.domain, certificateArn };
  const environments = [
    { ...shared, domain },
    { ...shared, id: 'bare', domain: { suffix: 'bare.dev.acme.internal' } },
    {
      ...shared,
      id: 'own',
      domain: { ...domain, suffix: 'own.dev.acme.internal' },
      network: { new: { cidrs: ['10.64.0.0/16'], netmaskLength: 20 } },
    },
  ];
  writeFileSync(
    path.join(cwd, 'config.json'),
    JSON.stringify({ privateServerless: { environments } }),
  );
});
afterAll(() => {
  gateway.destroy();
  return sandbox.close();
});

it('services are called by their names, and only through the endpoint that their domain is associated with', async () => {
  const shared = await deploy('orders', 'shared', {
    data: ['dynamodb'],
    privateDns: 'zone',
  });
  expect(shared).toMatchObject({
    EndpointUrl: 'https://orders.dev.acme.internal',
    DomainName: 'orders.dev.acme.internal',
  });
  expect(shared.DomainNameArn).toMatch(
    /:\/domainnames\/orders[.]dev[.]acme[.]internal[+]/,
  );
  expect(await probeIn(shared.VpcId, healthUrl(shared))).toMatchObject(healthy);

  const taken = await command(
    ...['deploy', 'orders', '--stack-name', 'orders-again'],
    ...at('shared'),
  );
  expect(taken.code).toBe(1);
  expect(taken.stderr).toMatch(
    /orders[.]dev[.]acme[.]internal \(name[.]record\): found a record of type A in Z\w+, expected no record/,
  );
  expect(taken.stderr).toMatch(
    /\(name[.]domain\): found a PRIVATE custom domain that is associated with vpce-\w+/,
  );

  // A network of its own: the VPC is associated with the zone.
  const own = await deploy('stock', 'own');
  expect(own.EndpointUrl).toBe('https://stock.own.dev.acme.internal');
  expect(own.VpcId).not.toBe(shared.VpcId);
  const probed = await probeIn(own.VpcId, healthUrl(own));
  expect(probed).toMatchObject(healthy);

  expect((await domains()).endpoints).toEqual([
    shared.VpcEndpointId,
    own.VpcEndpointId,
  ]);
  // Another endpoint knows the name, but may not use it.
  const { connectProxyUrl: proxy } = await sandbox.openVpc(own.VpcId);
  const through = { proxy, address: probed.addresses[0], ca: sandbox.caPem };
  expect(await throughTunnel(healthUrl(own), through)).toBe(200);
  expect(await throughTunnel(healthUrl(shared), through)).toBe(403);

  expect((await destroy('orders-shared')).stdout).toMatch(/^DELETE_COMPLETE/);
  expect(await domains()).toEqual({
    names: ['stock.own.dev.acme.internal'],
    endpoints: [own.VpcEndpointId],
  });
  expect(await probeIn(shared.VpcId, healthUrl(shared))).toMatchObject({
    failure: { code: 'dns.nxdomain' },
  });
  expect((await destroy('stock-own')).stdout).toMatch(/^DELETE_COMPLETE/);
  expect(await domains()).toEqual({ names: [], endpoints: [] });
});

it('an environment without zone and certificate is rejected with both keys before a file is written', async () => {
  const { code, stderr } = await generate('bare', 'bare');
  expect(code).toBe(2);
  expect(stderr).toMatch(/environment[.]domain[.]hostedZoneId: missing, .*Add/);
  expect(stderr).toMatch(
    /environment[.]domain[.]certificateArn: missing, .*Add/,
  );
});

it('a certificate that does not cover the name is reported before anything is created', async () => {
  const config = JSON.parse(
    readFileSync(path.join(cwd, 'config.json'), 'utf8'),
  );
  config.privateServerless.environments[0].domain.certificateArn =
    sandbox.control.addCertificate({
      names: ['*.other.internal'],
      notAfter: new Date(Date.now() + 300 * 86_400_000).toISOString(),
    });
  writeFileSync(path.join(cwd, 'other.json'), JSON.stringify(config));
  expect((await generate('named', 'shared')).code).toBe(0);
  const { code, stderr } = await command(
    ...['deploy', 'named', '--environment', 'shared', '--config', 'other.json'],
  );
  expect(stderr).toMatch(/certificate[.]names/);
  expect(code).not.toBe(0);
  expect(await domains()).toEqual({ names: [], endpoints: [] });
});
