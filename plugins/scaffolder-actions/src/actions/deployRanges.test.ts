import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { deployParameters } from '@private-serverless/readiness';
import { describeStack } from '@private-serverless/stack';
import { exampleAnswers } from '../__testUtils__/answers';
import { generateInChild } from '../__testUtils__/realGenerator';
import { runAction } from '../__testUtils__/runAction';
import { World, startWorld } from '../__testUtils__/world';
import { createCleanUpAction } from './cleanUp';
import { createDeployAction } from './deploy';
import { createDestroyAction } from './destroy';

jest.setTimeout(120_000);

const entityRef = 'component:default/orders';

/** Services with a network of their own. */
describe('the address ranges of deploys', () => {
  let world: World;
  let repository: string;
  beforeAll(async () => {
    world = await startWorld({ resourceDelayMs: 5 });
    world.ownershipEntityRefs.push('group:default/payments');
    repository = await world.workspace();
    await generateInChild({
      answers: exampleAnswers({ name: 'orders', owner: 'payments', data: [] }),
      environment: world.environments[0],
      outDir: repository,
    });
  });
  afterEach(() => world.taskRecords.clear());
  afterAll(() => world.close());

  const run = (
    action: TemplateAction<any, any>,
    input: Record<string, string>,
    taskId?: string,
    workspacePath = repository,
  ) =>
    runAction(action, {
      workspacePath,
      taskId,
      input: { environment: 'local', entityRef, ...input },
    });
  const deploy = (stackName: string, taskId = stackName) =>
    run(
      createDeployAction(world),
      { stackName, onExisting: 'continue' },
      taskId,
    );
  const clients = () => world.clients.forEnvironment(world.environments[0]);
  const destroy = async (stackName: string) => {
    const { stackArn } = (await describeStack({ ...clients(), stackName }))!;
    const action: TemplateAction<any, any> = createDestroyAction(world);
    await runAction(action, {
      workspacePath: await world.workspace(),
      input: { environment: 'local', stackArn, confirm: stackName },
    });
  };
  const rangeOf = async (stackName: string) =>
    (await describeStack({ ...clients(), stackName }))?.parameters.VpcCidr;
  const claimed = async () => {
    const { Contents = [] } = await clients().s3.send(
      new ListObjectsV2Command({
        Bucket: world.environments[0].artifactBucket,
        Prefix: 'network-ranges/',
      }),
    );
    return Contents.map(({ Key }) => Key!);
  };

  it('are different for services that are created at the same moment', async () => {
    const names = Array.from({ length: 6 }, (_, index) => `burst-${index}`);
    await Promise.all(names.map(name => deploy(name)));
    const ranges = await Promise.all(names.map(rangeOf));
    expect(new Set(ranges).size).toBe(names.length);
    const [environment] = world.environments;
    const { addressRange } = deployParameters({
      environment,
      ec2: world.clients.forReadiness(environment).ec2,
    });
    expect(await addressRange!.usedRanges()).toEqual(
      expect.arrayContaining(ranges),
    );
    expect(await claimed()).toHaveLength(names.length);
    await Promise.all(names.map(destroy));
    expect(await claimed()).toEqual([]);
  });

  it('one of two tasks with the same new name creates it, the other says so', async () => {
    for (const id of ['first', 'second']) {
      world.taskRecords.set(id, { isRunning: true });
    }
    const settled = await Promise.allSettled([
      deploy('twin', 'first'),
      deploy('twin', 'second'),
    ]);
    const failures = settled.flatMap(result =>
      result.status === 'rejected' ? [String(result.reason.message)] : [],
    );
    expect(failures).toEqual([
      expect.stringMatching(/^Stack twin already exists \(.*is still running/),
    ]);
    const stack = await describeStack({ ...clients(), stackName: 'twin' });
    expect(stack?.status).toBe('CREATE_COMPLETE');
    const range = stack!.parameters.VpcCidr;
    expect(await claimed()).toEqual([
      `network-ranges/${range.replace('/', '-')}.json`,
    ]);
  });

  it('are free again when a task deletes the stack that it created', async () => {
    const before = await claimed();
    await deploy('undone', 'undone');
    expect(await claimed()).toHaveLength(before.length + 1);
    await run(
      createCleanUpAction(world),
      { choice: 'destroy', stackName: 'undone' },
      'undone',
      await world.workspace(),
    );
    expect(await claimed()).toEqual(before);
  });

  it('stay those of the repository, if its parameters file has one', async () => {
    const copy = await world.workspace();
    await cp(repository, copy, { recursive: true });
    const { parameters: file } = JSON.parse(
      await readFile(path.join(copy, 'private-serverless.json'), 'utf8'),
    );
    const content = JSON.parse(await readFile(path.join(copy, file), 'utf8'));
    content.Parameters = {
      ...content.Parameters,
      VpcCidr: '10.200.0.0/20',
      SubnetHostBits: '8',
    };
    await writeFile(path.join(copy, file), JSON.stringify(content));
    const before = await claimed();
    await run(createDeployAction(world), { stackName: 'fixed' }, 'fixed', copy);
    expect(await rangeOf('fixed')).toBe('10.200.0.0/20');
    expect(await claimed()).toEqual(before);
  });
});
