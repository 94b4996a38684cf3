import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Sandbox, startSandbox } from '@private-serverless/sandbox';
import { succeed } from './command';
import type { Site } from './service';

const id = 'acceptance';
const suffix = 'acceptance.internal';
const certificateDays = 90;

/**
 * Starts a local AWS with a complete environment: an existing network of the environment stack, ranges for new networks, and a
 * domain with a certificate.
 */
export async function sandboxSite(folder: string): Promise<{
  config: string;
  environment: string;
  way: Site['way'];
  sandbox: Sandbox;
  close(): Promise<void>;
}> {
  const sandbox = await startSandbox({ resourceDelayMs: 20 });
  process.env.AWS_ACCESS_KEY_ID = 'sandbox';
  process.env.AWS_SECRET_ACCESS_KEY = 'sandbox';
  const write = (name: string, content: object) =>
    writeFileSync(path.join(folder, name), JSON.stringify(content));
  const first = {
    id,
    accountId: '111111111111',
    region: 'eu-central-1',
    awsEndpointUrl: sandbox.endpointUrl,
    corporateCidrs: ['10.0.0.0/8'],
    domain: { suffix },
  };
  write('first.json', { privateServerless: { environments: [first] } });
  write('vpc.json', { VpcCidr: '10.32.0.0/20', SubnetHostBits: '8' });
  const at = ['--environment', id, '--config', 'first.json'];
  await succeed(
    folder,
    ...['environment', 'deploy', ...at, '--parameters', 'vpc.json'],
  );
  const shown = JSON.parse(
    await succeed(folder, 'environment', 'show', ...at, '--json'),
  );
  const [environment] = shown.privateServerless.environments;
  environment.domain.certificateArn = sandbox.control.addCertificate({
    names: [`*.${suffix}`],
    notAfter: new Date(Date.now() + certificateDays * 86_400_000).toISOString(),
  });
  environment.network.new = { cidrs: ['10.64.0.0/16'], netmaskLength: 20 };
  write('config.json', shown);
  return {
    config: path.join(folder, 'config.json'),
    environment: id,
    // From inside the VPC of the service.
    async way(_, { VpcId }) {
      const { connectProxyUrl, resolver } = await sandbox.openVpc(VpcId);
      return [
        ...['--resolver', resolver, '--proxy', connectProxyUrl],
        ...['--trust-bundle', sandbox.caFile],
      ];
    },
    sandbox,
    close: () => sandbox.close(),
  };
}
