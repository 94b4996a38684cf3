import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mockCredentials } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { generatedService } from './__testUtils__/deployed';
import { runAction } from './__testUtils__/runAction';
import { standingStack } from './__testUtils__/standing';
import { World, startWorld } from './__testUtils__/world';
import { createDeployAction } from './actions/deploy';
import { createDestroyAction } from './actions/destroy';
import { createDetectDriftAction } from './actions/detectDrift';

const noEcho = 'hunter2-is-no-echo';

/** Deploys, updates and fails with a NoEcho parameter. No output may contain its value. */
describe('secrets', () => {
  let world: World;
  let repository: string;
  beforeAll(async () => {
    world = await startWorld();
    repository = await world.workspace();
    await cp(await generatedService(world, 'orders'), repository, {
      recursive: true,
    });
    const read = async (file: string) =>
      readFile(path.join(repository, file), 'utf8');
    const template = await read('infrastructure/template.yaml');
    await writeFile(
      path.join(repository, 'infrastructure/template.yaml'),
      template.replace(
        /^Parameters:$/m,
        'Parameters:\n  Password:\n    Type: String\n    NoEcho: true\n    MinLength: 8',
      ),
    );
    const { parameters: file } = JSON.parse(
      await read('private-serverless.json'),
    );
    const { Parameters, ...rest } = JSON.parse(await read(file));
    await writeFile(
      path.join(repository, file),
      JSON.stringify({
        ...rest,
        Parameters: { ...Parameters, Password: noEcho },
      }),
    );
  });
  afterAll(() => world.close());

  it('do not appear in the log, the outputs, the error or the audit events', async () => {
    const shown: unknown[] = [world.audit];
    const deploy = (input = {}) =>
      runAction(createDeployAction(world), {
        workspacePath: repository,
        input: {
          environment: 'local',
          entityRef: 'component:default/orders',
          ...input,
        },
        onLine: line => shown.push(line),
      }).then(
        output => shown.push(output),
        error => shown.push(String(error.stack)),
      );
    await deploy();
    await deploy();
    await deploy({ entityRef: 'component:default/invoices' });
    const text = JSON.stringify(shown);
    expect(text).toContain('CREATE_COMPLETE');
    expect(text).toContain('component:default/invoices');
    for (const secret of [
      world.secretKey,
      noEcho,
      mockCredentials.user.token(),
    ]) {
      expect(text).not.toContain(secret);
    }
  });

  it('do not appear after a manual change or when the stack is deleted', async () => {
    const live = 'battery-staple-is-live';
    const arn = await standingStack(
      world,
      'vault',
      `Parameters:
  Password: { Type: String, NoEcho: true, Default: ${noEcho} }
Resources:
  Log:
    Type: AWS::Logs::LogGroup
    Properties:
      RetentionInDays: 7
      Tags: [{ Key: of, Value: !Ref Password }]
`,
    );
    world.sandbox.control.changeResource({
      stackName: 'vault-local',
      logicalId: 'Log',
      properties: { RetentionInDays: 1, Tags: [{ Key: 'of', Value: live }] },
    });
    const shown: unknown[] = [world.audit];
    const access = {
      ...world,
      catalog: catalogServiceMock({
        entities: [
          {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Component',
            metadata: {
              name: 'vault',
              annotations: { 'private-serverless.dev/stack-arn': arn },
            },
          },
        ],
      }),
    };
    const run = (
      action: TemplateAction<any, any>,
      input: { failOnDrift?: boolean; confirm?: string; plan?: boolean },
    ) =>
      runAction(action, {
        workspacePath: repository,
        input: { entityRef: 'vault', ...input },
        onLine: line => shown.push(line),
      }).then(
        output => shown.push(output),
        error => shown.push(String(error.stack)),
      );
    await run(createDetectDriftAction(access), { failOnDrift: true });
    await run(createDetectDriftAction(access), {});
    await run(createDestroyAction(access), { confirm: 'vault', plan: true });
    await run(createDestroyAction(access), { confirm: 'vault' });
    const text = JSON.stringify(shown);
    expect(text).toContain('/RetentionInDays: NOT_EQUAL, expected 7, actual 1');
    expect(text).toContain('expected ****, actual ****');
    expect(text).toContain('DELETE_COMPLETE');
    for (const secret of [
      live,
      noEcho,
      world.secretKey,
      mockCredentials.user.token(),
    ]) {
      expect(text).not.toContain(secret);
    }
  });
});
