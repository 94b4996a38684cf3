import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { describeStack } from '@private-serverless/stack';
import { generatedService } from '../__testUtils__/deployed';
import { runAction } from '../__testUtils__/runAction';
import { World, startWorld } from '../__testUtils__/world';
import { createDeployAction } from './deploy';

/** Effects of the environment and of the change set on a deploy. */
describe('privateServerless:stack:deploy, guarded', () => {
  let world: World;
  let repository: string;
  beforeAll(async () => {
    world = await startWorld();
    repository = await generatedService(world, 'orders');
  });
  afterAll(() => world.close());

  const run = (
    changes: Partial<World> = {},
    input: { stackName?: string; revertDrift?: boolean } = {},
    onLine?: (line: string) => void,
  ) => {
    const action: TemplateAction<any, any> = createDeployAction({
      ...world,
      ...changes,
    });
    return runAction(action, {
      workspacePath: repository,
      input: {
        environment: 'local',
        entityRef: 'component:default/orders',
        ...input,
      },
      onLine,
    });
  };
  const stack = (stackName: string) =>
    describeStack({
      ...world.clients.forEnvironment(world.environments[0]),
      stackName,
    });

  it('refuses credentials of another account and creates nothing', async () => {
    const [environment] = world.environments;
    const wrong = { ...environment, accountId: '222222222222' };
    await expect(
      run({
        environments: [wrong],
        // Credentials of a role that is not configured correctly.
        clients: Object.create(world.clients, {
          forEnvironment: {
            value: () => world.clients.forEnvironment(environment),
          },
          forReadiness: {
            value: () => world.clients.forReadiness(environment),
          },
        }),
      }),
    ).rejects.toThrow(
      /^The credentials belong to account 111111111111, not to 222222222222/,
    );
    expect(await world.stackNames()).toEqual([]);
  });

  it('enables termination protection only if the environment requires it', async () => {
    await run();
    expect((await stack('orders-local'))?.isProtected).toBeUndefined();
    const [environment] = world.environments;
    await run(
      { environments: [{ ...environment, deletionProtection: true }] },
      { stackName: 'orders-safe' },
    );
    expect((await stack('orders-safe'))?.isProtected).toBe(true);
  });

  it('shows and reverts what was changed by hand, if the task asks for it', async () => {
    await run();
    world.sandbox.control.changeResource({
      stackName: 'orders-local',
      logicalId: 'ApiAccessLogGroup',
      properties: { RetentionInDays: 3653 },
    });
    expect(await run()).toMatchObject({ operation: 'none', leftovers: [] });
    const lines: string[] = [];
    const { operation, plan } = await run({}, { revertDrift: true }, line =>
      lines.push(line),
    );
    expect(operation).toBe('update');
    const text = expect.stringMatching(
      /^ApiAccessLogGroup \(AWS::Logs::LogGroup\) was changed by hand: RetentionInDays is 3653, the template says \d+$/,
    );
    expect(plan.warnings).toEqual([
      { kind: 'drift', logicalId: 'ApiAccessLogGroup', text },
    ]);
    expect(lines).toContainEqual(
      expect.stringMatching(/^DRIFT: ApiAccessLogGroup /),
    );
    expect(await run({}, { revertDrift: true })).toMatchObject({
      operation: 'none',
    });
  });

  it('warns about data that a replacement leaves behind', async () => {
    await editTemplate(text =>
      text.replace(
        /(Type: AWS::DynamoDB::Table\n(?: {4}.*\n)*? {4}Properties:\n)/,
        '$1      TableName: orders-by-name\n',
      ),
    );
    const lines: string[] = [];
    const { plan, leftovers } = await run({}, {}, line => lines.push(line));
    expect(plan.warnings).toContainEqual(
      expect.objectContaining({
        kind: 'data-left-behind',
        logicalId: 'ItemsTable',
      }),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^DATA LEFT BEHIND: ItemsTable \(AWS::DynamoDB::Table\)/,
      ),
    );
    expect(leftovers).toEqual([
      {
        logicalId: 'ItemsTable',
        type: 'AWS::DynamoDB::Table',
        physicalId: expect.stringMatching(/./),
        cause: 'retained',
        command: expect.stringMatching(/^aws dynamodb delete-table /),
      },
    ]);
  });

  async function editTemplate(edit: (text: string) => string) {
    const file = path.join(repository, 'infrastructure/template.yaml');
    const before = await readFile(file, 'utf8');
    const after = edit(before);
    expect(after).not.toBe(before);
    await writeFile(file, after);
  }
});
