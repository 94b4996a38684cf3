import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describeStack } from '@private-serverless/stack';
import { hiddenCatalog } from './__testUtils__/catalog';
import { deployBoundStack } from './__testUtils__/deployed';
import { type Checkpoints, runAction } from './__testUtils__/runAction';
import { shippedTemplate, startScaffolder } from './__testUtils__/scaffolder';
import { World, startWorld } from './__testUtils__/world';
import { createCleanUpAction } from './actions/cleanUp';

/** The stack of a task whose later step fails or that is canceled, in the real scaffolder. */
describe('a run that fails after its deploy', () => {
  let world: World;
  let scaffolder: Awaited<ReturnType<typeof startScaffolder>>;

  beforeAll(async () => {
    world = await startWorld({ resourceDelayMs: 30 });
    const template = shippedTemplate('template.yaml');
    template.metadata.namespace = 'default';
    // With this field, the scaffolder polls for a cancellation until its process ends. This process runs further tests.
    delete template.spec!.EXPERIMENTAL_recovery;
    scaffolder = await startScaffolder(world, {
      entities: [template],
      publish: () => {
        throw new Error('the repository cannot be published');
      },
    });
  });
  afterAll(async () => {
    await scaffolder.stop();
    await world.close();
  });

  const start = (name: string, ifLaterStepFails?: string) =>
    scaffolder.start('template:default/private-serverless', {
      name,
      description: 'Takes orders',
      owner: 'group:default/payments',
      entry: 'endpoint',
      privateDns: 'off',
      environment: 'local',
      data: ['dynamodb'],
      repoUrl: `github.com?owner=acme&repo=${name}`,
      ...(ifLaterStepFails ? { ifLaterStepFails } : {}),
    });
  const stackOf = (name: string) =>
    describeStack({
      ...world.clients.forEnvironment(world.environments[0]),
      stackName: `${name}-local`,
    });
  const isOver = ({ type }: { type: string }) => type === 'completion';

  /** Runs a task until it fails. Contains the checks that are the same for both choices. */
  async function failed(name: string, choice?: string) {
    const taskId = await start(name, choice);
    const events = await scaffolder.until(taskId, isOver);
    expect(events.at(-1)?.body).toMatchObject({
      error: { message: 'the repository cannot be published' },
    });
    expect(
      events.map(({ body: { stepId, status } }) => [stepId, status]),
    ).toEqual(
      expect.arrayContaining([
        ['publish', 'failed'],
        ['register', 'skipped'],
        ['clean-up', 'completed'],
      ]),
    );
    expect(world.audit).toContainEqual(
      expect.objectContaining({
        eventId: 'stack-clean-up',
        severityLevel: choice ? 'medium' : 'low',
        status: 'succeeded',
        meta: expect.objectContaining({
          taskId,
          entityRef: `component:default/${name}`,
          deleted: choice === 'destroy',
        }),
      }),
    );
    const lines = events.map(({ body }) => body.message).join('\n');
    return { taskId, lines, stack: await stackOf(name) };
  }

  it('keeps the stack if the user chose nothing', async () => {
    const { taskId, lines, stack } = await failed('kept');
    expect(stack?.status).toBe('CREATE_COMPLETE');
    expect(stack?.tags['private-serverless.dev/task-id']).toBe(taskId);
    expect(lines).toMatch(
      /Kept stack arn:\S+ \(CREATE_COMPLETE\): you chose to keep it/,
    );
  });

  it('deletes the stack if the user chose this', async () => {
    const { lines, stack } = await failed('deleted', 'destroy');
    expect(stack).toBeUndefined();
    expect(lines).toMatch(/Deleted stack arn:\S+, which this task created/);
    expect(lines).toMatch(
      /Retained by its deletion policy: .* To delete it: aws /,
    );
  });

  it('deletes the files that a recovered task could publish before it deletes anything else', async () => {
    const name = 'emptied';
    await deployBoundStack(world, name);
    const workspacePath = await world.workspace();
    await writeFile(path.join(workspacePath, 'catalog-info.yaml'), '');
    const checkpoints: Checkpoints = new Map();
    const seen: unknown[] = [];
    const options = {
      workspacePath,
      checkpoints,
      input: {
        choice: 'destroy',
        environment: 'local',
        entityRef: `component:default/${name}`,
        stackName: `${name}-local`,
      },
    };
    await runAction(createCleanUpAction(world), {
      ...options,
      onLine: line => {
        if (!/AWS::CloudFormation::Stack DELETE_IN_PROGRESS/.test(line)) return;
        seen.push(readdirSync(workspacePath), [...checkpoints.keys()]);
      },
    });
    expect(seen).toEqual([[], ['workspace-emptied']]);
    expect(await stackOf(name)).toBeUndefined();

    // The backend was killed, and the next one finds the stack of the same task.
    await deployBoundStack(world, name);
    const lines: string[] = [];
    await runAction(createCleanUpAction(world), {
      ...options,
      onLine: line => lines.push(line),
    });
    expect(lines.join('\n')).toMatch(
      /Ignore errors about missing files: they are not the cause of the failure/,
    );
  });

  it.each([
    ['it existed before this task started', {}],
    [
      'its owner tag does not name component:default/invoices',
      { entityRef: 'component:default/invoices' },
    ],
  ])('never deletes another stack: %s', async (why, input) => {
    await deployBoundStack(world, 'orders');
    const lines: string[] = [];
    const output = await runAction(createCleanUpAction(world), {
      workspacePath: await world.workspace(),
      taskId: randomUUID(),
      input: {
        choice: 'destroy',
        environment: 'local',
        entityRef: 'component:default/orders',
        stackName: 'orders-local',
        ...input,
      },
      onLine: line => lines.push(line),
    });
    expect(output).toEqual({ deleted: false, retained: [] });
    expect(lines.join('\n')).toContain(why);
    expect((await stackOf('orders'))?.status).toBe('CREATE_COMPLETE');
  });

  it('never deletes a stack whose entity is in the catalog', async () => {
    await deployBoundStack(world, 'registered');
    const lines: string[] = [];
    const catalog = hiddenCatalog([
      {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: { name: 'registered', namespace: 'default' },
      },
    ]);
    await runAction(createCleanUpAction({ ...world, catalog }), {
      workspacePath: await world.workspace(),
      input: {
        choice: 'destroy',
        environment: 'local',
        entityRef: 'component:default/registered',
        stackName: 'registered-local',
      },
      onLine: line => lines.push(line),
    });
    expect(lines).toEqual([
      expect.stringMatching(
        /^Kept stack arn:\S+ \(CREATE_COMPLETE\): the catalog has component:default\/registered\.$/,
      ),
      'What to do: to delete both, destroy the service.',
    ]);
    expect((await stackOf('registered'))?.status).toBe('CREATE_COMPLETE');
  });

  it('has nothing to clean up if the task failed before its deploy', async () => {
    const lines: string[] = [];
    await runAction(createCleanUpAction(world), {
      workspacePath: await world.workspace(),
      input: { choice: 'destroy', environment: 'local' },
      onLine: line => lines.push(line),
    });
    expect(lines).toEqual([
      'Nothing was deployed. There is nothing to clean up.',
    ]);
  });

  it('cleans up in the deploy itself after a cancellation, which the scaffolder waits for', async () => {
    // Long enough to cancel before the end, even on a slow machine.
    world.sandbox.control.setDurations({ 'AWS::EC2::VPC': 10_000 });
    const taskId = await start('cancelled', 'destroy');
    await scaffolder.until(taskId, ({ body }) =>
      /AWS::EC2::VPC CREATE_IN_PROGRESS/.test(body.message),
    );
    await scaffolder.call(`tasks/${taskId}/cancel`, {});
    const events = await scaffolder.until(taskId, isOver);
    expect(events.map(({ body }) => body.message).join('\n')).toMatch(
      /Canceled: stack cancelled-local/,
    );
    expect([undefined, 'DELETE_IN_PROGRESS']).toContain(
      (await stackOf('cancelled'))?.status,
    );
  });
});
