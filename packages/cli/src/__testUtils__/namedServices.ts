import type { Sandbox } from '@private-serverless/sandbox';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { deployEnvironment } from './environmentStack';
import { answers } from './fixtures';
import { run } from './run';

// The environment decides on the network.
const withoutNetwork = Object.fromEntries(
  Object.entries(answers).filter(([name]) => name !== 'network'),
);

/**
 * Deploys the environment stack for services with names under `dev.acme.internal`, and adds a certificate.
 *
 * @param cwd - folder for the files of the command
 * @param changes - other keys of the environment
 * @returns the environment with zone, certificate and log bucket
 */
export async function namedEnvironment(
  sandbox: Sandbox,
  cwd: string,
  changes: { id: string } & Record<string, unknown>,
) {
  const before = {
    accountId: '111111111111',
    region: 'eu-central-1',
    awsEndpointUrl: sandbox.endpointUrl,
    corporateCidrs: ['10.0.0.0/8'],
    domain: { suffix: 'dev.acme.internal' },
    ...changes,
  };
  const environment = await deployEnvironment(cwd, before);
  const certificateArn = sandbox.control.addCertificate({
    names: ['*.dev', '*.inside.dev', '*.own.dev'].map(
      name => `${name}.acme.internal`,
    ),
    notAfter: new Date(Date.now() + 300 * 86_400_000).toISOString(),
  });
  const { suffix = '', ...zone } = environment.domain ?? {};
  return { ...environment, domain: { suffix, ...zone, certificateArn } };
}

/** Commands for services of one entry. */
export type NamedServices = ReturnType<typeof namedServices>;

/**
 * Generates, deploys, probes and destroys services of one entry in the environments of `config.json`.
 *
 * @param cwd - folder with `config.json`
 */
export function namedServices(sandbox: Sandbox, cwd: string, entry: string) {
  const command = (...args: string[]) => run(args, { cwd });
  const at = (id: string) => ['--environment', id, '--config', 'config.json'];

  const generate = (name: string, environment: string, changes = {}) => {
    const given = { ...withoutNetwork, name, environment, entry, ...changes };
    writeFileSync(path.join(cwd, `${name}.json`), JSON.stringify(given));
    return command(
      ...['generate', '--answers', `${name}.json`, '--out', name],
      ...['--config', 'config.json'],
    );
  };

  return {
    generate,

    /** Generates a service, deploys it twice and proves it. @returns the outputs of its stack */
    async deploy(name: string, environment: string, changes = {}) {
      const generated = await generate(name, environment, changes);
      expect(generated.code === 0 ? '' : generated.stderr).toBe('');
      const first = await command('deploy', name, ...at(environment), '--json');
      expect(first.code === 0 ? '' : first.stderr).toBe('');
      const again = await command('deploy', name, ...at(environment));
      expect(again.code === 0 ? '' : again.stderr).toBe('');
      expect(again.stdout).toMatch(/^Nothing to change/);
      const verified = await command('verify', name, '--format', 'json');
      const { findings, verdict } = JSON.parse(verified.stdout);
      expect({ findings, verdict }).toEqual({
        findings: [],
        verdict: 'private',
      });
      return JSON.parse(first.stdout).outputs as Record<string, string>;
    },

    /** Probes a URL from inside a VPC, with the certificates that the sandbox issues. */
    async probeIn(vpcId: string, url: string) {
      const { resolver, connectProxyUrl } = await sandbox.openVpc(vpcId);
      const { stdout } = await command(
        ...['probe', url, '--resolver', resolver, '--proxy', connectProxyUrl],
        ...['--trust-bundle', sandbox.caFile, '--json'],
      );
      return JSON.parse(stdout);
    },

    destroy: (stack: string, region: string) =>
      command(
        ...['destroy', '--stack-name', stack, '--region', region],
        ...['--aws-endpoint-url', sandbox.endpointUrl],
      ),
  };
}

/** URL of the health check of a service with these outputs. */
export function healthUrl({
  EndpointUrl,
  HealthPath,
}: Record<string, string>): string {
  return EndpointUrl + HealthPath;
}
