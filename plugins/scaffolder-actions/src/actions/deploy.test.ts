import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { describeStack } from '@private-serverless/stack';
import { deployBoundStack, generatedService } from '../__testUtils__/deployed';
import { Checkpoints, runAction } from '../__testUtils__/runAction';
import { World, startWorld } from '../__testUtils__/world';
import { createDeployAction } from './deploy';

/** External events during a deploy: a retry, a cancellation, an AWS that stops responding. */
describe('privateServerless:stack:deploy, interrupted', () => {
  let world: World;
  let repository: string;
  beforeEach(async () => {
    world = await startWorld({ resourceDelayMs: 100 });
    repository = await generatedService(world, 'orders');
  });
  afterEach(() => world.close());

  const input = {
    environment: 'local',
    entityRef: 'component:default/orders',
    onExisting: 'refuse',
  };
  const run = (options: Partial<Parameters<typeof runAction>[1]> = {}) => {
    const action: TemplateAction<any, any> = createDeployAction({
      ...world,
      retryPolicy: { retries: 1, baseMs: 1, maxMs: 1 },
    });
    return runAction(action, { workspacePath: repository, input, ...options });
  };
  /** Calls a function at the first resource that is being created. */
  const atFirstResource = (callback: () => void) => {
    let called = false;
    return (line: string) => {
      if (
        called ||
        !/AWS::(?!CloudFormation::Stack ).* CREATE_IN_PROGRESS/.test(line)
      ) {
        return;
      }
      called = true;
      callback();
    };
  };

  it('reports the same result in a later run of the task, and refuses its stack to another task', async () => {
    const checkpoints: Checkpoints = new Map();
    const first = await run({ checkpoints });
    const second = await run({ checkpoints });
    expect(second).toMatchObject({
      operation: 'create',
      resumed: true,
      stackArn: first.stackArn,
      outputs: first.outputs,
    });
    expect(world.sandbox.control.requestCounts().CreateChangeSet).toBe(1);
    await expect(run()).rejects.toThrow(
      'Stack orders-local already exists (CREATE_COMPLETE). Choose another name, or set onExisting to update if the stack is yours.',
    );
  });

  it("does not continue with another entity's stack in a later attempt", async () => {
    const checkpoints: Checkpoints = new Map([['name-is-free:local/.', true]]);
    await deployBoundStack(world, 'invoices', { stackName: 'orders-local' });
    await expect(run({ checkpoints })).rejects.toThrow(
      /its owner tag \S+ names 'component:default\/invoices'/,
    );
  });

  /** Long enough for the actions of a test in the meantime, even on a slow machine. */
  const slowly = () =>
    world.sandbox.control.setDurations({ 'AWS::EC2::VPC': 5000 });

  it('deletes the new stack when the task is canceled', async () => {
    slowly();
    const controller = new AbortController();
    await expect(
      run({
        signal: controller.signal,
        onLine: atFirstResource(() => controller.abort()),
      }),
    ).rejects.toThrow(
      /^Canceled: stack orders-local: its deletion was requested, because this deploy was creating it\. It was left in DELETE_COMPLETE/,
    );
    const { cloudFormation } = world.clients.forEnvironment(
      world.environments[0],
    );
    await expect(
      describeStack({ cloudFormation, stackName: 'orders-local' }),
    ).resolves.toBeUndefined();
  });

  it('reports only the last known state when AWS stops responding', async () => {
    slowly();
    let closed: Promise<void> | undefined;
    await expect(
      run({
        onLine: atFirstResource(() => {
          closed = world.sandbox.close();
        }),
      }),
    ).rejects.toThrow(
      /^Stack orders-local: the outcome of the deploy is unknown: AWS stopped responding/,
    );
    await closed;
  });

  it('fails immediately if AWS does not respond at the start', async () => {
    await world.sandbox.close();
    await expect(run()).rejects.toThrow(/^No response from AWS/);
  });
});
