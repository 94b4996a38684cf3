import {
  CreateChangeSetCommand,
  DeleteStackCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { mockCredentials } from '@backstage/backend-test-utils';
import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { describeStack } from '@private-serverless/stack';
import { exampleAnswers } from '../__testUtils__/answers';
import { hiddenCatalog } from '../__testUtils__/catalog';
import { generateInChild } from '../__testUtils__/realGenerator';
import { Checkpoints, runAction } from '../__testUtils__/runAction';
import { World, startWorld } from '../__testUtils__/world';
import { createDeployAction } from './deploy';

const entityRef = 'component:default/orders';
const payments = 'group:default/payments';
const ownerTag = 'private-serverless.dev/owner';
const taskTag = 'private-serverless.dev/task-id';

/** A new task with the name of a stack that an earlier task has left. */
describe('privateServerless:stack:deploy with onExisting: continue', () => {
  let world: World;
  /** Repositories of the same service: with a table, without it, and of another owner. */
  let repository: string;
  let changed: string;
  let foreign: string;
  let stackName: string;
  let count = 0;
  beforeAll(async () => {
    world = await startWorld({ resourceDelayMs: 5 });
    const generated = async (answers: object) => {
      const outDir = await world.workspace();
      await generateInChild({
        answers: exampleAnswers({ name: 'orders', ...answers }),
        environment: world.environments[0],
        outDir,
      });
      return outDir;
    };
    repository = await generated({ owner: 'payments' });
    changed = await generated({ owner: 'group:default/payments', data: [] });
    foreign = await generated({ owner: 'group:default/shop' });
  });
  beforeEach(() => {
    stackName = `orders-${count++}`;
    world.ownershipEntityRefs.splice(0, 1, payments);
    world.taskRecords.clear();
  });
  afterEach(() => {
    world.sandbox.control.clearFaults();
    world.sandbox.control.setDurations({});
  });
  afterAll(() => world.close());

  type Options = Partial<Parameters<typeof runAction>[1]> & {
    /** Services that replace those of the world. */
    access?: Partial<World>;
    onBusy?: string;
  };
  const run = (
    workspacePath: string,
    taskId: string,
    options: Options = {},
  ) => {
    const { access, onBusy = 'follow', ...rest } = options;
    const action: TemplateAction<any, any> = createDeployAction({
      ...world,
      ...access,
    });
    return runAction(action, {
      workspacePath,
      taskId,
      ...rest,
      input: {
        environment: 'local',
        entityRef,
        stackName,
        onExisting: 'continue',
        onBusy,
      },
    });
  };
  const clients = () => world.clients.forEnvironment(world.environments[0]);
  const stack = () => describeStack({ ...clients(), stackName });
  const requests = () => world.sandbox.control.requestCounts();

  it('records the owner on the stack that it creates', async () => {
    await run(repository, 'first');
    expect((await stack())?.tags).toMatchObject({
      [ownerTag]: payments,
      [taskTag]: 'first',
    });
  });

  it('updates the stack of the same owner, and shows what the new template changes', async () => {
    const first = await run(repository, 'first');
    const lines: string[] = [];
    const second = await run(changed, 'second', {
      onLine: line => lines.push(line),
    });
    expect(second).toMatchObject({
      operation: 'update',
      status: 'UPDATE_COMPLETE',
      stackArn: first.stackArn,
    });
    expect(lines).toContain(
      `Continuing with stack ${stackName} (CREATE_COMPLETE), deployed for ${payments}: the catalog has no ${entityRef}.`,
    );
    expect(lines).toContain(
      '- ItemsTable (AWS::DynamoDB::Table) is removed from the stack and stays in AWS',
    );
    // The stack is still that of the first task, so a cleanup of the second task keeps it.
    expect((await stack())?.tags[taskTag]).toBe('first');
  });

  describe('refuses', () => {
    /** The error of a second task, which changes nothing. */
    async function refusal(workspace: string, options: Options = {}) {
      const before = await stack();
      world.sandbox.control.resetRequestCounts();
      const error = await run(workspace, 'second', options).then(
        () => undefined,
        e => e,
      );
      expect(requests()).not.toHaveProperty('CreateChangeSet');
      expect(await stack()).toEqual(before);
      return error?.message;
    }

    it('another owner, with the name of the stack and its owner', async () => {
      await run(repository, 'first');
      world.ownershipEntityRefs.push('group:default/shop');
      expect(await refusal(foreign)).toBe(
        `Stack ${stackName} already exists (CREATE_COMPLETE) and was deployed for ${payments}, not for group:default/shop. Choose ${payments} as the owner if you are a member of it, or choose another name.`,
      );
    });

    it('a user who only names the owner', async () => {
      await run(repository, 'first');
      world.ownershipEntityRefs.length = 0;
      expect(await refusal(repository)).toMatch(
        /was deployed for group:default\/payments: you are not a member of this owner and did not start the task/,
      );
    });

    it('a service account', async () => {
      await run(repository, 'first');
      expect(
        await refusal(repository, {
          credentials: mockCredentials.service('external:ci'),
        }),
      ).toMatch(/you are not a member of this owner/);
    });

    it('a stack without a recorded owner, as an earlier version deployed it', async () => {
      await run(repository, 'first');
      const { tags, parameters } = (await stack())!;
      await clients().cloudFormation.send(
        new UpdateStackCommand({
          StackName: stackName,
          UsePreviousTemplate: true,
          Parameters: Object.keys(parameters).map(ParameterKey => ({
            ParameterKey,
            UsePreviousValue: true,
          })),
          Capabilities: ['CAPABILITY_NAMED_IAM'],
          Tags: Object.entries(tags)
            .filter(([Key]) => Key !== ownerTag)
            .map(([Key, Value]) => ({ Key, Value })),
        }),
      );
      await until('UPDATE_COMPLETE');
      expect(await refusal(repository)).toMatch(
        /does not record an owner.* Click Retry on the task that created the stack, destroy the stack, or choose another name\.$/,
      );
    });

    it('a stack whose entity the catalog has, also if the user may not see it', async () => {
      await run(repository, 'first');
      const catalog = hiddenCatalog([
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: { name: 'orders', namespace: 'default' },
        },
      ]);
      expect(await refusal(repository, { access: { catalog } })).toBe(
        `Stack ${stackName} already exists (CREATE_COMPLETE), and the catalog has ${entityRef}. Choose another name; to change that service, deploy it from its repository.`,
      );
    });

    it('a stack while the task that created it is running', async () => {
      await run(repository, 'first');
      world.taskRecords.set('first', { isRunning: true });
      expect(await refusal(repository)).toMatch(
        /task first, which created it or continues with it, is still running/,
      );
    });

    it('a stack if the user info service does not respond', async () => {
      await run(repository, 'first');
      const userInfo = {
        getUserInfo: async () => {
          throw new Error('auth is away');
        },
      };
      expect(await refusal(repository, { access: { userInfo } })).toBe(
        'auth is away',
      );
    });

    it('a stack of another owner that appears after the first call', async () => {
      const { sts, ...others } = clients();
      let asked = 0;
      // The action calls STS before it describes the stack, and so does the engine.
      const send = async (...args: Parameters<typeof sts.send>) => {
        asked += 1;
        if (asked === 2) {
          await run(foreign, 'other');
        }
        return sts.send(...args);
      };
      const slow = { ...others, sts: { ...sts, send } };
      await expect(
        run(repository, 'second', {
          access: {
            clients: Object.create(world.clients, {
              forEnvironment: { value: () => slow },
            }),
          },
        }),
      ).rejects.toThrow(
        /was deployed for group:default\/shop, not for group:default\/payments/,
      );
      expect((await stack())?.tags).toMatchObject({
        [ownerTag]: 'group:default/shop',
        [taskTag]: 'other',
      });
    });
  });

  it('lets the user continue who started the task that created the stack', async () => {
    await run(repository, 'first');
    world.ownershipEntityRefs.length = 0;
    world.taskRecords.set('first', {
      initiator: 'user:default/mock',
      isRunning: false,
    });
    await expect(run(changed, 'second')).resolves.toMatchObject({
      operation: 'update',
    });
  });

  /** Waits for a state of the stack. */
  async function until(status: string) {
    while ((await stack())?.status !== status) {
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  }

  describe('finds a stack whose first task ended in', () => {
    /** From now on, the table cannot be created. */
    const noTables = () =>
      world.sandbox.control.addFault({
        stackName,
        logicalId: 'ItemsTable',
        reason: 'No capacity left',
        times: 0,
      });

    it('UPDATE_ROLLBACK_COMPLETE: updates it', async () => {
      await run(changed, 'first');
      noTables();
      await expect(run(repository, 'second')).rejects.toThrow(
        /No capacity left/,
      );
      await until('UPDATE_ROLLBACK_COMPLETE');
      world.sandbox.control.clearFaults();
      expect(await run(repository, 'third')).toMatchObject({
        operation: 'update',
        status: 'UPDATE_COMPLETE',
      });
    });

    it('ROLLBACK_COMPLETE, a failed create: creates it again, for every user', async () => {
      noTables();
      await expect(run(repository, 'first')).rejects.toThrow(
        /No capacity left/,
      );
      await until('ROLLBACK_COMPLETE');
      world.sandbox.control.clearFaults();
      world.ownershipEntityRefs.length = 0;
      expect(await run(foreign, 'second')).toMatchObject({
        operation: 'create',
        status: 'CREATE_COMPLETE',
      });
      expect((await stack())?.tags).toMatchObject({
        [ownerTag]: 'group:default/shop',
        [taskTag]: 'second',
      });
    });

    it('REVIEW_IN_PROGRESS: creates the resources of the empty stack', async () => {
      await clients().cloudFormation.send(
        new CreateChangeSetCommand({
          StackName: stackName,
          ChangeSetName: 'never-executed',
          ChangeSetType: 'CREATE',
          TemplateBody: '{"Resources":{"Logs":{"Type":"AWS::Logs::LogGroup"}}}',
        }),
      );
      await until('REVIEW_IN_PROGRESS');
      expect(await run(repository, 'second')).toMatchObject({
        operation: 'create',
        status: 'CREATE_COMPLETE',
      });
    });

    it('DELETE_FAILED: repeats the deletion, then creates it again', async () => {
      const first = await run(repository, 'first');
      world.sandbox.control.addFault({
        stackName,
        logicalId: 'ApiFunction',
        operation: 'DELETE',
        reason: 'Access denied',
        times: 1,
      });
      await clients().cloudFormation.send(
        new DeleteStackCommand({ StackName: stackName }),
      );
      await until('DELETE_FAILED');
      world.ownershipEntityRefs.length = 0;
      await expect(run(changed, 'second')).rejects.toThrow(
        /already exists \(DELETE_FAILED\).*you are not a member of this owner/,
      );
      world.ownershipEntityRefs.push(payments);
      const third = await run(changed, 'third');
      expect(third).toMatchObject({
        operation: 'create',
        status: 'CREATE_COMPLETE',
      });
      expect(third.stackArn).not.toBe(first.stackArn);
      expect((await stack())?.tags[taskTag]).toBe('third');
    });

    it('a stack operation in progress: follows it until it ends first, or refuses', async () => {
      world.sandbox.control.setDurations({ 'AWS::EC2::VPC': 2000 });
      let first: Promise<unknown>;
      await new Promise<void>(resolve => {
        first = run(repository, 'first', {
          onLine: line => {
            if (/AWS::EC2::VPC CREATE_IN_PROGRESS/.test(line)) resolve();
          },
        });
      });
      await expect(
        run(changed, 'second', { onBusy: 'refuse' }),
      ).rejects.toThrow(/is in CREATE_IN_PROGRESS: another stack operation/);
      expect(await run(changed, 'second')).toMatchObject({
        operation: 'update',
        status: 'UPDATE_COMPLETE',
      });
      await first!;
    });
  });

  describe('is killed or fails while it continues', () => {
    it('resumes its own update, without a second change set', async () => {
      await run(changed, 'first');
      world.sandbox.control.setDurations({ 'AWS::DynamoDB::Table': 2000 });
      world.sandbox.control.resetRequestCounts();
      const checkpoints: Checkpoints = new Map();
      let killed: Promise<unknown>;
      const stored = await new Promise<Checkpoints>(resolve => {
        killed = run(repository, 'second', {
          checkpoints,
          onLine: line => {
            if (/AWS::DynamoDB::Table CREATE_IN_PROGRESS/.test(line)) {
              resolve(new Map(checkpoints));
            }
          },
        });
      });
      expect(
        await run(repository, 'second', { checkpoints: stored }),
      ).toMatchObject({
        operation: 'update',
        status: 'UPDATE_COMPLETE',
        resumed: true,
      });
      await killed!;
      expect(requests()).toMatchObject({
        CreateChangeSet: 1,
        ExecuteChangeSet: 1,
      });
    });

    it('starts a new attempt when a user clicks Retry, under the same conditions', async () => {
      await run(changed, 'first');
      world.sandbox.control.addFault({
        stackName,
        logicalId: 'ItemsTable',
        reason: 'No capacity left',
        times: 1,
      });
      const checkpoints: Checkpoints = new Map();
      await expect(run(repository, 'second', { checkpoints })).rejects.toThrow(
        /No capacity left/,
      );
      await world.endTask('second');
      world.ownershipEntityRefs.length = 0;
      await expect(run(repository, 'second', { checkpoints })).rejects.toThrow(
        /you are not a member of this owner/,
      );
      await world.endTask('second');
      world.ownershipEntityRefs.push(payments);
      expect(await run(repository, 'second', { checkpoints })).toMatchObject({
        operation: 'update',
        status: 'UPDATE_COMPLETE',
      });
    });

    it('does not report the refusal of a killed run after a retry', async () => {
      await run(repository, 'first');
      const checkpoints: Checkpoints = new Map();
      world.taskRecords.set('first', { isRunning: true });
      const refused = /is still running/;
      await expect(run(changed, 'second', { checkpoints })).rejects.toThrow(
        refused,
      );
      world.taskRecords.clear();
      // The task was recovered before its end was stored, so it must end with the failure.
      await expect(run(changed, 'second', { checkpoints })).rejects.toThrow(
        refused,
      );
      await world.endTask('second');
      await expect(
        run(changed, 'second', { checkpoints }),
      ).resolves.toMatchObject({ operation: 'update' });
    });
  });
});
