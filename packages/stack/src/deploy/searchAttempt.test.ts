import { network } from '../__testUtils__/templates';
import { World } from '../__testUtils__/world';
import { StackSession } from '../session/StackSession';
import { deployStack } from './deployStack';
import { type EarlierRuns, searchAttempt } from './searchAttempt';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());

it('finds the stack operation of a token, also after later ones', async () => {
  const options = world.deploy(network);
  const find = (token: string) =>
    searchAttempt(new StackSession(options), token);
  await expect(find('first')).resolves.toEqual({});

  let during: Promise<EarlierRuns> | undefined;
  await deployStack({
    ...options,
    token: 'first',
    onEvent: ({ logicalId }) => {
      if (logicalId === 'Vpc') during ??= find('first');
    },
  });
  await expect(during).resolves.toMatchObject({
    operation: {
      kind: 'create',
      ended: undefined,
      stack: { status: 'CREATE_IN_PROGRESS' },
    },
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

  await expect(find('first')).resolves.toMatchObject({
    operation: { kind: 'create', ended: 'CREATE_COMPLETE', isCancelled: false },
  });
  await expect(find('second')).resolves.toMatchObject({
    operation: { kind: 'update', ended: 'UPDATE_COMPLETE' },
  });
  await expect(find('third')).resolves.toMatchObject({
    operation: {
      kind: 'update',
      ended: 'UPDATE_ROLLBACK_COMPLETE',
      isCancelled: false,
    },
  });
  await expect(find('fourth')).resolves.toEqual({ operation: undefined });
});
