import { rename, rm } from 'node:fs/promises';
import { DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation';
import { AuthenticationError } from '@backstage/errors';
import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { generatedService } from '../__testUtils__/deployed';
import { Checkpoints, runAction } from '../__testUtils__/runAction';
import { World, startWorld } from '../__testUtils__/world';
import { createDeployAction } from './deploy';

/** A task that is recovered or retried. Its runs share only the checkpoints. */
describe('privateServerless:stack:deploy, run again', () => {
  let world: World;
  let repository: string;
  beforeEach(async () => {
    world = await startWorld();
    repository = await generatedService(world, 'orders');
    world.sandbox.control.resetRequestCounts();
  });
  afterEach(() => world.close());

  const run = (
    checkpoints: Checkpoints,
    options: Partial<
      Pick<World, 'permissions' | 'environments' | 'clients'>
    > & {
      onLine?: (line: string) => void;
      isDryRun?: boolean;
    } = {},
  ) => {
    const {
      permissions = world.permissions,
      environments = world.environments,
      clients = world.clients,
      ...rest
    } = options;
    const action: TemplateAction<any, any> = createDeployAction({
      ...world,
      permissions,
      environments,
      clients,
    });
    return runAction(action, {
      workspacePath: repository,
      input: {
        environment: 'local',
        entityRef: 'component:default/orders',
        onExisting: 'refuse',
      },
      checkpoints,
      ...rest,
    });
  };

  /**
   * Starts a run and waits until its first resource is in progress.
   * @returns the checkpoints that the scaffolder has stored by then. Unlike a killed run, this one continues to poll
   */
  async function interrupted() {
    // Long enough that the next run finds the stack operation in progress, even on a slow machine.
    world.sandbox.control.setDurations({ 'AWS::EC2::VPC': 3000 });
    const checkpoints: Checkpoints = new Map();
    let ended: Promise<unknown>;
    const stored = await new Promise<Checkpoints>((resolve, reject) => {
      ended = run(checkpoints, {
        onLine: line => {
          if (/AWS::EC2::VPC CREATE_IN_PROGRESS/.test(line)) {
            resolve(new Map(checkpoints));
          }
        },
      }).catch(reject);
    });
    return { stored, ended: ended! };
  }

  it('resumes the attempt of a killed run without a second change set', async () => {
    const { stored, ended } = await interrupted();
    const output = await run(stored);
    await ended;
    expect(output).toMatchObject({
      operation: 'create',
      status: 'CREATE_COMPLETE',
      resumed: true,
      outputs: { EndpointUrl: expect.stringMatching(/^https:/) },
    });
    const { CreateChangeSet, ExecuteChangeSet } =
      world.sandbox.control.requestCounts();
    expect({ CreateChangeSet, ExecuteChangeSet }).toEqual({
      CreateChangeSet: 1,
      ExecuteChangeSet: 1,
    });
  });

  it('explains an expired sign-in, and resumes the attempt after the next sign-in', async () => {
    const { stored, ended } = await interrupted();
    const expired = {
      ...world.permissions,
      authorize: async () => {
        throw new AuthenticationError('Illegal token');
      },
    } as World['permissions'];
    await expect(run(stored, { permissions: expired })).rejects.toThrow(
      /^Your sign-in has expired.*\. The deploy of stack orders-local that it started continues in AWS\. Sign in and click Retry/,
    );
    expect(await run(stored)).toMatchObject({
      status: 'CREATE_COMPLETE',
      resumed: true,
    });
    await ended;
    expect(world.sandbox.control.requestCounts().CreateChangeSet).toBe(1);
  });

  it.each<[string, () => Promise<Partial<World>>, RegExp]>([
    [
      'the credentials are of another account',
      async () => ({
        environments: [{ ...world.environments[0], accountId: '222222222222' }],
        clients: Object.create(world.clients, {
          forEnvironment: {
            value: () => world.clients.forEnvironment(world.environments[0]),
          },
          forReadiness: {
            value: () => world.clients.forReadiness(world.environments[0]),
          },
        }),
      }),
      /^The credentials belong to account 111111111111/,
    ],
    [
      'the files are gone',
      async () => {
        await rename(repository, `${repository}-elsewhere`);
        return {};
      },
      /no such file|does not exist|cannot be read|is no/i,
    ],
  ])(
    'reports that the deploy may continue if %s, and resumes it afterwards',
    async (_, hindrance, message) => {
      const { stored, ended } = await interrupted();
      const error = await run(stored, await hindrance()).catch(e => e);
      expect(error.message).toMatch(message);
      expect(error.message).toMatch(
        /\nAn earlier run of this task may have started the deploy of .*, which may continue in AWS/,
      );
      await rename(`${repository}-elsewhere`, repository).catch(() => {});
      await ended;
      expect(await run(stored)).toMatchObject({ resumed: true });
    },
  );

  it('does not mention an attempt if no run started one', async () => {
    const refusing = {
      ...world.permissions,
      authorize: async () => {
        throw new AuthenticationError('Illegal token');
      },
    } as World['permissions'];
    await expect(run(new Map(), { permissions: refusing })).rejects.toThrow(
      /^Illegal token$/,
    );
  });

  it('starts a new attempt if the earlier one left nothing, and resumes the new one later', async () => {
    const checkpoints: Checkpoints = new Map();
    const { cloudFormation } = world.clients.forEnvironment(
      world.environments[0],
    );
    const refusing = {
      ...world.permissions,
      authorize: async () => {
        throw new AuthenticationError('Illegal token');
      },
    } as World['permissions'];
    await expect(run(checkpoints, { permissions: refusing })).rejects.toThrow();
    let stored: Checkpoints;
    await run(checkpoints, {
      onLine: line => {
        if (/AWS::EC2::VPC CREATE_IN_PROGRESS/.test(line)) {
          stored = new Map(checkpoints);
        }
      },
    });
    const again = await run(stored!);
    expect(again).toMatchObject({ status: 'CREATE_COMPLETE', resumed: true });
    const { StackEvents = [] } = await cloudFormation.send(
      new DescribeStackEventsCommand({ StackName: 'orders-local' }),
    );
    const tokens = StackEvents.map(event => event.ClientRequestToken ?? '');
    expect(tokens.filter(Boolean)).not.toEqual([]);
    expect(tokens.filter(token => !/^ps-2-/.test(token) && token)).toEqual([]);
  });

  describe('after a deploy that failed', () => {
    const checkpoints: Checkpoints = new Map();
    const cause = /^[^\n]*Rate of tables exceeded/;
    beforeEach(async () => {
      checkpoints.clear();
      world.sandbox.control.addFault({
        stackName: 'orders-local',
        logicalId: 'ItemsTable',
        reason: 'Rate of tables exceeded',
        times: 1,
      });
      await run(checkpoints).catch(() => {});
      world.sandbox.control.resetRequestCounts();
    });

    it('starts a new attempt when a user retries, and does not report the outcome of the old one', async () => {
      await world.endTask('task-1');
      const lines: string[] = [];
      expect(
        await run(checkpoints, { onLine: line => lines.push(line) }),
      ).toMatchObject({ operation: 'create', status: 'CREATE_COMPLETE' });
      expect(lines).toContain('Attempt 2.');
    });

    it('reports the failure again without AWS calls if the backend was killed before the task ended', async () => {
      const lines: string[] = [];
      for (let kill = 1; kill <= 2; kill++) {
        await expect(
          run(checkpoints, { onLine: line => lines.push(line) }),
        ).rejects.toThrow(cause);
      }
      expect(lines).toEqual(
        Array(2).fill(
          'The deploy failed before the backend stopped. This run reports the same failure and does not deploy again.',
        ),
      );
      expect(world.sandbox.control.requestCounts()).toEqual({});
      await world.endTask('task-1');
      expect(await run(checkpoints)).toMatchObject({
        status: 'CREATE_COMPLETE',
      });
    });

    it('reports the failure although the cleanup emptied the workspace and the sign-in has expired', async () => {
      await rm(repository, { recursive: true });
      const permissions = {
        ...world.permissions,
        authorize: async () => {
          throw new AuthenticationError('Illegal token');
        },
      } as World['permissions'];
      await expect(run(checkpoints, { permissions })).rejects.toThrow(cause);
    });

    it('reports the failure of the last attempt, not of an earlier one', async () => {
      await world.endTask('task-1');
      world.sandbox.control.addFault({
        stackName: 'orders-local',
        logicalId: 'ItemsTable',
        reason: 'Still no room',
        times: 1,
      });
      await expect(run(checkpoints)).rejects.toThrow(/Still no room/);
      await expect(run(checkpoints)).rejects.toThrow(/Still no room/);
    });
  });

  it('calls nothing in a dry run', async () => {
    const output = await run(new Map(), { isDryRun: true });
    expect(output.status).toBe('DRY_RUN');
    expect(world.sandbox.control.requestCounts()).toEqual({});
  });
});
