import { network, withFunction } from '../__testUtils__/templates';
import { World } from '../__testUtils__/world';
import { describeStack, listResources } from '../describe';
import { destroyStack } from '../destroy';
import { StackError } from '../errors';
import type { DeployOptions, StackEvent } from '../types';
import { deployStack } from './deploy';

// Real servers and processes, on machines that may be busy.
jest.setTimeout(60_000);

let world: World;
/** Where something has to happen while an operation is under way. */
let slow: World;
beforeAll(async () => {
  world = await World.start();
  slow = await World.start(400);
});
afterAll(async () => {
  await world.close();
  await slow.close();
});

let count = 0;
const fresh = () => `orders-${count++}`;
/** The error that a deploy or destroy ends with. */
async function errorOf(operation: Promise<unknown>): Promise<StackError> {
  const error = await operation.then(
    () => undefined,
    e => e,
  );
  expect(error).toBeInstanceOf(StackError);
  return error;
}

/** Aborts as soon as an event fits. */
function cancelAt(test: (event: StackEvent) => boolean) {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    onEvent: (event: StackEvent) => {
      if (test(event)) controller.abort();
    },
  };
}

/** The state in which a stack comes to rest. */
async function settled(options: DeployOptions): Promise<string | undefined> {
  for (;;) {
    const stack = await describeStack(options);
    if (!stack?.status.endsWith('_IN_PROGRESS')) return stack?.status;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

describe('a failed create', () => {
  it('tells the cause first, then what was rolled back; the next deploy recovers', async () => {
    const stackName = fresh();
    const options = world.deploy(network, { stackName });
    world.sandbox.control.addFault({
      stackName,
      logicalId: 'Group',
      operation: 'CREATE',
      reason: 'Group of the function already exists',
    });
    const error = await errorOf(deployStack(options));
    expect(error.code).toBe('failed');
    const [first, ...rest] = error.message.split('\n');
    expect(first).toBe(
      `Stack ${stackName} was not created: Group (AWS::EC2::SecurityGroup, template line 13): Group of the function already exists. Something of that name exists outside this stack: choose another name, or delete what is left over.`,
    );
    expect(rest.join('\n')).toMatch(/^Rolled back: removed .*Vpc/);
    expect(rest.at(-1)).toMatch(
      /is in ROLLBACK_COMPLETE: nothing of it is left/,
    );
    expect(error.failure).toMatchObject({ logicalId: 'Group', line: 13 });
    expect(error.result).toMatchObject({
      operation: 'create',
      status: 'ROLLBACK_COMPLETE',
      failure: { logicalId: 'Group' },
    });

    await expect(
      deployStack({ ...options, onExisting: 'refuse' }),
    ).rejects.toMatchObject({ code: 'exists' });
    const plan = await deployStack({ ...options, plan: true });
    expect(plan).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
    expect(plan.changes.map(c => `${c.action} ${c.logicalId}`)).toContain(
      'Add Vpc',
    );
    const second = await deployStack(options);
    expect(second).toMatchObject({
      operation: 'create',
      status: 'CREATE_COMPLETE',
    });
    expect(second.stackArn).not.toBe(error.result!.stackArn);
  });
});

it('a failed create does not keep its name from the same owner', async () => {
  const stackName = fresh();
  const options = world.deploy(network, {
    stackName,
    onExisting: 'refuse',
    ownerTag: { key: 'owner', value: 'component:default/orders' },
  });
  world.sandbox.control.addFault({
    stackName,
    logicalId: 'Group',
    operation: 'CREATE',
    reason: 'no room',
  });
  const error = await errorOf(deployStack(options));
  expect(error.message).toMatch(/ROLLBACK_COMPLETE.*the next deploy replaces/);
  const other = { key: 'owner', value: 'component:default/other' };
  await expect(
    deployStack({ ...options, ownerTag: other }),
  ).rejects.toMatchObject({ code: 'notOwned' });
  await expect(deployStack(options)).resolves.toMatchObject({
    operation: 'create',
    status: 'CREATE_COMPLETE',
  });
  await expect(deployStack(options)).rejects.toMatchObject({ code: 'exists' });
});

describe('a failed update', () => {
  it('tells the cause and leaves the stack as it was', async () => {
    const stackName = fresh();
    const options = world.deploy(network, { stackName });
    await deployStack(options);
    world.sandbox.control.addFault({
      stackName,
      logicalId: 'Rule',
      operation: 'UPDATE',
      reason: 'User: u is not authorized to perform: ec2:UpdateX',
    });
    const error = await errorOf(
      deployStack({ ...options, parameters: { Note: 'second' } }),
    );
    expect(error.message.split('\n')[0]).toMatch(
      /was not updated: Rule \(AWS::EC2::SecurityGroupIngress, template line 19\): User: u is not authorized to perform: ec2:UpdateX\. Give the deploying role/,
    );
    expect(error.message).toMatch(
      /is in UPDATE_ROLLBACK_COMPLETE: it is as it was before this deploy/,
    );
    await expect(
      deployStack({ ...options, parameters: { Note: 'second' } }),
    ).resolves.toMatchObject({ outputs: { Note: 'second' } });
  });
});

describe('a second deploy of the same stack', () => {
  it('is told that one is under way', async () => {
    const stackName = fresh();
    let second: Promise<StackError> | undefined;
    const options = slow.deploy(network, { stackName });
    await deployStack({
      ...options,
      onEvent: ({ logicalId }) => {
        if (logicalId === 'Vpc') second ??= errorOf(deployStack(options));
      },
    });
    await expect(second).resolves.toMatchObject({
      code: 'failed',
      message: `Stack ${stackName} is in CREATE_IN_PROGRESS: another operation is under way. Wait until it has ended, then deploy again.`,
    });
  });
});

describe('cancel', () => {
  it('before anything is executed leaves nothing', async () => {
    const options = world.deploy(withFunction, { stackName: fresh() });
    const controller = new AbortController();
    for (const moment of ['not there yet', 'Uploaded', 'Change set:']) {
      const each = new AbortController();
      const error = await errorOf(
        deployStack({
          ...options,
          signal: each.signal,
          onProgress: line => {
            if (line.includes(moment)) each.abort();
          },
        }),
      );
      expect(error.code).toBe('cancelled');
      expect(error.message).toContain('before anything was changed');
      await expect(describeStack(options)).resolves.toBeUndefined();
    }
    controller.abort();
    await expect(
      deployStack({ ...options, signal: controller.signal }),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('deletes the stack that it was creating', async () => {
    const options = slow.deploy(network, { stackName: fresh() });
    const error = await errorOf(
      deployStack({ ...options, ...cancelAt(e => e.logicalId === 'Group') }),
    );
    expect(error.code).toBe('cancelled');
    expect(error.message).toMatch(
      /the deletion of the stack, which this deploy was creating, was requested\. It was left in DELETE_IN_PROGRESS\.$/,
    );
    await expect(settled(options)).resolves.toBeUndefined();
  });

  it('of an update says truly what becomes of it', async () => {
    const options = slow.deploy(network, { stackName: fresh() });
    await deployStack(options);
    const error = await errorOf(
      deployStack({
        ...options,
        parameters: { Note: 'second' },
        ...cancelAt(e => e.status === 'UPDATE_IN_PROGRESS'),
      }),
    );
    expect(error).toMatchObject({ code: 'cancelled' });
    expect(error.message).toMatch(
      /asked to roll the update back|could not be made to stop .* may go on/,
    );
    const isRolledBack = /asked to roll/.test(error.message);
    await expect(settled(options)).resolves.toBe(
      isRolledBack ? 'UPDATE_ROLLBACK_COMPLETE' : 'UPDATE_COMPLETE',
    );
  });
});

describe('the endpoint gone', () => {
  it('before the start: nothing was changed', async () => {
    const gone = await World.start();
    await gone.close();
    const options = {
      ...world.deploy(network, { stackName: fresh() }),
      cloudFormation: gone.cloudFormation,
    };
    const error = await errorOf(deployStack(options));
    expect(error).toMatchObject({ code: 'unreachable' });
    expect(error.message).toMatch(
      /^AWS does not answer: could not look at stack .* \(ECONNREFUSED\).*nothing was changed/,
    );
  });

  it('in the middle: the last known state, and nothing claimed', async () => {
    const other = await World.start(300);
    let closing: Promise<void> | undefined;
    const options = other.deploy(network, {
      onEvent: ({ logicalId }) => {
        if (logicalId === 'Vpc') closing ??= other.close();
      },
    });
    const error = await errorOf(deployStack(options));
    await closing;
    expect(error.code).toBe('unreachable');
    expect(error.message.split('\n')[0]).toMatch(
      /^Stack orders: the outcome of the deploy is unknown: AWS stopped answering .*Last known: \w+ CREATE_IN_PROGRESS\.$/,
    );
    expect(error.failure).toBeUndefined();
    expect(error.result).toMatchObject({ operation: 'create', outputs: {} });
  });
});

describe('destroyStack', () => {
  it('follows the deletion to its end', async () => {
    const events: StackEvent[] = [];
    const options = world.deploy(network, { stackName: fresh() });
    const { stackArn } = await deployStack(options);
    await expect(
      destroyStack({ ...options, onEvent: event => events.push(event) }),
    ).resolves.toEqual({ stackArn, status: 'DELETE_COMPLETE', retained: [] });
    expect(events[0]).toMatchObject({ status: 'DELETE_IN_PROGRESS' });
    expect(events.at(-1)).toMatchObject({
      physicalId: stackArn,
      status: 'DELETE_COMPLETE',
    });
    expect(new Set(events.map(e => e.id)).size).toBe(events.length);
    await expect(describeStack(options)).resolves.toBeUndefined();
    await expect(destroyStack(options)).rejects.toMatchObject({
      code: 'notFound',
    });
    await expect(listResources(options)).rejects.toMatchObject({
      code: 'notFound',
    });
  });

  it('names what a deletion policy kept', async () => {
    const template = network.replace(
      'Type: AWS::Logs::LogGroup',
      'Type: AWS::Logs::LogGroup\n    DeletionPolicy: Retain',
    );
    const options = world.deploy(template, { stackName: fresh() });
    await deployStack(options);
    await expect(destroyStack(options)).resolves.toMatchObject({
      retained: [{ logicalId: 'Log', type: 'AWS::Logs::LogGroup' }],
    });
  });

  it('names the resource that could not be deleted, and succeeds later', async () => {
    const stackName = fresh();
    const options = world.deploy(network, { stackName });
    await deployStack(options);
    world.sandbox.control.addFault({
      stackName,
      logicalId: 'Group',
      operation: 'DELETE',
      reason: 'resource sg-1 has a dependent object',
    });
    const error = await errorOf(destroyStack(options));
    expect(error.code).toBe('failed');
    expect(error.message).toMatch(
      /was not deleted: Group \(AWS::EC2::SecurityGroup\): resource sg-1 has a dependent object\. Something outside the stack still uses it/,
    );
    expect(error.message).toMatch(/is in DELETE_FAILED; still there: .*Group/);
    const refused = await errorOf(deployStack(options));
    expect(refused.message).toMatch(/is in DELETE_FAILED.*Destroy it again/);
    await expect(destroyStack(options)).resolves.toMatchObject({
      status: 'DELETE_COMPLETE',
    });
  });

  it('refuses while another operation is under way, and joins a deletion', async () => {
    const options = slow.deploy(network, { stackName: fresh() });
    await deployStack(options);
    let meanwhile: Promise<StackError> | undefined;
    await deployStack({
      ...options,
      parameters: { Note: 'second' },
      onEvent: () => {
        meanwhile ??= errorOf(destroyStack(options));
      },
    });
    await expect(meanwhile).resolves.toMatchObject({
      code: 'failed',
      message: expect.stringMatching(/is in UPDATE_IN_PROGRESS: another/),
    });
    let joined: Promise<unknown> | undefined;
    await destroyStack({
      ...options,
      onEvent: () => {
        joined ??= destroyStack(options);
      },
    });
    await expect(joined).resolves.toMatchObject({ status: 'DELETE_COMPLETE' });
  });

  it('cannot be called back', async () => {
    const options = world.deploy(network, { stackName: fresh() });
    await deployStack(options);
    const error = await errorOf(
      destroyStack({ ...options, ...cancelAt(() => true) }),
    );
    expect(error).toMatchObject({ code: 'cancelled' });
    expect(error.message).toContain('goes on in AWS');
    await expect(settled(options)).resolves.toBeUndefined();
  });
});
