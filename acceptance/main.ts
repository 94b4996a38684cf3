import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import type { Environment } from '@private-serverless/environment';
import { readEnvironment } from '../packages/cli/src/lib/environments';
import { type Candidate, candidates, costs, entries, networks } from './plan';
import { sandboxSite } from './sandboxSite';
import { type Site, stackOf, tryService } from './service';

/** `npm run aws:acceptance`: see README.md. */
async function main(): Promise<number> {
  const options = choices();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'aws-acceptance-'));
  const local = options.sandbox ? await sandboxSite(folder) : undefined;
  try {
    const id = local?.environment ?? options.environment;
    const files = local ? [local.config] : options.config;
    const environment = await readEnvironment({
      id,
      files,
      warn: line => console.error(line),
    });
    if (environment.production) {
      throw new Error(
        `environment: '${environment.id}' is a production environment. Use one for development, in which stacks may be created and destroyed.`,
      );
    }
    const plan = candidates(
      environment,
      options,
      randomBytes(3).toString('hex'),
    );
    show(environment, plan);
    if (plan.chosen.length === 0) return 1;
    if (!local && !options.yes && !(await isConfirmed(environment))) return 2;
    const confirmed = new Set<number>();
    const { region, awsEndpointUrl } = environment;
    const site: Site = {
      folder,
      environment: environment.id,
      at: ['--environment', environment.id, ...configOptions(files)],
      place: [
        ...['--region', region],
        ...(awsEndpointUrl ? ['--aws-endpoint-url', awsEndpointUrl] : []),
      ],
      way: local?.way ?? (async () => options.way),
      waitMs: options.wait * 60_000,
      confirmed: claim => confirmed.add(claim),
      print: line => console.log(line),
    };
    const failures = await tryAll(site, plan.chosen);
    const numbers = [...confirmed].sort((a, b) => a - b).join(', ');
    console.log(
      `\n${
        local
          ? 'Claims that a run on AWS would confirm'
          : 'Confirmed on AWS: claims'
      } ${numbers} of docs/aws-claims.md.`,
    );
    return failures;
  } finally {
    await local?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One service after the other, so that a small account has room for them. @returns 1 if any failed */
async function tryAll(site: Site, services: Candidate[]): Promise<number> {
  let failed = 0;
  for (const service of services) {
    const interrupted = () => {
      console.error(
        `\nInterrupted. To destroy what is left: private-serverless destroy --stack-name ${stackOf(
          service,
          site,
        )} ${site.place.join(' ')}`,
      );
      process.exit(130);
    };
    process.once('SIGINT', interrupted);
    const problem = await tryService(site, service).then(
      () => undefined,
      error => error as Error,
    );
    process.off('SIGINT', interrupted);
    if (problem) {
      failed += 1;
      console.error(
        `✕ ${service.entry}, ${service.network} network: ${problem.message}`,
      );
    }
  }
  return failed > 0 ? 1 : 0;
}

function show(
  { accountId, id, region }: Environment,
  { chosen, leftOut }: ReturnType<typeof candidates>,
): void {
  const lines = [
    `Environment ${id}: account ${accountId}, ${region}`,
    '',
    'Creates and destroys these services, one after the other:',
    ...chosen.map(
      ({ entry, name, network }) =>
        `  ${name}: entry ${entry}, ${network} network`,
    ),
    ...(leftOut.length > 0 ? ['', 'Left out:'] : []),
    ...leftOut.map(line => `  ${line}`),
    '',
    'Cost:',
    ...costs(chosen).map(line => `  ${line}`),
    '',
  ];
  console.log(lines.join('\n'));
}

async function isConfirmed({ accountId }: Environment): Promise<boolean> {
  if (!process.stdin.isTTY) {
    console.error(
      'Nothing was created. Add --yes to continue without a question.',
    );
    return false;
  }
  const question = createInterface({
    input: process.stdin,
    output: process.stdout,
  });
  const answer = await question.question(`Type the account ID to continue: `);
  question.close();
  if (answer.trim() === accountId) return true;
  console.error('Nothing was created.');
  return false;
}

function configOptions(files: string[] | undefined): string[] {
  return (files ?? []).flatMap(file => ['--config', path.resolve(file)]);
}

function choices() {
  const { values } = parseArgs({
    options: {
      environment: { type: 'string' },
      config: { type: 'string', multiple: true },
      entry: { type: 'string', multiple: true },
      network: { type: 'string', multiple: true },
      resolver: { type: 'string' },
      proxy: { type: 'string' },
      'trust-bundle': { type: 'string' },
      wait: { type: 'string', default: '20' },
      yes: { type: 'boolean', default: false },
      sandbox: { type: 'boolean', default: false },
    },
  });
  if (!values.sandbox && !values.environment) {
    throw new Error(
      '--environment is missing. Add the ID of an environment for development, or --sandbox to try it without AWS.',
    );
  }
  const wait = Number(values.wait);
  if (!(wait > 0)) {
    throw new Error(
      `--wait: '${values.wait}' is not valid. Use minutes, such as 20.`,
    );
  }
  const way = (['resolver', 'proxy', 'trust-bundle'] as const).flatMap(name =>
    values[name] ? [`--${name}`, values[name]] : [],
  );
  return {
    ...values,
    wait,
    way,
    entries: valuesOf('entry', values.entry, entries),
    networks: valuesOf('network', values.network, networks),
  };
}

/** The values of an option. @returns all known values if there is none @throws Error if one is not known */
function valuesOf<T extends string>(
  option: string,
  values: string[] | undefined,
  known: readonly T[],
): readonly T[] {
  const unknown = values?.find(one => !known.includes(one as T));
  if (unknown !== undefined) {
    throw new Error(
      `--${option}: '${unknown}' is not valid. Use ${known.join(' or ')}.`,
    );
  }
  return (values as T[] | undefined) ?? known;
}

main().then(
  code => process.exit(code),
  error => {
    console.error(`\n✕ ${error.message}\n`);
    process.exit(1);
  },
);
