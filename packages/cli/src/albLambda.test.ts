import { type Sandbox, startSandbox } from '@private-serverless/sandbox';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  healthUrl,
  namedEnvironment,
  type NamedServices,
  namedServices,
} from './__testUtils__/namedServices';
import { folderWith } from './__testUtils__/run';

// Each deploy follows its stack operation for some seconds.
jest.setTimeout(300_000);

const region = 'eu-central-1';
let sandbox: Sandbox;
let services: NamedServices;

beforeAll(async () => {
  sandbox = await startSandbox({ resourceDelayMs: 2, secondMs: 50 });
  const cwd = folderWith();
  const shared = await namedEnvironment(sandbox, cwd, { id: 'shared' });
  const { domain } = shared;
  const environments = [
    shared,
    {
      ...shared,
      id: 'bare',
      domain: { ...domain, suffix: 'bare.dev.acme.internal' },
      logBucket: undefined,
    },
    {
      ...shared,
      // The stack's name is longer than the name of a target group can be.
      id: 'own-network-of-each-service',
      domain: { ...domain, suffix: 'own.dev.acme.internal' },
      network: { new: { cidrs: ['10.64.0.0/16'], netmaskLength: 20 } },
    },
  ];
  writeFileSync(
    path.join(cwd, 'config.json'),
    JSON.stringify({ privateServerless: { environments } }),
  );
  services = namedServices(sandbox, cwd, 'alb-lambda');
});
afterAll(() => sandbox.close());

it.each([
  ['orders', 'shared', 'dev', { data: ['dynamodb'] }, '/items'],
  [
    'stock',
    'own-network-of-each-service',
    'own.dev',
    { data: [] },
    '/hello?name=A%20L',
  ],
])(
  'the load balancer of %s in %s invokes the function',
  async (name, environment, domain, changes, route) => {
    const outputs = await services.deploy(name, environment, changes);
    expect(outputs).toMatchObject({
      EndpointUrl: `https://${name}.${domain}.acme.internal`,
      LoadBalancerArn: expect.stringContaining(':loadbalancer/app/'),
    });
    expect(outputs).not.toHaveProperty('RestApiId');
    const statusOf = async (url: string) =>
      (await services.probeIn(outputs.VpcId, url)).http?.status;
    expect(
      await services.probeIn(outputs.VpcId, healthUrl(outputs)),
    ).toMatchObject({ healthy: true, private: true, http: { status: 200 } });
    expect(await statusOf(outputs.EndpointUrl + route)).toBe(200);
    expect(await statusOf(`${outputs.EndpointUrl}/other`)).toBe(404);

    const destroyed = await services.destroy(`${name}-${environment}`, region);
    expect(destroyed.stdout).toMatch(/^DELETE_COMPLETE/);
    expect(await statusOf(healthUrl(outputs))).toBeUndefined();
  },
);

it('an environment without a bucket for logs is rejected before a file is written', async () => {
  const { code, stderr } = await services.generate('bare', 'bare');
  expect(code).toBe(2);
  expect(stderr).toMatch(/environment[.]logBucket: missing, .*Add/);
});
