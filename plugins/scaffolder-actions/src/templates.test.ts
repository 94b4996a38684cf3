import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  createBackendModule,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import {
  createTemplateAction,
  scaffolderActionsExtensionPoint,
} from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import { deployBoundStack } from './__testUtils__/deployed';
import { generateInChild } from './__testUtils__/realGenerator';
import { World, startWorld } from './__testUtils__/world';
import { createAwaitEntityAction } from './actions/awaitEntity';
import { createCleanUpAction } from './actions/cleanUp';
import { createDeployAction } from './actions/deploy';
import { createDestroyAction } from './actions/destroy';
import { createGenerateAction } from './actions/generate';
import { createRecordOutputsAction } from './actions/recordOutputs';
import { createVerifyAction } from './actions/verify';

/** The shipped templates, all steps together, as dry runs of the real scaffolder. */
describe('dry run of the shipped templates', () => {
  let world: World;
  let server: Awaited<ReturnType<typeof startTestBackend>>['server'];
  const entities: Entity[] = [];

  beforeAll(async () => {
    world = await startWorld();
    entities.push({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name: 'invoices',
        namespace: 'default',
        annotations: {
          'private-serverless.dev/stack-arn': await deployBoundStack(
            world,
            'invoices',
          ),
        },
      },
    });
    const catalog = catalogServiceMock({ entities });
    const access = { ...world, catalog };
    const backend = await startTestBackend({
      features: [
        scaffolderPlugin,
        mockServices.rootConfig.factory({
          data: { backend: { baseUrl: 'http://127.0.0.1' } },
        }),
        catalogServiceMock.factory({ entities }),
        createBackendModule({
          pluginId: 'scaffolder',
          moduleId: 'under-test',
          register(env) {
            env.registerInit({
              deps: { actions: scaffolderActionsExtensionPoint },
              async init({ actions }) {
                actions.addActions(
                  // Jest cannot load the generator, so the module itself is not added.
                  createGenerateAction({
                    ...access,
                    generateProject: generateInChild,
                  }),
                  createVerifyAction(),
                  createDeployAction(access),
                  createRecordOutputsAction(access),
                  createAwaitEntityAction(access),
                  createDestroyAction(access),
                  createCleanUpAction(access),
                  ...foreignActions(),
                );
              },
            });
          },
        }),
      ],
    });
    server = backend.server;
  }, 60_000);
  afterAll(() => world.close());

  async function dryRun(file: string, values: JsonObject) {
    const template = parse(
      readFileSync(
        path.join(resolvePackagePath('generator-private-serverless'), file),
        'utf8',
      ),
    );
    const { port } = server.address() as { port: number };
    const response = await fetch(
      `http://127.0.0.1:${port}/api/scaffolder/v2/dry-run`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ template, values, directoryContents: [] }),
      },
    );
    return { status: response.status, body: await response.json() };
  }

  it('goes through every step of template.yaml and creates nothing', async () => {
    const before = await world.stackNames();
    const { status, body } = await dryRun('template.yaml', {
      name: 'orders',
      description: 'Takes orders',
      owner: 'group:default/payments',
      environment: 'local',
      data: ['dynamodb'],
    });
    expect(body.error).toBeUndefined();
    expect(status).toBe(200);
    expect(body.output.text[0].content).toMatch(
      /^\*\*orders\*\* runs in \*local\*\.\n\d+ privacy rules are proven/,
    );
    expect(
      body.directoryContents.map((file: { path: string }) => file.path),
    ).toContain('infrastructure/template.yaml');
    expect(await world.stackNames()).toEqual(before);
  }, 60_000);

  it('goes through destroy.yaml and deletes nothing', async () => {
    const { status, body } = await dryRun('destroy.yaml', {
      entityRef: 'component:default/invoices',
      confirm: 'invoices',
      unregister: false,
    });
    expect(body.error).toBeUndefined();
    expect(status).toBe(200);
    const text: string = body.output.text[0].content;
    expect(text).toContain('- `arn:aws:cloudformation:');
    expect(text).not.toMatch(/[{}$]|Still in AWS|still in the catalog/);
    expect(await world.stackNames()).toEqual(['invoices-local']);
  }, 60_000);
});

/** Stand-ins for the demo's own actions: what they put out in a dry run. */
function foreignActions() {
  return [
    createTemplateAction({
      id: 'demo:git:check',
      supportsDryRun: true,
      async handler() {},
    }),
    createTemplateAction({
      id: 'demo:git:publish',
      supportsDryRun: true,
      schema: {
        output: {
          remoteUrl: z => z.string(),
          catalogInfoUrl: z => z.string(),
        },
      },
      async handler(ctx) {
        ctx.output('remoteUrl', 'https://git.example/orders');
        ctx.output(
          'catalogInfoUrl',
          'https://git.example/orders/catalog-info.yaml',
        );
      },
    }),
  ];
}
