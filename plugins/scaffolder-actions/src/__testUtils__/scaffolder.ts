import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import path from 'node:path';
import {
  coreServices,
  createBackendModule,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import workspacesInDatabase from '@backstage/plugin-scaffolder-backend-module-workspace-database';
import { createPublishGithubAction } from '@backstage/plugin-scaffolder-backend-module-github';
import {
  scaffolderActionsExtensionPoint,
  scaffolderServiceRef,
} from '@backstage/plugin-scaffolder-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import type {
  ActionContext,
  TemplateAction,
} from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import knexFactory, { type Knex } from 'knex';
import { parse } from 'yaml';
import { createRegisterEntityAction } from '../actions/registerEntity';
import { createCleanUpAction } from '../actions/cleanUp';
import { createDeployAction } from '../actions/deploy';
import { createDestroyAction } from '../actions/destroy';
import { createDetectDriftAction } from '../actions/detectDrift';
import { createGenerateAction } from '../actions/generate';
import { createRecordOutputsAction } from '../actions/recordOutputs';
import { createVerifyAction } from '../actions/verify';
import { DatabaseStackTasks } from '../lib/tasks/stackTasks';
import { readStoredStatus } from '../lib/tasks/readStoredStatus';
import { DatabaseTaskEnds } from '../lib/tasks/taskEnds';
import { ScaffolderTasks } from '../lib/tasks/tasks';
import { inOwnRealm } from './inOwnRealm';
import { generateInChild } from './realGenerator';
import type { World } from './world';

/** An event of a task, as its page shows it. */
export type TaskEvent = {
  type: string;
  body: { message: string; stepId?: string; status?: string };
};

const taskRecovery = { enabled: true, workspaceProvider: 'database' };

/** A new database. Close it with `destroy`. */
export function memoryDatabase(): Knex {
  return knexFactory({
    client: 'better-sqlite3',
    connection: ':memory:',
    useNullAsDefault: true,
  });
}

/** A shipped template. */
export function shippedTemplate(file: string): Entity {
  return parse(
    readFileSync(
      path.join(resolvePackagePath('generator-private-serverless'), file),
      'utf8',
    ),
  );
}

/**
 * The real scaffolder with our actions, over a world.
 *
 * @param options.publish - runs in the publish step. @defaultValue no function
 * @param options.actions - additional actions
 * @param options.knex - a database that other backends use too, which recover each other's tasks
 */
export async function startScaffolder(
  world: World,
  options: {
    entities?: Entity[];
    publish?: (workspacePath: string) => void;
    /** The catalog that our actions use. @defaultValue a catalog with the entities */
    catalog?: CatalogService;
    actions?: TemplateAction<any, any, any>[];
    knex?: Knex;
  } = {},
) {
  const { entities = [], publish, knex } = options;
  const { catalog = catalogServiceMock({ entities }) } = options;
  const own = memoryDatabase();
  const backend = await startTestBackend({
    features: [
      scaffolderPlugin,
      mockServices.rootConfig.factory({
        data: {
          backend: { baseUrl: 'http://127.0.0.1' },
          ...(knex ? { scaffolder: { taskRecovery } } : {}),
        },
      }),
      mockServices.database.factory({ knex: knex ?? own }),
      ...(knex ? [workspacesInDatabase] : []),
      catalogServiceMock.factory({ entities }),
      createBackendModule({
        pluginId: 'scaffolder',
        moduleId: 'under-test',
        register(env) {
          env.registerInit({
            deps: {
              actions: scaffolderActionsExtensionPoint,
              database: coreServices.database,
              events: eventsServiceRef,
              logger: coreServices.logger,
              auth: coreServices.auth,
              scaffolder: scaffolderServiceRef,
            },
            async init({ actions, scaffolder, auth, ...services }) {
              const taskEnds = await DatabaseTaskEnds.create({
                ...services,
                statusOf: readStoredStatus(scaffolder, auth),
              });
              const tasks = new ScaffolderTasks(scaffolder, auth);
              const stackTasks = await DatabaseStackTasks.create({
                ...services,
                tasks,
              });
              const access = {
                ...world,
                catalog,
                taskEnds,
                tasks,
                stackTasks,
              };
              actions.addActions(
                ...(options.actions ?? []),
                // Jest cannot load the generator, so the module itself is not added.
                createGenerateAction({
                  ...access,
                  generateProject: generateInChild,
                }),
                inOwnRealm(createVerifyAction(access)),
                createDeployAction(access),
                createRecordOutputsAction(access),
                createRegisterEntityAction(access),
                createDetectDriftAction(access),
                createDestroyAction(access),
                createCleanUpAction(access),
                publishAction(world, publish),
              );
            },
          });
        },
      }),
    ],
  });
  const { port } = backend.server.address() as { port: number };
  const call = async (route: string, body?: JsonObject, user?: string) => {
    const response = await fetch(
      `http://127.0.0.1:${port}/api/scaffolder/v2/${route}`,
      {
        method: body ? 'POST' : 'GET',
        headers: {
          'content-type': 'application/json',
          ...(user ? { authorization: mockCredentials.user.header(user) } : {}),
        },
        body: body && JSON.stringify(body),
      },
    );
    return { status: response.status, body: await response.json() };
  };
  const events = async (taskId: string): Promise<TaskEvent[]> =>
    (await call(`tasks/${taskId}/events`)).body;
  return {
    call,
    events,
    async stop() {
      // The scaffolder reads the events of a task once more, a second after its end.
      await sleep(1200);
      await backend.stop();
      await own.destroy();
    },
    dryRun: (file: string, values: JsonObject) =>
      call('dry-run', {
        template: shippedTemplate(file) as never,
        values,
        directoryContents: [],
      }),
    /**
     * Starts a task.
     * @param user - who starts it; default: the mock user
     * @returns its id
     */
    async start(
      templateRef: string,
      values: JsonObject,
      user?: string,
    ): Promise<string> {
      const { body } = await call('tasks', { templateRef, values }, user);
      return body.id;
    },
    /** Waits until an event of a task matches. @returns all events until then */
    async until(
      taskId: string,
      wanted: (event: TaskEvent) => boolean,
    ): Promise<TaskEvent[]> {
      for (;;) {
        const seen = await events(taskId);
        if (seen.some(wanted)) return seen;
        await new Promise(resolve => setTimeout(resolve, 100));
      }
    },
  };
}

/** The outputs of the publish step. */
const published = {
  remoteUrl: 'https://github.com/acme/orders.git',
  repoContentsUrl: 'https://github.com/acme/orders/blob/main',
  commitHash: '0123456789abcdef0123456789abcdef01234567',
};

/** The published action of the shipped template with its schema, but without GitHub. */
function publishAction(
  { integrations }: World,
  publish: (workspacePath: string) => void = () => {},
) {
  const action = createPublishGithubAction({
    integrations,
    config: mockServices.rootConfig(),
  });
  return {
    ...action,
    async handler(ctx: ActionContext<any, any>) {
      publish(ctx.workspacePath);
      Object.entries(published).forEach(([key, value]) =>
        ctx.output(key, value),
      );
    },
  };
}
