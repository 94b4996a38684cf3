import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type {
  AuditorService,
  AuthService,
  BackstageUserPrincipal,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import {
  type ScmIntegrationRegistry,
  ScmIntegrations,
} from '@backstage/integration';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AwsClients,
  Environment,
  readEnvironments,
} from '@private-serverless/backstage-plugin-private-api-node';
import type { JsonObject } from '@backstage/types';
import { startSandbox } from '@private-serverless/sandbox';
import knexFactory from 'knex';
import { DatabaseStackTasks } from '../lib/tasks/stackTasks';
import { DatabaseTaskEnds } from '../lib/tasks/taskEnds';
import type { TaskRecord, Tasks } from '../lib/tasks/tasks';

/** A completed audit event. */
export type AuditRecord = {
  eventId: string;
  severityLevel?: string;
  status: 'succeeded' | 'failed';
  meta: JsonObject;
  error?: string;
};

/** A sandbox, an environment in it, AWS clients as the plugin creates them, and a folder for workspaces. */
export type World = {
  sandbox: Awaited<ReturnType<typeof startSandbox>>;
  environments: Environment[];
  /** Allows everything. */
  permissions: PermissionsService;
  auth: AuthService;
  /** Has no entity. */
  catalog: CatalogService;
  /** The integrations that Backstage has without configuration. */
  integrations: ScmIntegrationRegistry;
  /** Each user is a member of these groups. */
  ownershipEntityRefs: string[];
  userInfo: UserInfoService;
  /** Tasks of the scaffolder by id. A test adds its own. */
  taskRecords: Map<string, TaskRecord>;
  tasks: Tasks;
  /** In the same database as `taskEnds`. */
  stackTasks: DatabaseStackTasks;
  adoptedStacks: Set<string>;
  auditor: AuditorService;
  /** The audit events, in order. */
  audit: AuditRecord[];
  clients: AwsClients;
  /** In a database in memory. */
  taskEnds: DatabaseTaskEnds;
  /** Publishes the event that the scaffolder publishes when a task has ended. */
  endTask(taskId: string): Promise<void>;
  /** Secret access key of the clients. */
  secretKey: string;
  /** Names of the existing stacks. */
  stackNames(): Promise<string[]>;
  /** A new empty workspace. */
  workspace(): Promise<string>;
  close(): Promise<void>;
};

const secretKey = 'secret-access-key-of-the-test';

/** The sandbox needs milliseconds for what takes AWS seconds. */
const poll = { minMs: 50, maxMs: 200, callsPerSecond: 1000 };

/** The same clients, with the poll interval for the functions of the stack engine that get them. */
function pollingOften(clients: AwsClients): AwsClients {
  return Object.create(clients, {
    forEnvironment: {
      value: (environment: Environment) => ({
        ...clients.forEnvironment(environment),
        poll,
      }),
    },
  });
}

/** @param options.resourceDelayMs - how long the sandbox takes for each resource */
export async function startWorld(
  options: { resourceDelayMs?: number } = {},
): Promise<World> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'scaffolder-actions-'));
  const sandbox = await startSandbox({
    resourceDelayMs: options.resourceDelayMs ?? 5,
  });
  const config = mockServices.rootConfig({
    data: {
      aws: {
        accounts: [
          {
            accountId: '111111111111',
            accessKeyId: 'sandbox',
            secretAccessKey: secretKey,
          },
        ],
      },
      privateServerless: {
        environments: [
          {
            id: 'local',
            title: 'Sandbox',
            accountId: '111111111111',
            region: 'eu-central-1',
            awsEndpointUrl: sandbox.endpointUrl,
            artifactBucket: 'private-serverless-artifacts',
            corporateCidrs: ['10.0.0.0/8'],
            network: {
              new: {
                cidrs: ['10.64.0.0/12'],
                netmaskLength: 20,
              },
            },
          },
        ],
      },
    },
  });
  const environments = readEnvironments(config);
  const clients = pollingOften(AwsClients.fromConfig(config));
  const events = mockServices.events();
  const knex = knexFactory({
    client: 'better-sqlite3',
    connection: ':memory:',
    useNullAsDefault: true,
  });
  let workspaces = 0;
  const ownershipEntityRefs: string[] = [];
  const taskRecords = new Map<string, TaskRecord>();
  const tasks: Tasks = { find: async id => taskRecords.get(id) };
  const database = mockServices.database.mock({ getClient: async () => knex });
  const audit: AuditRecord[] = [];
  return {
    sandbox,
    environments,
    permissions: mockServices.permissions(),
    auth: mockServices.auth(),
    catalog: catalogServiceMock(),
    integrations: ScmIntegrations.fromConfig(config),
    ownershipEntityRefs,
    userInfo: {
      async getUserInfo({ principal }) {
        const { userEntityRef } = principal as BackstageUserPrincipal;
        return {
          userEntityRef,
          ownershipEntityRefs: [userEntityRef, ...ownershipEntityRefs],
        };
      },
    },
    taskRecords,
    tasks,
    stackTasks: await DatabaseStackTasks.create({ database, tasks }),
    adoptedStacks: new Set(),
    audit,
    auditor: {
      async createEvent({ eventId, severityLevel, meta: before }) {
        const end = (status: AuditRecord['status']) => {
          return async (after: { meta?: JsonObject; error?: Error } = {}) => {
            audit.push({
              eventId,
              severityLevel,
              status,
              meta: { ...before, ...after.meta },
              ...(after.error ? { error: after.error.message } : {}),
            });
          };
        };
        return { success: end('succeeded'), fail: end('failed') };
      },
    },
    clients,
    taskEnds: await DatabaseTaskEnds.create({
      database,
      events,
      logger: mockServices.logger.mock(),
      statusOf: async () => 'failed',
    }),
    endTask: taskId =>
      events.publish({
        topic: 'scaffolder.task',
        eventPayload: { id: taskId, status: 'failed' },
      }),
    secretKey,
    async stackNames() {
      const { cloudFormation } = clients.forEnvironment(environments[0]);
      const { Stacks = [] } = await cloudFormation.send(
        new DescribeStacksCommand({}),
      );
      return Stacks.map(stack => stack.StackName!);
    },
    async workspace() {
      workspaces += 1;
      return mkdtemp(path.join(folder, `workspace-${workspaces}-`));
    },
    async close() {
      clients.destroy();
      await knex.destroy();
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
