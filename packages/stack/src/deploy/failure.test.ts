import { errorOf } from '../__testUtils__/outcomes';
import { network, withFunction } from '../__testUtils__/templates';
import { World } from '../__testUtils__/world';
import { describeStack } from '../session/describe';
import type { StackError } from '../session/StackError';
import type { DeployOptions } from './options';
import type { StackEvent } from '../session/results';
import { deployStack } from './deployStack';

let world: World;
/** For tests in which something happens during a stack operation. */
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
/** Aborts as soon as an event matches. */
function cancelAt(test: (event: StackEvent) => boolean) {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    onEvent: (event: StackEvent) => {
      if (test(event)) controller.abort();
    },
  };
}

/** The final state of a stack. */
async function settled(options: DeployOptions): Promise<string | undefined> {
  for (;;) {
    const stack = await describeStack(options);
    if (!stack?.status.endsWith('_IN_PROGRESS')) return stack?.status;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

describe('a failed create', () => {
  it('reports the root cause first, then what was rolled back, and the next deploy recovers the stack', async () => {
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
      `Stack ${stackName} was not created: Group (AWS::EC2::SecurityGroup, template line 13): Group of the function already exists. Choose another name, or delete the resource that has this name outside the stack.`,
    );
    expect(rest.join('\n')).toMatch(/^Rolled back: removed .*Vpc/);
    expect(rest.at(-1)).toMatch(
      /is in ROLLBACK_COMPLETE: only its events are left/,
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

it('lets the same owner create the stack again after a failed create', async () => {
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
  it('reports the root cause and leaves the stack unchanged', async () => {
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
      /was not updated: Rule \(AWS::EC2::SecurityGroupIngress, template line 19\): User: u is not authorized to perform: ec2:UpdateX\. Grant the permission in the message to the deploying role/,
    );
    expect(error.message).toMatch(
      /is in UPDATE_ROLLBACK_COMPLETE: it is as it was before this deploy/,
    );
    await expect(
      deployStack({ ...options, parameters: { Note: 'second' } }),
    ).resolves.toMatchObject({ outputs: { Note: 'second' } });
  });
});

it('names the export that another stack imports, although no resource failed', async () => {
  const log = 'Resources: { Log: { Type: AWS::Logs::LogGroup } }\n';
  const exported =
    'Outputs: { Log: { Value: !Ref Log, Export: { Name: log } } }\n';
  const options = world.deploy(`${log}${exported}`, { stackName: fresh() });
  await deployStack(options);
  const importing =
    'Resources: { Log: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Join ["-", [copy, !ImportValue log]] } } }\n';
  await deployStack(world.deploy(importing, { stackName: 'importing' }));
  const { stackName } = options;
  const error = await errorOf(deployStack(world.deploy(log, { stackName })));
  expect(error.message.split('\n')).toEqual([
    `Stack ${stackName} was not updated: ${stackName} (AWS::CloudFormation::Stack): Export log cannot be deleted as it is in use by importing. Remove the import from the stacks in the message first.`,
    'The stack is in UPDATE_ROLLBACK_COMPLETE: it is as it was before this deploy.',
  ]);
});

describe('a second deploy of the same stack', () => {
  it('waits for the end of the first deploy, or is rejected', async () => {
    const stackName = fresh();
    const options = slow.deploy(network, { stackName });
    const lines: string[] = [];
    let second: Promise<unknown> | undefined;
    let refused: Promise<StackError> | undefined;
    await deployStack({
      ...options,
      onEvent: ({ logicalId }) => {
        if (logicalId !== 'Vpc') return;
        refused ??= errorOf(deployStack({ ...options, onBusy: 'refuse' }));
        second ??= deployStack({
          ...options,
          parameters: { Note: 'second' },
          onProgress: line => lines.push(line),
        });
      },
    });
    await expect(refused).resolves.toMatchObject({
      code: 'failed',
      message: `Stack ${stackName} is in CREATE_IN_PROGRESS: another stack operation is in progress. Wait until it has ended, then try again.`,
    });
    await expect(second).resolves.toMatchObject({
      operation: 'update',
      status: 'UPDATE_COMPLETE',
      outputs: { Note: 'second' },
    });
    expect(lines.join('\n')).toMatch(
      /is in CREATE_IN_PROGRESS: another stack operation is in progress.*\nThe other stack operation ended in CREATE_COMPLETE\./,
    );
  });

  it('starts over when the first deploy starts after the change set of the second was created', async () => {
    const stackName = fresh();
    const options = world.deploy(network, { stackName });
    await deployStack(options);
    let isFirst = true;
    const asked: number[] = [];
    const result = await deployStack({
      ...options,
      parameters: { Note: 'late' },
      planGate: async ({ changes }) => {
        asked.push(changes.length);
        if (!isFirst) return;
        isFirst = false;
        await deployStack({ ...options, parameters: { Note: 'faster' } });
      },
    });
    expect(result).toMatchObject({
      operation: 'update',
      outputs: { Note: 'late' },
    });
    expect(asked).toHaveLength(2);
  });
});

describe('cancel', () => {
  it('leaves nothing before the execution', async () => {
    const options = world.deploy(withFunction, { stackName: fresh() });
    const controller = new AbortController();
    for (const moment of ['does not exist yet', 'Uploaded', 'Change set:']) {
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

  it.each([0, 40, 80, 120, 160, 240])(
    'leaves nothing while the change set is computed (after %i ms)',
    async ms => {
      const options = slow.deploy(network, { stackName: fresh() });
      const controller = new AbortController();
      const error = await errorOf(
        deployStack({
          ...options,
          signal: controller.signal,
          onProgress: line => {
            if (!line.includes('does not exist yet')) return;
            setTimeout(() => controller.abort(), ms);
          },
        }),
      );
      expect(error.code).toBe('cancelled');
      await expect(describeStack(options)).resolves.toBeUndefined();
    },
  );

  it('deletes the stack that the deploy was creating, and reports its deletion', async () => {
    const options = slow.deploy(network, { stackName: fresh() });
    const error = await errorOf(
      deployStack({ ...options, ...cancelAt(e => e.logicalId === 'Group') }),
    );
    expect(error).toMatchObject({
      code: 'cancelled',
      message: `Canceled: stack ${options.stackName}: its deletion was requested, because this deploy was creating it. It was left in DELETE_COMPLETE: the stack is deleted.`,
    });
    await expect(describeStack(options)).resolves.toBeUndefined();
  });

  it('names the resources that a deletion policy retains', async () => {
    const template = network.replace(
      'Type: AWS::Logs::LogGroup',
      'Type: AWS::Logs::LogGroup\n    DeletionPolicy: Retain',
    );
    const options = slow.deploy(template, { stackName: fresh() });
    const error = await errorOf(
      deployStack({ ...options, ...cancelAt(e => e.logicalId === 'Group') }),
    );
    expect(error.message).toMatch(
      /the stack is deleted\.\nLeft in AWS: Log \(AWS::Logs::LogGroup\)/,
    );
  });

  it('does not wait for the end with cancelMs 0', async () => {
    const options = slow.deploy(network, { stackName: fresh(), cancelMs: 0 });
    const error = await errorOf(
      deployStack({ ...options, ...cancelAt(e => e.logicalId === 'Group') }),
    );
    expect(error.message).toMatch(
      /It was left in DELETE_IN_PROGRESS, which continues in AWS\.$/,
    );
    await expect(settled(options)).resolves.toBeUndefined();
  });

  it('rolls back an update', async () => {
    const options = slow.deploy(network, { stackName: fresh() });
    await deployStack(options);
    const error = await errorOf(
      deployStack({
        ...options,
        parameters: { Note: 'second' },
        ...cancelAt(
          e => e.logicalId === 'Rule' && e.status === 'UPDATE_IN_PROGRESS',
        ),
      }),
    );
    expect(error).toMatchObject({
      code: 'cancelled',
      message: `Canceled: stack ${options.stackName}: the rollback of its update was requested. It was left in UPDATE_ROLLBACK_COMPLETE: it is as it was before this deploy.`,
    });
    await expect(describeStack(options)).resolves.toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE',
      outputs: { Note: 'first' },
    });
  });
});

describe('an endpoint that stops responding', () => {
  it('fails before the start with nothing changed', async () => {
    const ended = await World.start();
    await ended.close();
    const options = {
      ...world.deploy(network, { stackName: fresh() }),
      cloudFormation: ended.cloudFormation,
    };
    const error = await errorOf(deployStack(options));
    expect(error).toMatchObject({ code: 'unreachable' });
    expect(error.message).toMatch(
      /^No response from AWS: failed to describe stack .* \(DescribeStacks: ECONNREFUSED\).*Nothing was changed/,
    );
  });

  it('reports the last known event during a deploy, and claims nothing else', async () => {
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
      /^Stack orders: the outcome of the deploy is unknown: AWS stopped responding .*Last known event: \w+ CREATE_IN_PROGRESS\.$/,
    );
    expect(error.failure).toBeUndefined();
    expect(error.result).toMatchObject({ operation: 'create', outputs: {} });
  });
});
