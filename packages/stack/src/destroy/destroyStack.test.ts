import { DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ARTIFACT_BUCKET } from '@private-serverless/sandbox';
import { changesIn, errorOf } from '../__testUtils__/outcomes';
import { beginUpdate, createStack } from '../__testUtils__/createStack';
import { keeping, network } from '../__testUtils__/templates';
import { quick, World } from '../__testUtils__/world';
import { describeStack } from '../session/describe';
import type { StackEvent } from '../session/results';
import { destroyStack } from './destroyStack';
import type { DestroyOptions, StackPart } from './types';

let world: World;
/** For tests in which something happens during a stack operation. */
let slow: World;
beforeAll(async () => {
  world = await World.start();
  slow = await World.start(200);
});
afterEach(() => {
  world.sandbox.control.clearRequestFaults();
  world.sandbox.control.clearFaults();
});
afterAll(async () => {
  await world.close();
  await slow.close();
});

let count = 0;
const fresh = () => `stack-${(count += 1)}`;
const optionsFor = (
  stackName: string,
  changes: Partial<DestroyOptions> = {},
): DestroyOptions => ({
  ...quick,
  cloudFormation: world.cloudFormation,
  stackName,
  ...changes,
});
const statusOf = async (stackName: string) =>
  (await describeStack({ cloudFormation: world.cloudFormation, stackName }))
    ?.status;

it('follows the deletion to its end and reports each event once', async () => {
  const stackName = fresh();
  const stackArn = await createStack(world, stackName, network);
  const events: StackEvent[] = [];
  await expect(
    destroyStack(
      optionsFor(stackName, { onEvent: event => events.push(event) }),
    ),
  ).resolves.toEqual({
    stackArn,
    status: 'DELETE_COMPLETE',
    retained: [],
    emptied: [],
  });
  expect(events[0]).toMatchObject({ status: 'DELETE_IN_PROGRESS' });
  expect(events.at(-1)).toMatchObject({
    physicalId: stackArn,
    status: 'DELETE_COMPLETE',
  });
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  expect(await statusOf(stackName)).toBeUndefined();
});

it('keeps a stack with a reason of the caller, which a plan does not need', async () => {
  const stackName = fresh();
  const stackArn = await createStack(world, stackName, network);
  const asked: string[] = [];
  const whyKeep: DestroyOptions['whyKeep'] = stack => {
    asked.push(stack.stackArn);
    return 'it is in use. Ask its owner.';
  };
  await destroyStack(optionsFor(stackName, { whyKeep, plan: true }));
  expect(asked).toEqual([]);
  expect(
    await errorOf(destroyStack(optionsFor(stackName, { whyKeep }))),
  ).toMatchObject({
    code: 'blocked',
    message: `Stack ${stackName} is not deleted: it is in use. Ask its owner.`,
  });
  expect(asked).toEqual([stackArn]);
  await expect(
    destroyStack(
      optionsFor(stackName, {
        whyKeep: () => {
          throw new Error('unknown owner');
        },
      }),
    ),
  ).rejects.toThrow('unknown owner');
  expect(await statusOf(stackName)).toBe('CREATE_COMPLETE');
});

it('names the resources that deletion policies retain', async () => {
  const stackName = fresh();
  await createStack(world, stackName, keeping);
  const { retained } = await destroyStack(optionsFor(stackName));
  expect(retained).toEqual([
    {
      logicalId: 'Kept',
      physicalId: expect.stringContaining('Kept'),
      type: 'AWS::Logs::LogGroup',
      command: `aws logs delete-log-group --log-group-name ${
        retained[0]!.physicalId
      } --region eu-central-1`,
    },
    expect.objectContaining({ logicalId: 'Guarded' }),
  ]);
});

it('names the retained resources also when the template cannot be read', async () => {
  const stackName = fresh();
  await createStack(world, stackName, keeping);
  world.sandbox.control.setRequestFaults({
    serverError: 1,
    operations: ['GetTemplate'],
  });
  const lines: string[] = [];
  const { retained } = await destroyStack(
    optionsFor(stackName, { onProgress: line => lines.push(line) }),
  );
  expect(retained.map(({ logicalId }) => logicalId).sort()).toEqual([
    'Guarded',
    'Kept',
  ]);
  expect(lines).toContainEqual(
    expect.stringMatching(/^Failed to read the template of/),
  );
});

describe('plan', () => {
  it('returns what would be deleted and retained, without any change', async () => {
    const stackName = fresh();
    const stackArn = await createStack(world, stackName, keeping);
    world.sandbox.control.resetRequestCounts();
    const { plan, ...result } = await destroyStack(
      optionsFor(stackName, { plan: true }),
    );
    expect(result).toEqual({
      stackArn,
      status: 'CREATE_COMPLETE',
      retained: plan!.retained,
      emptied: [],
    });
    expect(plan).toMatchObject({
      deleted: [{ logicalId: 'Gone', type: 'AWS::Logs::LogGroup' }],
      retained: [{ logicalId: 'Kept' }, { logicalId: 'Guarded' }],
      snapshots: [],
      buckets: [],
      isProtected: false,
      obstacles: [],
    });
    expect(plan!.lines[0]).toBe(
      `Stack ${stackName} is in CREATE_COMPLETE. Destroying it would delete 1 resource and retain 2.`,
    );
    expect(plan!.lines.slice(1)).toEqual([
      expect.stringMatching(/^ {2}- Gone AWS::Logs::LogGroup /),
      expect.stringMatching(/^ {2}= Kept .* \(stays in AWS\)$/),
      expect.stringMatching(/^ {2}= Guarded .* \(stays in AWS\)$/),
    ]);
    expect(changesIn(world)).toEqual([]);
    expect(await statusOf(stackName)).toBe('CREATE_COMPLETE');
  });

  it('includes the resources of nested stacks', async () => {
    const stackName = fresh();
    await world.s3.send(
      new PutObjectCommand({
        Bucket: ARTIFACT_BUCKET,
        Key: 'inner.yaml',
        Body: keeping,
      }),
    );
    const nested = (name: string, more = '') =>
      `  ${name}:\n    Type: AWS::CloudFormation::Stack\n${more}    Properties:\n      TemplateURL: ${world.sandbox.endpointUrl}/${ARTIFACT_BUCKET}/inner.yaml\n`;
    await createStack(
      world,
      stackName,
      `Resources:\n${nested('Inner')}${nested(
        'Whole',
        '    DeletionPolicy: Retain\n',
      )}`,
    );
    const { plan } = await destroyStack(optionsFor(stackName, { plan: true }));
    const names = (parts: StackPart[]) =>
      parts.map(({ path = [], logicalId }) => [...path, logicalId].join('/'));
    expect(names(plan!.deleted).sort()).toEqual(['Inner', 'Inner/Gone']);
    expect(names(plan!.retained).sort()).toEqual([
      'Inner/Guarded',
      'Inner/Kept',
      'Whole',
      'Whole/Gone',
      'Whole/Guarded',
      'Whole/Kept',
    ]);
    const { retained } = await destroyStack(optionsFor(stackName));
    expect(names(retained).sort()).toEqual(names(plan!.retained).sort());
  });
});

describe('a deletion that fails', () => {
  it('reports the root cause first and the remaining resources, and retains them on request', async () => {
    const stackName = fresh();
    await createStack(world, stackName, network);
    world.sandbox.control.addFault({
      stackName,
      logicalId: 'Group',
      operation: 'DELETE',
      reason: 'resource sg-1 has a dependent object',
      times: 0,
    });
    const { code, message, failure } = await errorOf(
      destroyStack(optionsFor(stackName)),
    );
    expect(code).toBe('failed');
    expect(failure).toMatchObject({ logicalId: 'Group' });
    const [first, second] = message.split('\n');
    expect(first).toBe(
      `Stack ${stackName} was not deleted: Group (AWS::EC2::SecurityGroup): resource sg-1 has a dependent object. Remove whatever still uses the resource outside the stack, then try again. AWS takes 20 to 45 minutes to delete the network interfaces of a function in a VPC.`,
    );
    expect(second).toMatch(
      /^The stack is in DELETE_FAILED\. Not deleted: .*Group.*\. Fix the cause, then destroy the stack again, or retain these resources in AWS \(retainResources: .*Group/,
    );

    const wrong = await errorOf(
      destroyStack(optionsFor(stackName, { retainResources: ['Grupo'] })),
    );
    expect(wrong).toMatchObject({ code: 'input' });
    expect(wrong.message).toMatch(/has no resource Grupo\. Use one of .*Group/);

    const retainResources = ['Group', 'Vpc'];
    const { plan } = await destroyStack(
      optionsFor(stackName, { plan: true, retainResources }),
    );
    expect(plan!.retained.map(({ logicalId }) => logicalId).sort()).toEqual(
      retainResources,
    );
    const { status, retained } = await destroyStack(
      optionsFor(stackName, { retainResources }),
    );
    expect(status).toBe('DELETE_COMPLETE');
    expect(retained.map(({ logicalId }) => logicalId).sort()).toEqual(
      retainResources,
    );
  });

  it('does not accept retainResources for the first deletion', async () => {
    const stackName = fresh();
    await createStack(world, stackName, network);
    const error = await errorOf(
      destroyStack(optionsFor(stackName, { retainResources: ['Vpc'] })),
    );
    expect(error).toMatchObject({ code: 'input' });
    expect(error.message).toMatch(/only after a failed deletion/);
    expect(await statusOf(stackName)).toBe('CREATE_COMPLETE');
  });

  it('succeeds after the cause is removed', async () => {
    const stackName = fresh();
    await createStack(world, stackName, network);
    const { control } = world.sandbox;
    const fault = { stackName, logicalId: 'Vpc', reason: 'in use' };
    control.addFault({ ...fault, operation: 'DELETE' });
    await errorOf(destroyStack(optionsFor(stackName)));
    await expect(destroyStack(optionsFor(stackName))).resolves.toMatchObject({
      status: 'DELETE_COMPLETE',
    });
  });
});

describe('another stack operation in progress', () => {
  const inSlow = (stackName: string, changes: Partial<DestroyOptions> = {}) =>
    optionsFor(stackName, { cloudFormation: slow.cloudFormation, ...changes });

  it('is followed to its end before the deletion', async () => {
    const stackName = fresh();
    await createStack(slow, stackName, network);
    await beginUpdate(slow, stackName, network, { Note: 'second' });
    const lines: string[] = [];
    await expect(
      destroyStack(inSlow(stackName, { onProgress: l => lines.push(l) })),
    ).resolves.toMatchObject({ status: 'DELETE_COMPLETE' });
    expect(lines).toContainEqual(
      expect.stringMatching(/UPDATE_IN_PROGRESS: another stack operation/),
    );
  });

  it('rejects the deletion on request, and appears in a plan', async () => {
    const stackName = fresh();
    await createStack(slow, stackName, network);
    await beginUpdate(slow, stackName, network, { Note: 'second' });
    const error = await errorOf(
      destroyStack(inSlow(stackName, { onBusy: 'refuse' })),
    );
    expect(error.message).toMatch(
      /is in UPDATE_IN_PROGRESS: another stack operation is in progress/,
    );
    const { plan } = await destroyStack(inSlow(stackName, { plan: true }));
    expect(plan!.lines[0]).toMatch(/is in UPDATE_IN_PROGRESS/);
  });

  it('is followed with its events so far if it is a deletion', async () => {
    const stackName = fresh();
    const stackArn = await createStack(slow, stackName, keeping);
    await slow.cloudFormation.send(
      new DeleteStackCommand({ StackName: stackName }),
    );
    slow.sandbox.control.resetRequestCounts();
    const events: StackEvent[] = [];
    const result = await destroyStack(
      inSlow(stackName, {
        onEvent: event => events.push(event),
        onBusy: 'refuse',
      }),
    );
    expect(result).toMatchObject({ stackArn, status: 'DELETE_COMPLETE' });
    expect(result.retained.map(({ logicalId }) => logicalId).sort()).toEqual([
      'Guarded',
      'Kept',
    ]);
    expect(events[0]).toMatchObject({
      physicalId: stackArn,
      status: 'DELETE_IN_PROGRESS',
    });
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(changesIn(slow)).toEqual([]);
  });
});

describe('destroyStack rejects', () => {
  it('the credentials of another account before any other call', async () => {
    const { sts } = world;
    world.sandbox.control.resetRequestCounts();
    await expect(
      destroyStack(optionsFor('any', { sts, accountId: '222222222222' })),
    ).rejects.toMatchObject({
      code: 'input',
      message: expect.stringMatching(
        /^The credentials belong to account 111111111111, not to 222222222222/,
      ),
    });
    expect(world.sandbox.control.requestCounts()).toEqual({
      GetCallerIdentity: 1,
    });
  });

  it('a stack that does not exist or has another owner', async () => {
    await expect(destroyStack(optionsFor('nothing'))).rejects.toMatchObject({
      code: 'notFound',
    });
    const stackName = fresh();
    const stackArn = await createStack(world, stackName, keeping);
    const ownerTag = { key: 'owner', value: 'invoices' };
    await expect(
      destroyStack(optionsFor(stackName, { ownerTag })),
    ).rejects.toMatchObject({ code: 'notOwned' });
    await destroyStack(
      optionsFor(stackName, { ownerTag: { key: 'owner', value: 'orders' } }),
    );
    await expect(destroyStack(optionsFor(stackArn))).rejects.toMatchObject({
      code: 'notFound',
    });
  });
});
