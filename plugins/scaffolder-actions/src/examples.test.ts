import type { Entity } from '@backstage/catalog-model';
import { ANNOTATION_ORIGIN_LOCATION } from '@backstage/catalog-model';
import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { parse } from 'yaml';
import { catalogWith } from './__testUtils__/catalog';
import { generateInChild } from './__testUtils__/realGenerator';
import { runAction } from './__testUtils__/runAction';
import { standingStack } from './__testUtils__/standing';
import { World, startWorld } from './__testUtils__/world';
import * as actions from './index';

/** Every example of every action, run in the order of a service's life, in one workspace and one catalog. */
describe('the examples', () => {
  let world: World;
  let workspacePath: string;
  let stackArn: string;
  let leftoverArn: string;
  const entities: Entity[] = [];
  const lines: string[] = [];
  const outputs: unknown[] = [];
  beforeAll(async () => {
    world = await startWorld();
    workspacePath = await world.workspace();
    leftoverArn = await standingStack(
      world,
      'invoices',
      'Resources: { Log: { Type: AWS::Logs::LogGroup } }',
      'invoices-local',
      { 'private-serverless.dev/owner': 'user:default/mock' },
    );
  });
  afterAll(() => world.close());

  const {
    default: _module,
    privateServerlessS3WorkspaceProviderModule: _provider,
    ...creators
  } = actions;
  const order: Array<keyof typeof creators> = [
    'createGenerateAction',
    'createVerifyAction',
    'createDeployAction',
    'createRecordOutputsAction',
    'createRegisterEntityAction',
    'createDetectDriftAction',
    'createDestroyAction',
    'createCleanUpAction',
  ];

  it('exist for every action', () => {
    expect([...order].sort()).toEqual(Object.keys(creators).sort());
  });

  it.each(order)('%s', async name => {
    const create = creators[name] as (
      options: unknown,
    ) => TemplateAction<any, any>;
    const action = create({
      ...world,
      catalog: catalogWith(entities),
      generateProject: generateInChild,
    });
    expect(action.examples?.length).toBeGreaterThan(0);
    for (const { example } of action.examples!) {
      const [step] = parse(example).steps;
      expect(step.action).toBe(action.id);
      const output = await runAction(action, {
        workspacePath,
        input: parse(
          JSON.stringify(step.input)
            .replace('${{ steps.deploy.output.stackArn }}', stackArn)
            .replace(/arn:[^"]*\/invoices-local\/[^"]*/, leftoverArn),
        ),
        onLine: line => lines.push(line),
      });
      outputs.push(output);
      if (output.stackArn) {
        stackArn = output.stackArn;
        entities.splice(0, 1, {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: {
            name: 'orders',
            namespace: 'default',
            annotations: {
              'private-serverless.dev/stack-arn': stackArn,
              [ANNOTATION_ORIGIN_LOCATION]: 'url:https://git.example/orders',
            },
          },
        });
      }
    }
  });

  it('write an audit event for each action with AWS calls, and leave no stack', async () => {
    expect(
      world.audit.map(({ eventId, status }) => `${eventId} ${status}`),
    ).toEqual([
      'template-verify succeeded',
      'stack-deploy succeeded',
      'stack-deploy succeeded',
      'stack-deploy succeeded',
      'stack-record-outputs succeeded',
      'stack-detect-drift succeeded',
      'stack-detect-drift succeeded',
      'stack-destroy succeeded',
      'stack-destroy succeeded',
      'stack-destroy succeeded',
      'stack-destroy succeeded',
      'stack-clean-up succeeded',
    ]);
    expect(world.audit[1]).toMatchObject({
      severityLevel: 'medium',
      meta: {
        initiator: 'user:default/mock',
        environment: 'local',
        entityRef: 'component:default/orders',
        stack: 'orders-local',
        stackArn: expect.stringMatching(/^arn:/),
        operation: 'create',
      },
    });
    expect(await world.stackNames()).toEqual([]);
  });

  it('write no secret to the log, the outputs or the audit events', () => {
    const shown = JSON.stringify([lines, outputs, world.audit]);
    expect(shown).toContain('CREATE_COMPLETE');
    expect(shown).not.toContain(world.secretKey);
  });
});
