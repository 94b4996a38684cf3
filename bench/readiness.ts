import {
  startAccount,
  type TestAccount,
} from '../packages/readiness/src/__testUtils__/account';
import { checkReadiness } from '../packages/readiness/src';
import { printTable, seconds } from './support/table';

const delayMs = 50;
const rounds = 20;
const targets = { calls: 40, ms: 3_000 };

/**
 * `npm run bench:readiness`: calls and time of the check of a complete environment, with every part that an environment can have.
 * Each call takes 50 ms longer than in the sandbox, as over a network.
 */
async function main() {
  const account = await startAccount();
  try {
    const { control } = account.sandbox;
    control.setRequestFaults({ delayMs });
    const options = {
      environment: fullEnvironment(account),
      clients: account.clients,
    };
    control.resetRequestCounts();
    const times: number[] = [];
    let checks = 0;
    for (let round = 0; round < rounds; round += 1) {
      const begin = performance.now();
      const readiness = await checkReadiness(options);
      times.push(performance.now() - begin);
      const problems = readiness.checks.filter(({ status }) => status !== 'ok');
      // Certificates of the account are valid relative to a fixed time.
      const [other] = problems.filter(({ id }) => id !== 'certificate.expiry');
      if (other) throw new Error(`${other.id}: ${other.found ?? other.status}`);
      checks = readiness.checks.length;
    }
    const counts = control.requestCounts();
    const calls =
      Object.values(counts).reduce((sum, count) => sum + count, 0) / rounds;
    const [first, ...rest] = times;
    const sorted = [...rest].sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)];
    console.log(
      `Full environment, ${checks} checks, ${delayMs} ms per call, ${rounds} rounds\n`,
    );
    printTable(
      ['', 'measured', 'target'],
      [
        ['calls', String(calls), `≤ ${targets.calls}`],
        ['first check', seconds(first), `≤ ${seconds(targets.ms)}`],
        ['median', seconds(median), `≤ ${seconds(targets.ms)}`],
        ['slowest', seconds(Math.max(...rest)), `≤ ${seconds(targets.ms)}`],
        ['one call after the other, at least', seconds(calls * delayMs), ''],
      ],
    );
    console.log(
      `\n${Object.entries(counts)
        .map(([name, count]) => `${count / rounds} ${name}`)
        .sort()
        .join(', ')}`,
    );
  } finally {
    await account.close();
  }
}

/** The complete environment of the tests, whose services can also have VPCs of their own. */
function fullEnvironment({ environment, ids, sandbox }: TestAccount) {
  return {
    ...environment,
    network: {
      existing: {
        ...environment.network.existing!,
        endpointIds: { logs: ids.Logs, lambda: ids.Lambda, sqs: ids.Sqs },
        endpointSecurityGroupIds: [ids.Group],
      },
      new: {
        cidrs: [],
        ipamPoolId: sandbox.control.addIpamPool({ cidrs: ['10.96.0.0/16'] }),
        transitGatewayId: 'tgw-0a',
        resolverRuleIds: [],
        associateZoneVpcIds: [],
        prefixListIds: {},
      },
    },
  };
}

main().then(
  () => process.exit(0),
  error => {
    console.error(error);
    process.exit(1);
  },
);
