import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import knexFactory from 'knex';
import {
  createManyServices,
  servicesPerStack,
} from '../plugins/private-api-backend/src/__testUtils__/manyServices';
import { EntryPartStore } from '../plugins/private-api-backend/src/entry/EntryPartStore';
import type { EntryParts } from '../plugins/private-api-backend/src/entry/EntryParts';
import { AwsEntryReader } from '../plugins/private-api-backend/src/entry/EntryReader';
import { EntryStates } from '../plugins/private-api-backend/src/entry/EntryStates';
import { judgeEntry } from '../plugins/private-api-backend/src/entry/judge/judgeEntry';
import { migrate } from '../plugins/private-api-backend/src/store/migrations';
import { AwsClients, readEnvironments } from '../plugins/private-api-node/src';
import {
  type SandboxProcess,
  startSandboxProcess,
} from './support/sandboxProcess';
import { printTable } from './support/table';

const services = Number(process.argv[2] ?? 1_000);
/** One round of probes per minute, and four runs of the scheduled task. */
const roundsPerHour = 60;
const hours = 7;
const target = 0.1;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/**
 * `npm run bench:entry-state`: how often the health service reads AWS's side of 1,000 services with a load balancer, each with a load
 * balancer, listener, target group, domain and mapping in the sandbox. The time between the runs of the scheduled task is simulated,
 * the requests are real. In the first hour, the services are added as fast as the rate limit of 4 requests per second would read them.
 */
async function main() {
  const sandbox = await startSandboxProcess();
  try {
    const all = await createServices(sandbox);
    const states = await createStates(sandbox.endpointUrl);
    await measure(sandbox, all, states);
  } finally {
    await sandbox.stop();
  }
}

async function createServices({ endpointUrl, control }: SandboxProcess) {
  await control('PUT', 'durations', { '*': 0 });
  const { arn } = await control('POST', 'certificates', {
    names: ['*.acme.internal'],
    notAfter: '2036-01-01T00:00:00Z',
  });
  const cloudFormation = new CloudFormationClient({
    region: 'eu-central-1',
    endpoint: endpointUrl,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  const all: EntryParts[] = [];
  while (all.length < services) {
    const index = all.length / servicesPerStack;
    all.push(
      ...(await createManyServices(cloudFormation, {
        count: Math.min(servicesPerStack, services - all.length),
        prefix: `shop${index}`,
        network: 100 + index,
        certificateArn: arn,
      })),
    );
    console.error(`${all.length} of ${services} services`);
  }
  cloudFormation.destroy();
  return all;
}

async function createStates(endpointUrl: string) {
  const config = new ConfigReader({
    aws: {
      accounts: [
        { accountId: '111111111111', accessKeyId: 'a', secretAccessKey: 'b' },
      ],
    },
    privateServerless: {
      environments: [
        {
          id: 'dev',
          accountId: '111111111111',
          region: 'eu-central-1',
          awsEndpointUrl: endpointUrl,
        },
      ],
    },
  });
  const knex = knexFactory({
    client: 'better-sqlite3',
    connection: ':memory:',
    useNullAsDefault: true,
  });
  await migrate(knex);
  const time = { now: Date.now() };
  const clock = () => time.now;
  const states = new EntryStates({
    environments: readEnvironments(config),
    store: new EntryPartStore(knex),
    reader: new AwsEntryReader({
      clients: AwsClients.fromConfig(config),
      logger: mockServices.rootLogger(),
      // Time is simulated, so the rate limit does not apply. The addition of the services stands for it.
      limits: { perSecond: 1_000_000, maxParallel: 4 },
      clock,
    }),
    clock,
  });
  return { states, time };
}

async function measure(
  { control }: SandboxProcess,
  all: EntryParts[],
  { states, time }: Awaited<ReturnType<typeof createStates>>,
) {
  const rows: string[][] = [];
  // Each service needs about four requests, at four requests per second.
  const perRun = 15;
  let added = 0;
  let later = 0;
  for (let hour = 1; hour <= hours; hour += 1) {
    await control('DELETE', 'requests');
    const begin = performance.now();
    for (let run = 0; run < roundsPerHour * 4; run += 1) {
      for (const parts of all.slice(added, added + perRun)) {
        await states.use({ environmentId: 'dev', parts });
      }
      added += perRun;
      time.now += 15_000;
      await states.refresh();
    }
    const { counts } = (await control('GET', 'requests')) as {
      counts: Record<string, number>;
    };
    const requests = Object.values(counts).reduce((a, b) => a + b, 0);
    const perRound = requests / roundsPerHour / services;
    if (hour > 1) later += perRound / (hours - 1);
    collect();
    const { heapUsed, rss } = process.memoryUsage();
    rows.push([
      String(hour),
      String(requests),
      perRound.toFixed(3),
      ((performance.now() - begin) / 1_000).toFixed(0),
      String(Math.round(heapUsed / 2 ** 20)),
      String(Math.round(rss / 2 ** 20)),
      Object.entries(counts)
        .map(([name, count]) => `${name} ${count}`)
        .join(', '),
    ]);
  }
  console.log(
    `${services} services with a load balancer, ${roundsPerHour} rounds of probes per hour\n`,
  );
  printTable(
    [
      'hour',
      'requests',
      'per round and service',
      's',
      'heap, MiB',
      'memory, MiB',
      'by operation',
    ],
    rows,
  );
  const findings = await Promise.all(
    all.map(async parts =>
      judgeEntry({
        entry: 'alb',
        parts,
        url: 'https://shop.acme.internal/health',
        region: 'eu-central-1',
        state: await states.stateOf({ environmentId: 'dev', parts }),
        now: time.now,
      }),
    ),
  );
  const good = findings.filter(
    hops => hops.length === 4 && hops.every(({ state }) => state === 'ok'),
  );
  console.log(
    `\n${good.length} services with a good state of every hop. ${later.toFixed(
      3,
    )} requests per round and service after the first hour (target: ≤ ${target}).`,
  );
}

main().then(
  () => process.exit(0),
  error => {
    console.error(error);
    process.exit(1);
  },
);
