import {
  type ChangingProxy,
  startChangingProxy,
} from '../__testUtils__/changingProxy';
import { errorOf } from '../__testUtils__/outcomes';
import { network } from '../__testUtils__/templates';
import { World, clientsFor } from '../__testUtils__/world';
import { describeStack } from '../session/describe';
import { deployStack } from './deployStack';

let world: World;
let proxy: ChangingProxy | undefined;
beforeAll(async () => {
  world = await World.start();
});
afterEach(() => proxy?.close());
afterAll(() => world.close());

let count = 0;
const fresh = () => `ended-${count++}`;

/**
 * Deploys and cancels between the end of the stack operation in CloudFormation and the poll that would return it: the
 * response to that poll does not contain the last event, and arrives with the cancellation.
 *
 * @param end - status of the last event
 * @param afterwards - changes the responses after the cancellation
 */
async function cancelAfter(
  end: string,
  {
    stackName,
    ...more
  }: { stackName: string; parameters?: Record<string, string> },
  afterwards: (action: string, text: string) => string = (_, text) => text,
) {
  const controller = new AbortController();
  const actions: string[] = [];
  proxy = await startChangingProxy(
    world.sandbox.endpointUrl,
    (action, text) => {
      if (controller.signal.aborted) {
        actions.push(action);
        return afterwards(action, text);
      }
      if (action !== 'DescribeStackEvents') return text;
      const [first] = /<member>[\s\S]*?<\/member>/.exec(text) ?? [''];
      const isEnd =
        first.includes('<ResourceType>AWS::CloudFormation::Stack<') &&
        first.includes(`<ResourceStatus>${end}<`);
      if (!isEnd) return text;
      controller.abort();
      return text.replace(first, '');
    },
  );
  const { cloudFormation } = clientsFor(proxy.url);
  const error = await errorOf(
    deployStack({
      ...world.deploy(network, { stackName, ...more }),
      cloudFormation,
      signal: controller.signal,
    }),
  );
  cloudFormation.destroy();
  return { error, actions };
}

const stackIn = (stackName: string) =>
  describeStack({ cloudFormation: world.cloudFormation, stackName });

describe('a cancellation between the end of the stack operation and the next poll', () => {
  it('keeps a stack whose create is complete', async () => {
    const stackName = fresh();
    const { error, actions } = await cancelAfter('CREATE_COMPLETE', {
      stackName,
    });
    expect(error).toMatchObject({
      code: 'cancelled',
      message: `Canceled: stack ${stackName}: its create had ended before the cancellation, so the stack was kept. It was left in CREATE_COMPLETE: the stack is complete. Deploy again to continue with it, or destroy it.`,
    });
    expect(actions).not.toContain('DeleteStack');
    await expect(stackIn(stackName)).resolves.toMatchObject({
      status: 'CREATE_COMPLETE',
      outputs: { Note: 'first' },
    });
  });

  it('keeps an update that is complete', async () => {
    const stackName = fresh();
    await deployStack(world.deploy(network, { stackName }));
    const { error, actions } = await cancelAfter('UPDATE_COMPLETE', {
      stackName,
      parameters: { Note: 'second' },
    });
    expect(error.message).toBe(
      `Canceled: stack ${stackName}: its update had ended before the cancellation, so the stack was kept. It was left in UPDATE_COMPLETE: the update is complete.`,
    );
    expect(actions).not.toContain('CancelUpdateStack');
    await expect(stackIn(stackName)).resolves.toMatchObject({
      status: 'UPDATE_COMPLETE',
      outputs: { Note: 'second' },
    });
  });

  it('keeps an update whose end only DescribeStacks shows', async () => {
    const stackName = fresh();
    await deployStack(world.deploy(network, { stackName }));
    const { error, actions } = await cancelAfter(
      'UPDATE_COMPLETE',
      { stackName, parameters: { Note: 'second' } },
      (action, text) =>
        action === 'DescribeStackEvents'
          ? text.replace(/<member>[\s\S]*?<\/member>/, '')
          : text,
    );
    expect(error.message).toContain(
      'its update had ended before the cancellation, so the stack was kept.',
    );
    expect(actions).toContain('DescribeStackEvents');
    expect(actions).not.toContain('CancelUpdateStack');
  });

  it.each([
    [
      'that DescribeStacks still shows in progress',
      'CREATE_IN_PROGRESS',
      'CREATE_COMPLETE',
    ],
    [
      'that another stack operation is updating',
      'UPDATE_IN_PROGRESS',
      'UPDATE_IN_PROGRESS',
    ],
  ])('keeps a stack %s', async (_, shown, left) => {
    const stackName = fresh();
    const { error, actions } = await cancelAfter(
      'CREATE_COMPLETE',
      { stackName },
      (action, text) =>
        action === 'DescribeStacks'
          ? text.replace('CREATE_COMPLETE', shown)
          : text,
    );
    expect(error.message).toContain(
      `its create had ended before the cancellation, so the stack was kept. It was left in ${left}`,
    );
    expect(actions).toContain('DescribeStacks');
    expect(actions).not.toContain('DeleteStack');
    await expect(stackIn(stackName)).resolves.toMatchObject({
      status: 'CREATE_COMPLETE',
    });
  });

  it('keeps a stack that cannot be described', async () => {
    const stackName = fresh();
    const { error, actions } = await cancelAfter(
      'CREATE_COMPLETE',
      { stackName },
      (action, text) => (action === 'DescribeStacks' ? 'not XML <' : text),
    );
    expect(error).toMatchObject({
      code: 'cancelled',
      message: expect.stringContaining(
        'it could not be described, so nothing was stopped.',
      ),
    });
    expect(actions).not.toContain('DeleteStack');
    await expect(stackIn(stackName)).resolves.toMatchObject({
      status: 'CREATE_COMPLETE',
    });
  });

  it('deletes a create that failed, and reports its cause', async () => {
    const stackName = fresh();
    world.sandbox.control.addFault({
      stackName,
      logicalId: 'Group',
      operation: 'CREATE',
      reason: 'Group of the function already exists',
    });
    const { error, actions } = await cancelAfter('ROLLBACK_COMPLETE', {
      stackName,
    });
    expect(error.message).toMatch(
      /its deletion was requested, .*the stack is deleted\.\nIt had already failed: .*Group of the function already exists/,
    );
    expect(actions).toContain('DeleteStack');
    await expect(stackIn(stackName)).resolves.toBeUndefined();
  });
});
