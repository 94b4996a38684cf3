import { network } from '../__testUtils__/templates';
import { World } from '../__testUtils__/world';
import { deployStack } from './deploy';
import { type FoundOperation, findOperation } from './findOperation';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());

it('tells how the operation of a token went, whatever came after it', async () => {
  const options = world.deploy(network);
  const find = (token: string) => findOperation({ ...options, token });
  await expect(find('first')).resolves.toEqual({ status: 'none' });

  let during: Promise<FoundOperation> | undefined;
  const { stackArn } = await deployStack({
    ...options,
    token: 'first',
    onEvent: ({ logicalId }) => {
      if (logicalId === 'Vpc') during ??= find('first');
    },
  });
  await expect(during).resolves.toMatchObject({
    status: 'running',
    operation: 'create',
    stackStatus: 'CREATE_IN_PROGRESS',
  });
  await deployStack({ ...options, token: 'second', parameters: { Note: 'b' } });
  world.sandbox.control.addFault({
    stackName: options.stackName,
    logicalId: 'Rule',
    operation: 'UPDATE',
    reason: 'AccessDenied',
  });
  await expect(
    deployStack({ ...options, token: 'third', parameters: { Note: 'c' } }),
  ).rejects.toMatchObject({ code: 'failed' });

  const found = { stackArn, isCancelled: false };
  await expect(find('first')).resolves.toEqual({
    ...found,
    status: 'succeeded',
    operation: 'create',
    stackStatus: 'CREATE_COMPLETE',
  });
  await expect(find('second')).resolves.toMatchObject({
    status: 'succeeded',
    operation: 'update',
  });
  await expect(find('third')).resolves.toEqual({
    ...found,
    status: 'failed',
    operation: 'update',
    stackStatus: 'UPDATE_ROLLBACK_COMPLETE',
  });
  await expect(find('fourth')).resolves.toEqual({ status: 'none' });
});
