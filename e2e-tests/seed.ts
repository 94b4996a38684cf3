import path from 'node:path';
import knexFactory from 'knex';
import {
  type SeedTarget,
  seedTargets,
} from '../plugins/private-api-backend/src/__testUtils__/seed';

const quarterMs = 15 * 60_000;
const day = 24 * 60 * 60_000;
const owners = ['payments', 'checkout', 'search', 'platform'];
const versions = ['0.1.0', '0.2.0'];

/** The states of the first services. All others are up. */
const troubled: Array<Partial<SeedTarget>> = [
  {
    state: 'exposed',
    private: false,
    hop: 'load-balancer',
    code: 'entry',
    cause: 'The load balancer is internet-facing.',
  },
  {
    state: 'down',
    hop: 'target',
    code: 'tcp.timeout',
    cause: '10.0.3.9 did not respond',
  },
  {
    state: 'down',
    hop: 'dns',
    code: 'dns.nxdomain',
    cause: 'Name not found in this network’s DNS',
  },
  {
    state: 'degraded',
    code: 'certificate.ending',
    cause: 'Certificate expires in 9 days',
    certificateAt: 9,
  },
  {
    state: 'unknown',
    code: 'vantage.blind',
    cause: 'Cannot check from Dev VPC',
    private: null,
  },
  { state: 'maintenance' },
];

/** Name of a seeded service. */
export const seededName = (index: number) =>
  `seeded-${String(index).padStart(5, '0')}`;

/**
 * Writes services with their states into the database of a demo whose catalog pass is over, in the system `seeded`. The catalog
 * does not have them.
 *
 * @param stateDir - state folder of the demo
 */
export async function seedServices(
  stateDir: string,
  count: number,
): Promise<void> {
  const knex = knexFactory({
    client: 'better-sqlite3',
    connection: {
      filename: path.join(stateDir, 'database/private-api.sqlite'),
    },
    useNullAsDefault: true,
  });
  const now = Date.now();
  try {
    await seedTargets(
      knex,
      Array.from({ length: count }, (_, index) => service(index, now)),
      now,
    );
  } finally {
    await knex.destroy();
  }
}

function service(index: number, now: number): SeedTarget {
  const { certificateAt, ...trouble } = troubled[index] ?? {};
  const isDown = trouble.state === 'down';
  return {
    name: seededName(index),
    title: `Seeded service ${index}`,
    owner: `group:default/${owners[index % owners.length]}`,
    system: 'system:default/seeded',
    environment: 'local',
    version: versions[index % versions.length],
    since: now - (index + 1) * 60_000,
    checkedAt: now,
    staleAt: now + day,
    certificateAt: now + (certificateAt ?? 30 + (index % 300)) * day,
    uptime: isDown ? 0.75 : 1,
    p95Ms: 20 + (index % 80),
    ...trouble,
    slots: Array.from({ length: 96 }, (__, slot) => ({
      at: new Date(
        (Math.floor(now / quarterMs) - 95 + slot) * quarterMs,
      ).toISOString(),
      healthy: isDown && slot >= 72 ? 0 : 15,
      unhealthy: isDown && slot >= 72 ? 15 : 0,
      inconclusive: 0,
      maintenance: 0,
      expected: 15,
    })),
  };
}
