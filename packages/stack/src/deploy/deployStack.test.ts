import { CreateChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { ARTIFACT_BUCKET } from '@private-serverless/sandbox';
import { network, withFunction } from '../__testUtils__/templates';
import { World } from '../__testUtils__/world';
import {
  describeStack,
  listResources,
  stackOutputs,
} from '../session/describe';
import { destroyStack } from '../destroy/destroyStack';
import type { StackEvent } from '../session/results';
import { deployStack } from './deployStack';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());

let count = 0;
/** A stack name of its own for each test. */
const fresh = () => `orders-${count++}`;

describe('deployStack', () => {
  it('creates a stack and reports each event once, in order', async () => {
    const events: StackEvent[] = [];
    const options = world.deploy(network, {
      stackName: fresh(),
      tags: { costCentre: '42' },
      onEvent: event => events.push(event),
    });
    const result = await deployStack(options);
    expect(result).toMatchObject({
      operation: 'create',
      status: 'CREATE_COMPLETE',
      stackArn: expect.stringMatching(/^arn:aws:cloudformation:.*:stack\//),
      outputs: { VpcId: expect.stringMatching(/^vpc-/), Note: 'first' },
      apiCalls: { CreateChangeSet: 1, ExecuteChangeSet: 1, DescribeStacks: 2 },
    });
    expect(result.changes.map(change => change.logicalId).sort()).toEqual([
      'Group',
      'Log',
      'Rule',
      'Vpc',
    ]);
    expect(result.failure).toBeUndefined();

    const ids = (await world.eventIds(result.stackArn)).reverse();
    // The first event of all is the stack's REVIEW_IN_PROGRESS, from before the execution.
    expect(events.map(event => event.id)).toEqual(ids.slice(1));
    expect(events.at(-1)).toMatchObject({
      logicalId: options.stackName,
      status: 'CREATE_COMPLETE',
    });
    await expect(describeStack(options)).resolves.toMatchObject({
      status: 'CREATE_COMPLETE',
      tags: { costCentre: '42' },
    });
    await expect(stackOutputs(options)).resolves.toEqual(result.outputs);
    expect((await listResources(options)).map(r => r.status)).toEqual(
      Array(4).fill('CREATE_COMPLETE'),
    );
  });

  it('reads the events of several pages', async () => {
    const logs = Array.from(
      { length: 60 },
      (_, i) =>
        `  Log${i}: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: 7 } }`,
    );
    const events: StackEvent[] = [];
    const options = world.deploy(`Resources:\n${logs.join('\n')}\n`, {
      stackName: fresh(),
      // One poll at the end, when there is more than one page.
      poll: { minMs: 1500, maxMs: 1500 },
      onEvent: event => events.push(event),
    });
    const { apiCalls } = await deployStack(options);
    expect(apiCalls.DescribeStackEvents).toBeGreaterThan(2);
    expect(new Set(events.map(e => e.id)).size).toBe(events.length);
    const completed = events.filter(e => e.status === 'CREATE_COMPLETE');
    expect(completed).toHaveLength(61);
    const times = events.map(e => e.at);
    expect(times).toEqual([...times].sort());
  });

  it('changes nothing for the same template, and updates the stack for another one', async () => {
    const options = world.deploy(network, { stackName: fresh() });
    const first = await deployStack(options);
    const second = await deployStack(options);
    expect(second).toMatchObject({
      operation: 'none',
      status: 'CREATE_COMPLETE',
      outputs: first.outputs,
      changes: [],
    });
    expect(second.apiCalls.ExecuteChangeSet).toBeUndefined();

    const events: StackEvent[] = [];
    const third = await deployStack({
      ...options,
      parameters: { Note: 'second' },
      onEvent: event => events.push(event),
    });
    expect(third).toMatchObject({
      operation: 'update',
      status: 'UPDATE_COMPLETE',
      stackArn: first.stackArn,
      outputs: { Note: 'second', VpcId: first.outputs.VpcId },
      changes: [{ logicalId: 'Rule', action: 'Modify' }],
    });
    expect(events[0]).toMatchObject({ status: 'UPDATE_IN_PROGRESS' });
    expect(events.map(event => event.status)).not.toContain('CREATE_COMPLETE');
  });

  it('turns on termination protection on request, also for an existing stack', async () => {
    const options = world.deploy(network, { stackName: fresh() });
    await deployStack(options);
    const isProtected = async () => (await describeStack(options))!.isProtected;
    expect(await isProtected()).toBeUndefined();
    const again = { ...options, terminationProtection: true };
    await deployStack({ ...again, plan: true });
    expect(await isProtected()).toBeUndefined();
    await expect(deployStack(again)).resolves.toMatchObject({
      operation: 'none',
    });
    expect(await isProtected()).toBe(true);
    const other = { ...again, stackName: fresh() };
    await deployStack(other);
    await expect(describeStack(other)).resolves.toMatchObject({
      isProtected: true,
    });
  });

  it('rejects the credentials of another account before the first change', async () => {
    const { sts } = world;
    const options = world.deploy(network, { stackName: fresh(), sts });
    await expect(
      deployStack({ ...options, accountId: '222222222222' }),
    ).rejects.toMatchObject({
      code: 'input',
      message: expect.stringMatching(
        /^The credentials belong to account 111111111111, not to 222222222222 \(accountId\)/,
      ),
    });
    await expect(describeStack(options)).resolves.toBeUndefined();
    await expect(
      deployStack({ ...options, accountId: '111111111111' }),
    ).resolves.toMatchObject({ status: 'CREATE_COMPLETE' });
  });

  it('keeps the tags of an existing stack', async () => {
    const stackName = fresh();
    const options = world.deploy(network, { stackName, tags: { a: '1' } });
    await deployStack(options);
    await deployStack({
      ...options,
      tags: { b: '2' },
      parameters: { Note: 'second' },
    });
    await expect(describeStack(options)).resolves.toMatchObject({
      tags: { a: '1', b: '2' },
    });
  });

  it('sets tagsOfNewStack on a stack that it creates, not on one that it updates', async () => {
    const options = world.deploy(network, {
      stackName: 'marked',
      // As a parameters file of a repository may contain.
      tags: { maker: 'forged' },
      tagsOfNewStack: { maker: 'first' },
    });
    await deployStack(options);
    await deployStack({
      ...options,
      parameters: { Note: 'b' },
      tags: { maker: 'forged' },
      tagsOfNewStack: { maker: 'second' },
    });
    expect((await describeStack(options))?.tags).toEqual({ maker: 'first' });
    const old = { ...options, stackName: 'unmarked' };
    await deployStack({ ...old, tags: {}, tagsOfNewStack: {} });
    await deployStack({ ...old, parameters: { Note: 'b' } });
    expect((await describeStack(old))?.tags).toEqual({});
  });

  it('bundles a function, uploads it once, and the function runs', async () => {
    const options = world.deploy(withFunction, { stackName: fresh() });
    const result = await deployStack(options);
    expect(result.apiCalls).toMatchObject({ HeadObject: 1, PutObject: 1 });
    const [key] = (await world.keys()).filter(k => k.startsWith('assets/'));
    expect((await describeStack(options))?.parameters).toEqual({
      ArtifactBucket: ARTIFACT_BUCKET,
      ApiCodeKey: key,
    });
    expect(world.sandbox.control.listFunctions()).toEqual([
      expect.objectContaining({
        name: result.outputs.FunctionArn.split(':').at(-1),
      }),
    ]);
    const again = await deployStack({ ...options, stackName: fresh() });
    expect(again.apiCalls.PutObject).toBeUndefined();
    expect((await world.keys()).filter(k => k.startsWith('assets/'))).toEqual([
      key,
    ]);
  });

  it('uploads a template that is too large for the request to S3', async () => {
    const big = `${network}# ${'-'.repeat(51_200)}\n`;
    const options = world.deploy(big, { stackName: fresh() });
    await expect(deployStack(options)).resolves.toMatchObject({
      status: 'CREATE_COMPLETE',
    });
    expect(await world.keys()).toContainEqual(
      expect.stringMatching(/^templates\/[0-9a-f]{64}$/),
    );
    await expect(
      deployStack({ ...options, artifactBucket: undefined }),
    ).rejects.toThrow(
      /has 5\d{4} bytes\..* more than 51200 bytes .*Set artifactBucket/,
    );
  });

  it('uses the empty stack that a change set left', async () => {
    const stackName = fresh();
    const options = world.deploy(network, { stackName });
    await leaveChangeSet(stackName);
    await expect(
      deployStack({ ...options, plan: true }),
    ).resolves.toMatchObject({ operation: 'create' });
    // A plan does not delete a stack that existed before.
    await expect(describeStack(options)).resolves.toMatchObject({
      status: 'REVIEW_IN_PROGRESS',
    });
    await expect(deployStack(options)).resolves.toMatchObject({
      operation: 'create',
      status: 'CREATE_COMPLETE',
    });
  });

  it('rejects a stack with another owner tag', async () => {
    const ownerTag = {
      key: 'private-serverless.dev/entity-ref',
      value: 'component:default/orders',
    };
    const options = world.deploy(network, { stackName: fresh(), ownerTag });
    await deployStack(options);
    await expect(describeStack(options)).resolves.toMatchObject({
      tags: { [ownerTag.key]: ownerTag.value },
    });
    const other = { ...ownerTag, value: 'component:default/other' };
    await expect(
      deployStack({ ...options, ownerTag: other }),
    ).rejects.toMatchObject({ code: 'notOwned' });
    await expect(
      destroyStack({ ...options, ownerTag: other }),
    ).rejects.toMatchObject({ code: 'notOwned' });
    await expect(
      deployStack({ ...options, onExisting: 'refuse' }),
    ).rejects.toMatchObject({ code: 'exists' });
    await expect(deployStack(options)).resolves.toMatchObject({
      operation: 'none',
    });
  });

  it('creates and uploads nothing when the gate rejects the deploy', async () => {
    const template = withFunction.replace('Outputs:', '# other\nOutputs:');
    const before = await world.keys();
    let seen: unknown;
    const options = world.deploy(template, {
      stackName: fresh(),
      gate: input => {
        seen = input;
        throw new Error('PS09 RestApi is public');
      },
    });
    await expect(deployStack(options)).rejects.toMatchObject({
      code: 'blocked',
      message: `Stack ${options.stackName} is not deployed: PS09 RestApi is public`,
    });
    expect(seen).toEqual({
      templateBody: template,
      parameters: {
        ArtifactBucket: ARTIFACT_BUCKET,
        ApiCodeKey: expect.stringMatching(/^assets\//),
      },
      deployed: expect.any(Function),
    });
    await expect(describeStack(options)).resolves.toBeUndefined();
    expect(await world.keys()).toEqual(before);
  });

  it('lets the gate read what an update replaces', async () => {
    const stackName = fresh();
    const seen: unknown[] = [];
    const deploy = (template: string) =>
      deployStack(
        world.deploy(template, {
          stackName,
          gate: async ({ deployed }) => {
            seen.push(await deployed?.());
          },
        }),
      );
    await deploy(withFunction);
    await deploy(withFunction.replace('Outputs:', '# other\nOutputs:'));
    expect(seen).toEqual([
      undefined,
      {
        templateBody: withFunction,
        parameters: expect.objectContaining({
          ArtifactBucket: ARTIFACT_BUCKET,
        }),
      },
    ]);
  });

  it.each([
    [
      { stackName: '1st' },
      /^stackName: '1st' is not a valid CloudFormation stack name/,
    ],
    [{ parameters: { Nte: 'x' } }, /has no parameter Nte/],
    [
      { parameters: { Cidr: 7 as never } },
      /^parameters\.Cidr must be a string/,
    ],
    [{ templatePath: '/nowhere/t.yaml' }, /cannot be read/],
    [{ token: '-' }, /^token: '-' is not a valid client token/],
  ])('rejects %j', async (changes, message) => {
    const stackName = fresh();
    await expect(
      deployStack(world.deploy(network, { stackName, ...changes })),
    ).rejects.toMatchObject({
      code: 'input',
      message: expect.stringMatching(message),
    });
    await expect(
      describeStack({ ...world, stackName }),
    ).resolves.toBeUndefined();
  });

  it('names an artifact bucket that does not exist', async () => {
    const options = world.deploy(withFunction, {
      stackName: fresh(),
      artifactBucket: 'nowhere',
    });
    await expect(deployStack(options)).rejects.toMatchObject({
      code: 'input',
      message: expect.stringMatching(
        /^Artifact bucket nowhere does not exist\. Create it/,
      ),
    });
    await expect(describeStack(options)).resolves.toBeUndefined();
  });

  it("reports CloudFormation's own reason and leaves no stack", async () => {
    const options = world.deploy(
      network.replace('AWS::EC2::VPC', 'AWS::EC2::Nothing'),
      { stackName: fresh() },
    );
    await expect(deployStack(options)).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining('AWS::EC2::Nothing'),
    });
    await expect(describeStack(options)).resolves.toBeUndefined();
  });
});

/** Creates a change set of type CREATE and does not execute it. */
function leaveChangeSet(StackName: string) {
  return world.cloudFormation.send(
    new CreateChangeSetCommand({
      StackName,
      ChangeSetName: 'left',
      ChangeSetType: 'CREATE',
      TemplateBody: network,
    }),
  );
}
