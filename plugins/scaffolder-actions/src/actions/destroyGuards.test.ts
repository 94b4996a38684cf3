import { UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import { runAction } from '../__testUtils__/runAction';
import { standingStack } from '../__testUtils__/standing';
import { World, startWorld } from '../__testUtils__/world';
import { createDestroyAction } from './destroy';

const template = (name: string) => `Resources:
  Data:
    Type: AWS::S3::Bucket
    Properties: { BucketName: ${name}-data }
  Kept:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    Properties: { BucketName: ${name}-kept }
`;

/** Checks that prevent a deletion from failing halfway, or from starting at all. */
describe('privateServerless:stack:destroy, guarded', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterEach(() => world.sandbox.control.clearFaults());
  afterAll(() => world.close());

  const clients = () => world.clients.forEnvironment(world.environments[0]);
  const put = (Bucket: string) =>
    clients().s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));
  const full = async (name: string) => {
    const arn = await standingStack(world, name, template(name));
    await put(`${name}-data`);
    await put(`${name}-kept`);
    return arn;
  };
  const run = async (
    name: string,
    arns: string[],
    input: JsonObject = {},
    options: Partial<Parameters<typeof runAction>[1]> = {},
  ) => {
    const action: TemplateAction<any, any> = createDestroyAction({
      ...world,
      catalog: catalogServiceMock({
        entities: [
          {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Component',
            metadata: {
              name,
              annotations: {
                'private-serverless.dev/stack-arn': arns.join(','),
              },
            },
          },
        ],
      }),
    });
    return runAction(action, {
      workspacePath: await world.workspace(),
      ...options,
      input: { entityRef: name, confirm: name, ...input },
    });
  };

  it('empties buckets only on request, never retained ones, and reports the number of objects', async () => {
    const arn = await full('orders');
    await expect(run('orders', [arn])).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringMatching(
        /^component:default\/orders was not destroyed\. Stack \S+: Bucket orders-data \(Data\) is not empty.*\(emptyBuckets\).*\nNothing was changed\.$/,
      ),
    });
    expect(await world.stackNames()).toContain('orders-local');

    const planned = await run('orders', [arn], { plan: true });
    expect(planned).toMatchObject({
      emptied: [],
      obstacles: [expect.stringMatching(/Bucket orders-data/)],
      unregistered: false,
    });
    const lines: string[] = [];
    const dry = await run(
      'orders',
      [arn],
      { emptyBuckets: true },
      { isDryRun: true, onLine: line => lines.push(line) },
    );
    expect(dry).toMatchObject({ emptied: [], obstacles: [] });
    expect(lines).toContain(
      'Bucket orders-data would be emptied first. All its objects would be lost.',
    );

    const output = await run('orders', [arn], { emptyBuckets: true });
    expect(output).toMatchObject({
      stacks: [arn],
      emptied: [{ stackArn: arn, bucket: 'orders-data', objects: 1 }],
      retained: [{ stackArn: arn, logicalId: 'Kept' }],
    });
    expect(world.audit.at(-1)).toMatchObject({
      eventId: 'stack-destroy',
      severityLevel: 'medium',
      meta: {
        emptyBuckets: true,
        liftProtection: false,
        emptied: ['orders-data'],
        retained: ['Kept'],
      },
    });
  });

  it('deletes no stack if something blocks the deletion of one of them', async () => {
    const arns = [
      await standingStack(world, 'pair', template('first'), 'pair-first'),
      await standingStack(world, 'pair', template('second'), 'pair-second'),
    ];
    await put('second-data');
    await expect(run('pair', arns)).rejects.toThrow(/second-data/);
    expect(await world.stackNames()).toEqual(
      expect.arrayContaining(['pair-first', 'pair-second']),
    );
    await expect(
      run('pair', arns, { retainResources: ['Data'] }),
    ).rejects.toThrow(/retainResources: applies to one stack/);
    const { stacks } = await run('pair', arns, { emptyBuckets: true });
    expect(stacks).toEqual(arns);
  });

  it('disables termination protection only on request', async () => {
    const arn = await standingStack(world, 'safe', template('safe'));
    await clients().cloudFormation.send(
      new UpdateTerminationProtectionCommand({
        StackName: arn,
        EnableTerminationProtection: true,
      }),
    );
    await expect(run('safe', [arn])).rejects.toThrow(
      /termination protection is on.*\(liftProtection\)/,
    );
    expect(await world.stackNames()).toContain('safe-local');
    const output = await run('safe', [arn], { liftProtection: true });
    expect(output.stacks).toEqual([arn]);
    expect(await world.stackNames()).not.toContain('safe-local');
  });

  it('retains resources that could not be deleted, on request', async () => {
    const arn = await standingStack(world, 'stuck', template('stuck'));
    world.sandbox.control.addFault({
      stackName: 'stuck-local',
      logicalId: 'Data',
      operation: 'DELETE',
      reason: 'Access Denied',
      times: 0,
    });
    await expect(run('stuck', [arn])).rejects.toThrow(
      /^Stack stuck-local was not deleted: Data \(AWS::S3::Bucket\): Access Denied[^]*retainResources: Data/,
    );
    const lines: string[] = [];
    const { retained } = await run(
      'stuck',
      [arn],
      { retainResources: ['Data'] },
      { onLine: line => lines.push(line) },
    );
    expect(lines.filter(line => line.startsWith('Retained '))).toEqual([
      expect.stringMatching(/^Retained on request: Data /),
      expect.stringMatching(/^Retained by its deletion policy: Kept /),
    ]);
    expect(
      retained.map(({ logicalId }: { logicalId: string }) => logicalId).sort(),
    ).toEqual(['Data', 'Kept']);
  });

  it('refuses credentials of another account', async () => {
    const arn = await standingStack(world, 'foreign', template('foreign'));
    const { environments } = world;
    const wrong = { ...environments[0], accountId: '222222222222' };
    const keys = world.clients;
    world.environments = [wrong];
    // Credentials of the first account, as from a role that is not configured correctly.
    world.clients = {
      forEnvironment: () => keys.forEnvironment(environments[0]),
    } as never;
    try {
      await expect(
        run('foreign', [arn.replace('111111111111', '222222222222')]),
      ).rejects.toThrow(
        /^The credentials belong to account 111111111111, not to 222222222222/,
      );
    } finally {
      world.environments = environments;
      world.clients = keys;
    }
    expect(await world.stackNames()).toContain('foreign-local');
  });
});
