import { changesIn, errorOf } from '../__testUtils__/outcomes';
import { startLossyProxy } from '../__testUtils__/lossyProxy';
import { createStack } from '../__testUtils__/createStack';
import { keeping, network } from '../__testUtils__/templates';
import { clientsFor, quick, World } from '../__testUtils__/world';
import { destroyStack } from './destroyStack';
import type { DestroyOptions } from './types';

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

describe('with failing calls and cancellations', () => {
  it('retries throttled calls and server errors', async () => {
    const stackName = fresh();
    await createStack(world, stackName, keeping);
    world.sandbox.control.setRequestFaults({
      throttle: 0.3,
      serverError: 0.1,
      seed: 3,
    });
    await expect(
      destroyStack(
        optionsFor(stackName, {
          retryPolicy: { retries: 10, baseMs: 1, maxMs: 5 },
        }),
      ),
    ).resolves.toMatchObject({ status: 'DELETE_COMPLETE' });
  });

  it('requests the deletion once when a response is lost', async () => {
    const stackName = fresh();
    const stackArn = await createStack(world, stackName, network);
    let losses = 0;
    const proxy = await startLossyProxy(
      world.sandbox.endpointUrl,
      action => action === 'DeleteStack' && losses++ === 0,
    );
    const { cloudFormation } = clientsFor(proxy.url);
    const started: string[] = [];
    await destroyStack(
      optionsFor(stackName, {
        cloudFormation,
        onEvent: ({ physicalId, status, id }) => {
          if (physicalId === stackArn && status === 'DELETE_IN_PROGRESS') {
            started.push(id);
          }
        },
      }),
    );
    cloudFormation.destroy();
    proxy.close();
    expect(losses).toBeGreaterThan(0);
    expect(started).toHaveLength(1);
  });

  it('names the stack that imports an export', async () => {
    const stackName = fresh();
    const exported = `Resources: { Log: { Type: AWS::Logs::LogGroup } }
Outputs: { Log: { Value: !Ref Log, Export: { Name: ${stackName} } } }
`;
    const importing = `Resources: { Copy: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Join ['-', [copy, !ImportValue ${stackName}]] } } }
`;
    await createStack(world, stackName, exported);
    await createStack(world, `${stackName}-user`, importing);
    const error = await errorOf(destroyStack(optionsFor(stackName)));
    expect(error.message.split('\n').slice(0, 2)).toEqual([
      `Stack ${stackName} was not deleted: ${stackName} (AWS::CloudFormation::Stack): Export ${stackName} cannot be deleted as it is in use by ${stackName}-user. Remove the import from the stacks in the message first.`,
      'The stack is in CREATE_COMPLETE. Fix the cause, then destroy the stack again.',
    ]);
  });

  it('lists what is retained, if something else could not be deleted', async () => {
    const stackName = fresh();
    await createStack(world, stackName, keeping);
    world.sandbox.control.addFault({
      stackName,
      logicalId: 'Gone',
      operation: 'DELETE',
      reason: 'still in use',
    });
    const error = await errorOf(destroyStack(optionsFor(stackName)));
    expect(error.message).toMatch(
      /^Retained: Kept \(AWS::Logs::LogGroup\) (\S+)\. To delete it: aws logs delete-log-group --log-group-name \1 --region eu-central-1$/m,
    );
  });

  it('reports that AWS does not respond, and claims nothing else', async () => {
    const { cloudFormation } = clientsFor('http://127.0.0.1:9');
    const error = await errorOf(
      destroyStack(optionsFor('silent', { cloudFormation })),
    );
    cloudFormation.destroy();
    expect(error).toMatchObject({ code: 'unreachable' });
    expect(error.message).toMatch(
      /failed to describe stack silent.*Nothing was changed/,
    );
  });

  it('plans what the next deletion removes after one that failed, data first', async () => {
    const stackName = fresh();
    await createStack(world, stackName, network);
    for (const logicalId of ['Group', 'Log']) {
      world.sandbox.control.addFault({
        stackName,
        logicalId,
        operation: 'DELETE',
        reason: 'still in use',
        times: 0,
      });
    }
    await errorOf(destroyStack(optionsFor(stackName)));
    const { plan } = await destroyStack(optionsFor(stackName, { plan: true }));
    expect(plan!.lines).toEqual([
      `Stack ${stackName} is in DELETE_FAILED. Destroying it would delete 3 resources and retain 0.`,
      expect.stringMatching(
        /^ {2}- Log AWS::Logs::LogGroup \S+ \(with its log events\)$/,
      ),
      expect.stringMatching(/^ {2}- (Vpc AWS::EC2::VPC|Group) /),
      expect.stringMatching(/^ {2}- (Vpc AWS::EC2::VPC|Group) /),
    ]);
  });

  it('stops following on a cancellation after the request', async () => {
    const stackName = fresh();
    await createStack(slow, stackName, network);
    const controller = new AbortController();
    const error = await errorOf(
      destroyStack(
        optionsFor(stackName, {
          cloudFormation: slow.cloudFormation,
          signal: controller.signal,
          onEvent: () => controller.abort(),
        }),
      ),
    );
    expect(error).toMatchObject({ code: 'cancelled' });
    expect(error.message).toContain('continues in AWS');
  });

  it('changes nothing on a cancellation before the request', async () => {
    const stackName = fresh();
    await createStack(world, stackName, network);
    world.sandbox.control.resetRequestCounts();
    const error = await errorOf(
      destroyStack(optionsFor(stackName, { signal: AbortSignal.abort() })),
    );
    expect(error).toMatchObject({ code: 'cancelled' });
    expect(error.message).toMatch(/^Canceled before anything was changed/);
    expect(changesIn(world)).toEqual([]);
  });
});
