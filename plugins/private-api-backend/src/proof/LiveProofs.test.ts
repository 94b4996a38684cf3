import { mockServices } from '@backstage/backend-test-utils';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import { StackError } from '@private-serverless/stack';
import { noon } from '../__testUtils__/engine';
import { entry, storedProof } from '../__testUtils__/proofs';
import { memoryStores } from '../__testUtils__/store';
import { LiveProofs } from './LiveProofs';
import { ProofStore } from './ProofStore';
import { stackRevision } from './stackRevision';
import type { StackTemplates } from './StackTemplates';

const minute = 60_000;
const entityRef = 'component:default/orders';
const ready = {
  stackArn: entry.stackArn,
  stackName: 'orders-dev',
  status: 'UPDATE_COMPLETE',
  tags: { 'private-serverless.dev/entity-ref': entityRef },
  outputs: {},
  parameters: {},
};

const environment = { id: 'dev', network: {} } as Environment;

/** Proofs of one target whose stack has this description. */
async function setUp(
  describe: () => Promise<object | undefined> = async () => ready,
  adoptedFor?: string,
) {
  const { knex, targets } = await memoryStores();
  const store = new ProofStore(knex);
  const time = { now: noon };
  const logger = mockServices.logger.mock();
  const made: object[] = [];
  const told: string[] = [];
  const paused = { value: false };
  const proofs = new LiveProofs({
    environments: [environment],
    adoptedStacks: new Map(adoptedFor ? [[entry.stackArn, adoptedFor]] : []),
    store,
    stacks: {
      describe,
      template: async () => 'Resources: {}',
      isPaused: () => paused.value,
    } as unknown as StackTemplates,
    maker: {
      async make(options) {
        made.push(options);
        return { latest: storedProof([], { checkedAt: time.now }) };
      },
    },
    logger,
    clock: () => time.now,
  });
  proofs.listen(async id => {
    told.push(id);
  });
  const target = {
    id: entry.targetId,
    entityRef,
    stackArn: entry.stackArn,
    syncedAt: noon,
    stack: {
      environmentId: 'dev',
      revision: stackRevision(ready, environment),
    },
    reason: { code: 'output.missing', headline: '', advice: '' } as const,
  };
  await targets.save(target, []);
  await proofs.use(target);
  const stored = async () => (await proofs.entries(['t1'])).get('t1');
  return { proofs, target, time, logger, made, told, paused, stored };
}

describe('LiveProofs', () => {
  it('verifies a stack after it has changed, and once per day', async () => {
    const { proofs, target, time, made, told } = await setUp();
    await proofs.refresh();
    await proofs.refresh();
    expect(made).toHaveLength(1);
    expect(told).toEqual(['t1']);
    await proofs.use(target);
    await proofs.refresh();
    expect(made).toHaveLength(1);
    await proofs.use({
      ...target,
      stack: { environmentId: 'dev', revision: 'r2' },
    });
    await proofs.refresh();
    expect(made).toHaveLength(2);
    time.now += 22 * 60 * minute;
    await proofs.refresh();
    expect(made).toHaveLength(2);
    time.now += 2 * 60 * minute;
    await proofs.refresh();
    expect(made).toHaveLength(3);
  });

  it.each([
    ['does not exist', async () => undefined],
    ['is deleted', async () => ({ ...ready, status: 'DELETE_COMPLETE' })],
    ['has another owner', async () => ({ ...ready, tags: {} })],
  ])('deletes the proof of a stack that %s', async (_, describeStack) => {
    const { proofs, made, told, stored } = await setUp(describeStack);
    await proofs.refresh();
    expect(made).toEqual([]);
    expect(told).toEqual(['t1']);
    expect(await stored()).toBeUndefined();
  });

  it('verifies an adopted stack', async () => {
    const { proofs, made } = await setUp(
      async () => ({ ...ready, tags: {} }),
      entityRef,
    );
    await proofs.refresh();
    expect(made).toHaveLength(1);
  });

  it.each([
    ['UPDATE_IN_PROGRESS', undefined],
    ['ROLLBACK_COMPLETE', expect.stringContaining('is ROLLBACK_COMPLETE')],
    ['UPDATE_ROLLBACK_FAILED', expect.stringContaining('is not what runs')],
  ])(
    'keeps the earlier proof of a stack that is %s',
    async (status, problem) => {
      const stack = { ...ready };
      const { proofs, time, made, stored } = await setUp(async () => stack);
      await proofs.refresh();
      time.now += 25 * 60 * minute;
      stack.status = status;
      await proofs.refresh();
      expect(made).toHaveLength(1);
      const kept = await stored();
      expect(kept).toMatchObject({ latest: { checkedAt: noon } });
      expect(kept!.problem).toEqual(problem);
    },
  );

  it('logs a failure, keeps the earlier proof, and tries again', async () => {
    let error: Error | undefined;
    const { proofs, time, logger, made, stored } = await setUp(async () => {
      if (error) throw error;
      return ready;
    });
    await proofs.refresh();
    time.now += 25 * 60 * minute;
    error = new StackError('failed', 'arn:aws:iam::1:role/r is not allowed', {
      awsCode: 'AccessDenied',
    } as never);
    await proofs.refresh();
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('role/r is not allowed'),
    );
    const failed = await stored();
    expect(failed!.problem).toMatch(/^AWS could not be read: /);
    expect(failed!.problem).not.toContain('role/r');
    expect(failed!.latest!.checkedAt).toBe(noon);
    error = undefined;
    time.now += 60 * minute;
    await proofs.refresh();
    expect(made).toHaveLength(2);
    expect((await stored())!.problem).toBeUndefined();
  });

  it('sends nothing to an environment that does not respond', async () => {
    const { proofs, made, paused } = await setUp();
    paused.value = true;
    await proofs.refresh();
    expect(made).toEqual([]);
    paused.value = false;
    await proofs.refresh();
    expect(made).toHaveLength(1);
  });

  it('forgets a stack that is not bound any more, and keeps one that AWS does not describe', async () => {
    const { proofs, target, stored } = await setUp();
    const because = (code: 'stack.unreachable' | 'stack.notBound') =>
      proofs.use({
        ...target,
        stack: undefined,
        reason: { ...target.reason, code },
      });
    await because('stack.unreachable');
    expect(await stored()).toBeDefined();
    await because('stack.notBound');
    expect(await stored()).toBeUndefined();
  });
});
