import { network } from '../__testUtils__/templates';
import { World } from '../__testUtils__/world';
import { describeStack, stackOutputs } from '../session/describe';
import { deployStack } from './deployStack';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());

let count = 0;
/** A stack name of its own for each test. */
const fresh = () => `orders-${count++}`;

describe('a plan', () => {
  it('executes a change set that changes an output only', async () => {
    const options = world.deploy(network, { stackName: fresh() });
    await deployStack(options);
    const other = world.deploy(`${network}  Region: { Value: here }\n`);
    const result = await deployStack({
      ...options,
      templatePath: other.templatePath,
    });
    expect(result).toMatchObject({
      operation: 'update',
      status: 'UPDATE_COMPLETE',
      changes: [],
      outputs: { Region: 'here' },
    });
    expect(result.plan!.lines).toEqual([
      'Change set: no resource changes; only outputs or settings change',
    ]);
  });

  it('shows an update as lines of text', async () => {
    const options = world.deploy(network, { stackName: fresh() });
    await deployStack(options);
    const lines: string[] = [];
    const wider = world.deploy(
      network
        .replace('CidrIp: 10.0.0.0/8', 'CidrIp: 0.0.0.0/0')
        .replace('RetentionInDays: 7', 'LogGroupName: renamed'),
    );
    const { plan } = await deployStack({
      ...options,
      templatePath: wider.templatePath,
      parameters: { Note: 'second' },
      plan: true,
      onProgress: line => lines.push(line),
    });
    expect(lines.join('\n')).toContain(plan!.lines.join('\n'));
    expect(plan!.lines.slice(0, 2)).toEqual([
      'Change set: Replace 2',
      'DATA LOSS: Log (AWS::Logs::LogGroup): its log events will be lost: a new, empty resource replaces it',
    ]);
    expect(plan!.lines).toContain(
      '    Description: first → second (parameter Note)',
    );
    expect(plan!.lines.join('\n')).toMatch(/NETWORK: new ingress rule: .*443/);
    await expect(describeStack(options)).resolves.toMatchObject({
      status: 'CREATE_COMPLETE',
    });
  });

  it('plans and leaves nothing in AWS', async () => {
    const options = world.deploy(network, { stackName: fresh(), plan: true });
    const plan = await deployStack(options);
    expect(plan).toMatchObject({ operation: 'create', outputs: {} });
    expect(plan.changes).toHaveLength(4);
    await expect(describeStack(options)).resolves.toBeUndefined();

    await deployStack({ ...options, plan: false });
    const update = await deployStack({
      ...options,
      parameters: { Note: 'second' },
    });
    expect(update).toMatchObject({
      operation: 'update',
      status: 'CREATE_COMPLETE',
      changes: [{ logicalId: 'Rule', action: 'Modify' }],
      outputs: { Note: 'first' },
    });
    await expect(stackOutputs(options)).resolves.toMatchObject({
      Note: 'first',
    });
  });
});
