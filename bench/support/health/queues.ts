import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import type { ProbingConfig } from '../../../plugins/private-api-backend/src/config/ProbingConfig';
import { nextDue } from '../../../plugins/private-api-backend/src/probing/nextDue';
import { nextRecord } from '../../../plugins/private-api-backend/src/probing/nextRecord';
import { ProbeThread } from '../../../plugins/private-api-backend/src/probing/ProbeThread';
import { phasesOf } from '../../../plugins/private-api-backend/src/store/rows';
import { toTarget } from '../../../plugins/private-api-backend/src/targets/targetRows';
import type { BackendOptions } from './backend';

type Job = { checkId: number; dueAt: number };
type QueueOptions = BackendOptions & {
  config: ProbingConfig;
  knex: Knex;
  logger: LoggerService;
  late(dueAt: number, now: number): void;
};

/** The part of the two libraries that the bench uses. They are installed in the folder of the bench only. */
/* eslint-disable @typescript-eslint/no-require-imports */
const load = (name: string): any => require(name);

const queue = 'probe';
/** As long as the lease of this project. */
const queueOptions = { expireInSeconds: 30, retryLimit: 10, retryDelay: 0 };

/** Time for which results are collected, in milliseconds. As long as this project does. */
const collectMs = 500;

/**
 * Runs the probes of this project with the queue of another one: each probe is a job, which adds the next one. They probe in the
 * same thread and store results in batches too, but without states, rollups and leases, so they have less to do.
 */
export async function startQueue(
  engine: 'graphile-worker' | 'pg-boss',
  options: QueueOptions,
): Promise<void> {
  const probe = createProbe(options);
  await (engine === 'pg-boss'
    ? startPgBoss(options, probe)
    : startGraphile(options, probe));
}

/** Puts the first job of each check into the queue. Once, before the backends start. */
export async function fillQueue(
  engine: 'graphile-worker' | 'pg-boss',
  url: string,
  knex: Knex,
): Promise<void> {
  const checks = await knex('checks').select('id', 'next_due_at');
  const jobs: Job[] = checks.map(row => ({
    checkId: row.id,
    dueAt: Number(row.next_due_at),
  }));
  if (engine === 'pg-boss') {
    const boss = await openPgBoss(url);
    await boss.createQueue(queue, queueOptions);
    await boss.insert(
      queue,
      jobs.map(data => ({ data, startAfter: new Date(data.dueAt) })),
    );
    await boss.stop({ graceful: false });
    return;
  }
  const utils = await load('graphile-worker').makeWorkerUtils({
    connectionString: url,
  });
  await utils.migrate();
  await utils.addJobs(
    jobs.map(payload => ({
      identifier: queue,
      payload,
      runAt: new Date(payload.dueAt),
      jobKey: String(payload.checkId),
    })),
  );
  await utils.release();
}

async function startGraphile(
  { url, concurrency }: QueueOptions,
  probe: (job: Job) => Promise<Job>,
) {
  await load('graphile-worker').run({
    connectionString: url,
    concurrency,
    noHandleSignals: true,
    pollInterval: 500,
    maxPoolSize: 20,
    logger: new (load('graphile-worker').Logger)(() => () => {}),
    taskList: {
      [queue]: async (payload: Job, helpers: any) => {
        const next = await probe(payload);
        await helpers.addJob(queue, next, {
          runAt: new Date(next.dueAt),
          jobKey: String(next.checkId),
        });
      },
    },
  });
}

async function openPgBoss(url: string) {
  const { PgBoss } = load('pg-boss');
  const boss = new PgBoss({ connectionString: url, max: 20 });
  boss.on('error', console.error);
  await boss.start();
  return boss;
}

async function startPgBoss(
  { url, concurrency }: QueueOptions,
  probe: (job: Job) => Promise<Job>,
) {
  const boss = await openPgBoss(url);
  await boss.work(
    queue,
    { localConcurrency: concurrency, pollingIntervalSeconds: 0.5 },
    async ([{ data }]: [{ data: Job }]) => {
      const next = await probe(data);
      await boss.send(queue, next, { startAfter: new Date(next.dueAt) });
    },
  );
}

/** A function that runs one probe and returns the next job when its result is stored. */
function createProbe({ config, knex, logger, late, intervalMs }: QueueOptions) {
  const thread = new ProbeThread({ config, logger });
  let waiting: Array<{ row: object; settle(): void }> = [];
  const store = (row: object) =>
    new Promise<void>(settle => {
      waiting.push({ row, settle });
    });
  setInterval(async () => {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    await knex('results').insert(batch.map(({ row }) => row));
    batch.forEach(({ settle }) => settle());
  }, collectMs);
  return async ({ checkId, dueAt }: Job): Promise<Job> => {
    late(dueAt, Date.now());
    const row = await knex('checks')
      .join('targets', 'targets.id', 'checks.target_id')
      .where('checks.id', checkId)
      .first('targets.*', 'checks.record');
    const target = toTarget(row);
    const result = await thread.probe({
      vantageId: 'backend',
      targetId: target.id,
      url: target.binding!.url,
      ownedHosts: [],
      vpc: { unknown: 'not read' },
      intervalMs,
    });
    const before = row.record === null ? undefined : JSON.parse(row.record);
    const record = nextRecord(before, result, target, config);
    await knex('checks')
      .where({ id: checkId })
      .update({
        record: JSON.stringify(record),
        result: JSON.stringify(result),
        checked_at: Date.parse(result.at),
      });
    await store({
      check_id: checkId,
      at: Date.parse(result.at),
      outcome: result.healthy ? 'healthy' : 'unhealthy',
      failure: result.failure?.code ?? null,
      ...phasesOf(result),
    });
    const now = Date.now();
    return { checkId, dueAt: nextDue({ dueAt, now, intervalMs, record }) };
  };
}
