import { spawn } from 'node:child_process';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Sandbox } from '@private-serverless/sandbox';
import { parse, stringify } from 'yaml';
import { type DemoSettings, repositoryRoot } from './settings';

const id = 'corporate';
const folder = path.join(repositoryRoot, 'packages/demo/environments');
const own = path.join(folder, 'corporate.yaml');
const parameters = path.join(folder, 'corporate.parameters.json');

/** Milliseconds per resource of the environment stack. It stands for a network that has existed for a long time. */
const resourceMs = 20;

/** Services with a network of their own have names under this domain, in the zone of the corporate network. */
const localSuffix = 'local.acme.internal';
const certificateDays = 300;

/** The lists of the configuration that the demo replaces. Backstage does not merge lists. */
type Sections = {
  privateServerless: { environments: Array<Record<string, any>> };
  privateApi?: { vantages: object[] };
};

/**
 * Creates the demo's second environment, an existing network, with the environment stack, and opens a resolver and a proxy in
 * its VPC. A later start uses what the first one created.
 *
 * @returns the configuration file with all environments and vantages of the demo
 * @throws Error with the output of the command that failed
 */
export async function startCorporateNetwork(
  { corporatePort, moreEnvironments, sandboxPort, stateDir }: DemoSettings,
  sandbox: Sandbox,
): Promise<string> {
  const created = path.join(stateDir, 'corporate.json');
  if (!existsSync(created)) {
    sandbox.control.setDurations({ '*': resourceMs });
    try {
      await run(sandboxPort, 'deploy', '--parameters', parameters, '--json');
    } finally {
      sandbox.control.setDurations({});
    }
    const shown = JSON.parse(await run(sandboxPort, 'show', '--json'));
    addCertificate(shown, sandbox);
    // A demo that is killed now does not leave half of the file.
    writeFileSync(`${created}.new`, JSON.stringify(shown));
    renameSync(`${created}.new`, created);
  }
  const [environment] = readYaml(created).privateServerless.environments;
  const { vpcId } = environment.network.existing;
  await sandbox.openVpc(vpcId, corporatePort);
  const file = path.join(stateDir, 'app-config.corporate.yaml');
  const [written] = readYaml(own).privateServerless.environments;
  // The port of the sandbox can differ at each start.
  const corporate = { ...environment, awsEndpointUrl: written.awsEndpointUrl };
  const more = (await moreEnvironments?.(sandbox, corporate)) ?? [];
  const text = stringify(configuration([corporate, ...more], corporatePort), {
    aliasDuplicateObjects: false,
  });
  writeFileSync(file, text);
  return file;
}

/** Adds a certificate for the names of services, which comes from the certificate authority of the company. */
function addCertificate(shown: Sections, sandbox: Sandbox): void {
  const [{ domain }] = shown.privateServerless.environments;
  domain.certificateArn = sandbox.control.addCertificate({
    names: [`*.${domain.suffix}`, `*.${localSuffix}`],
    notAfter: new Date(Date.now() + certificateDays * 86_400_000).toISOString(),
  });
}

/** The first environment of the demo uses the zone, the certificate and the log bucket of the corporate network. */
function withDomain(
  environment: Record<string, any>,
  { domain, logBucket }: Record<string, any>,
) {
  // The state of an earlier version of the demo has no domain.
  return domain?.certificateArn
    ? { ...environment, logBucket, domain: { ...domain, suffix: localSuffix } }
    : environment;
}

function configuration(
  [corporate, ...more]: Array<Record<string, any>>,
  port: number,
): Sections {
  const demo = readYaml(path.join(repositoryRoot, 'app-config.yaml'));
  const environments = [
    ...demo.privateServerless.environments.map(one =>
      withDomain(one, corporate),
    ),
    corporate,
    ...more,
  ];
  const vantage = {
    id,
    title: 'Corporate VPC',
    environment: id,
    resolver: `127.0.0.1:${port}`,
    connectProxy: `http://127.0.0.1:${port + 1}`,
    trustBundle: '${DEMO_STATE:-../../.demo}/sandbox/ca.pem',
  };
  return {
    privateServerless: { environments },
    privateApi: { vantages: [...demo.privateApi!.vantages, vantage] },
  };
}

function readYaml(file: string): Sections {
  return parse(readFileSync(file, 'utf8'));
}

/** Runs a command of the environment. This process is the sandbox, so it must not wait for the command. */
function run(sandboxPort: number, ...command: string[]): Promise<string> {
  const cli = path.join(repositoryRoot, 'packages/cli/bin/private-serverless');
  const [name, ...options] = command;
  const target = ['--environment', id, '--config', own];
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [cli, 'environment', name, ...target, ...options],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          NODE_OPTIONS: '',
          SANDBOX_PORT: String(sandboxPort),
          AWS_ACCESS_KEY_ID: 'sandbox',
          AWS_SECRET_ACCESS_KEY: 'sandbox',
        },
      },
    );
    let output = '';
    let log = '';
    child.stdout.on('data', chunk => {
      output += chunk;
    });
    child.stderr.on('data', chunk => {
      log = (log + chunk).slice(-4000);
    });
    const end = () => child.kill('SIGTERM');
    process.once('SIGTERM', end);
    child.once('error', reject);
    child.once('exit', code => {
      process.off('SIGTERM', end);
      if (code === 0) {
        resolve(output);
      } else {
        reject(
          new Error(
            `Failed to ${name} the environment ${id}:\n${log}${output}`,
          ),
        );
      }
    });
  });
}
