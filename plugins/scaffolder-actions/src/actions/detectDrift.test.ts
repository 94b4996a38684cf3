import type { Entity } from '@backstage/catalog-model';
import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import { deployBoundStack } from '../__testUtils__/deployed';
import { runAction } from '../__testUtils__/runAction';
import { World, startWorld } from '../__testUtils__/world';
import { createDetectDriftAction } from './detectDrift';

const component = (name: string, arns?: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name,
    namespace: 'default',
    annotations: arns ? { 'private-serverless.dev/stack-arn': arns } : {},
  },
});

describe('privateServerless:stack:detectDrift', () => {
  let world: World;
  let workspacePath: string;
  let stackArn: string;
  beforeAll(async () => {
    world = await startWorld();
    workspacePath = await world.workspace();
    stackArn = await deployBoundStack(world, 'orders');
  });
  afterAll(() => world.close());

  const run = (
    input: JsonObject = {},
    options: Partial<Parameters<typeof runAction>[1]> & {
      permissions?: World['permissions'];
    } = {},
  ) => {
    const { permissions = world.permissions, ...rest } = options;
    const action: TemplateAction<any, any> = createDetectDriftAction({
      ...world,
      permissions,
      catalog: catalogServiceMock({
        entities: [
          component('orders', stackArn),
          component('thief', stackArn),
          component('plain'),
        ],
      }),
    });
    return runAction(action, {
      workspacePath,
      ...rest,
      input: { entityRef: 'component:default/orders', ...input },
    });
  };

  it('is in sync if nothing was changed, also with stackArn', async () => {
    const lines: string[] = [];
    const output = await run(
      { failOnDrift: true },
      { onLine: l => lines.push(l) },
    );
    expect(output).toEqual({ status: 'IN_SYNC', resources: [] });
    expect(lines).toContain(`Stack ${stackArn}: IN_SYNC`);
    expect(await run({ stackArn, environment: 'local' })).toEqual(output);
  });

  it('makes no AWS calls in a dry run and requires the same permission', async () => {
    world.sandbox.control.resetRequestCounts();
    for (const input of [{ failOnDrift: true }, { stackArn }]) {
      expect(await run(input, { isDryRun: true })).toEqual({
        status: 'UNKNOWN',
        resources: [],
      });
    }
    expect(world.sandbox.control.requestCounts()).toEqual({});
    const permissions = mockServices.permissions({
      result: AuthorizeResult.DENY,
    });
    for (const isDryRun of [true, false]) {
      for (const input of [{}, { stackArn }]) {
        await expect(run(input, { isDryRun, permissions })).rejects.toThrow(
          /private-api\.environment\.use/,
        );
      }
    }
  });

  it.each([
    ['nobody', {}, /is not in the catalog/],
    ['plain', {}, /names no stack/],
    ['thief', {}, /is not bound to component:default\/thief/],
    ['thief', { stackArn: 'given' }, /is not bound to/],
    ['orders', { stackArn: 'elsewhere' }, /is not in a configured environment/],
  ])('refuses %s %j', async (entityRef, input: JsonObject, says) => {
    const arns: Record<string, string> = {
      given: stackArn,
      elsewhere: stackArn.replace('111111111111', '222222222222'),
    };
    const given = arns[String(input.stackArn)];
    await expect(
      run({ entityRef, ...(given ? { stackArn: given } : {}) }),
    ).rejects.toThrow(says);
  });

  it('stops polling when the task is canceled', async () => {
    const controller = new AbortController();
    await expect(
      run(
        {},
        {
          signal: controller.signal,
          onLine: line => {
            if (line.includes('detection started')) controller.abort();
          },
        },
      ),
    ).rejects.toThrow(/^Canceled: no longer waiting for the drift detection/);
  });

  it('reports each property that differs, and fails if failOnDrift is set', async () => {
    world.sandbox.control.changeResource({
      stackName: 'orders-local',
      logicalId: 'ApiFunction',
      properties: { Timeout: 900 },
    });
    const lines: string[] = [];
    const output = await run({}, { onLine: line => lines.push(line) });
    expect(output).toMatchObject({
      status: 'DRIFTED',
      resources: [
        {
          logicalId: 'ApiFunction',
          type: 'AWS::Lambda::Function',
          status: 'MODIFIED',
          differences: [{ path: '/Timeout', kind: 'NOT_EQUAL', actual: '900' }],
        },
      ],
    });
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^✗ ApiFunction AWS::Lambda::Function .* MODIFIED$/,
      ),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^ {4}\/Timeout: NOT_EQUAL, expected \d+, actual 900$/,
      ),
    );
    await expect(run({ failOnDrift: true })).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringMatching(
        /^component:default\/orders differs from its template: ApiFunction\. Deploy it again/,
      ),
    });
    expect(world.audit.at(-1)).toMatchObject({
      eventId: 'stack-detect-drift',
      severityLevel: 'low',
      status: 'failed',
      meta: { status: 'DRIFTED', notable: ['ApiFunction'] },
    });
  });
});
