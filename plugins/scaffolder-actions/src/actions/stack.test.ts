import { existsSync } from 'node:fs';
import { cp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { JsonObject } from '@backstage/types';
import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  proofDifferences,
  proofFiles,
  readProofInput,
} from '@private-serverless/privacy';
import { describeStack, readProject } from '@private-serverless/stack';
import { exampleAnswers, exampleInput } from '../__testUtils__/answers';
import { generateInChild } from '../__testUtils__/realGenerator';
import { runAction } from '../__testUtils__/runAction';
import { World, startWorld } from '../__testUtils__/world';
import { createDeployAction } from './deploy';
import { createRecordOutputsAction } from './recordOutputs';
import { createVerifyAction } from './verify';

/** Verifies, deploys and records one generated repository against the sandbox, in this order. */
describe('the actions over a stack', () => {
  let world: World;
  let repository: string;

  beforeAll(async () => {
    world = await startWorld();
    repository = await world.workspace();
    await generateInChild({
      answers: exampleAnswers(),
      environment: world.environments[0],
      outDir: repository,
    });
  });
  afterAll(() => world.close());

  async function run(
    action: TemplateAction<any, any>,
    input: JsonObject,
    context: Partial<Parameters<typeof runAction>[1]> = {},
  ) {
    return runAction(action, { workspacePath: repository, ...context, input });
  }

  /** A copy of the repository whose template was changed. */
  async function changed(change: (template: string) => string) {
    const workspacePath = await world.workspace();
    await cp(repository, workspacePath, { recursive: true });
    const file = path.join(workspacePath, 'infrastructure/template.yaml');
    await writeFile(file, change(await readFile(file, 'utf8')));
    return workspacePath;
  }

  /** The files of a proof in a repository. */
  const proofOf = async (folder: string) =>
    (await readdir(folder)).filter(name => name.startsWith('privacy-proof.'));

  const deploy = () => createDeployAction(world);
  let stackArn: string;

  it('verify proves the generated template', async () => {
    const action = createVerifyAction();
    const output = await run(action, exampleInput(action.examples![0].example));
    expect(output.verdict).toBe('private');
    expect(output.provenRules).toBeGreaterThan(3);
    expect(output).toMatchObject({
      notJudged: 0,
      headline: expect.stringMatching(/^Private: \d+ rules are proven/),
      proof: expect.stringMatching(
        /^# Privacy proof\n[^]*`infrastructure\/template\.yaml`[^]*```mermaid\nflowchart[^]*## Evidence/,
      ),
    });
    expect(await proofOf(repository)).toEqual([]);
  });

  it('verify reports the rule, the resource and the line of a public resource', async () => {
    const workspacePath = await changed(template =>
      template.replace(
        /^Resources:$/m,
        'Resources:\n  Gateway:\n    Type: AWS::EC2::InternetGateway\n',
      ),
    );
    await expect(
      run(createVerifyAction(), { path: '.' }, { workspacePath }),
    ).rejects.toThrow(/^Not private: PS01 violated at Gateway \(line \d+\)/);
  });

  it.each([
    ['{{{', 'The template cannot be read'],
    ['just text', 'The template cannot be read'],
  ])('verify refuses a template that reads %j', async (text, says) => {
    const workspacePath = await changed(() => text);
    await expect(
      run(createVerifyAction(), { path: '.' }, { workspacePath }),
    ).rejects.toThrow(says);
  });

  it('verify refuses a path outside the workspace', async () => {
    await expect(
      run(createVerifyAction(), { path: '../../etc' }),
    ).rejects.toThrow(/not allowed to refer to a directory outside/);
  });

  it('deploy as a dry run creates nothing', async () => {
    await run(
      deploy(),
      { environment: 'local', entityRef: 'component:default/orders' },
      { isDryRun: true },
    );
    expect(await world.stackNames()).toEqual([]);
    expect(await proofOf(repository)).toEqual([]);
  });

  it('deploy writes no proof through a link to a file outside the repository', async () => {
    const workspacePath = await changed(template => template);
    const outside = path.join(await world.workspace(), 'outside.md');
    await symlink(outside, path.join(workspacePath, 'privacy-proof.md'));
    await expect(
      run(
        deploy(),
        { environment: 'local', entityRef: 'component:default/orders' },
        { workspacePath },
      ),
    ).rejects.toThrow(
      'privacy-proof.md is a link to a file outside the repository.',
    );
    expect(existsSync(outside)).toBe(false);
    expect(await world.stackNames()).toEqual([]);
  });

  it('deploy creates nothing if the proof fails', async () => {
    const workspacePath = await changed(template =>
      template.replace(
        /^Resources:$/m,
        'Resources:\n  Gateway:\n    Type: AWS::EC2::InternetGateway\n',
      ),
    );
    await expect(
      run(
        deploy(),
        { environment: 'local', entityRef: 'component:default/orders' },
        { workspacePath },
      ),
    ).rejects.toThrow(/PS01 violated at Gateway/);
    expect(await world.stackNames()).toEqual([]);
  });

  it('deploy creates the stack, tagged with the entity', async () => {
    const action = deploy();
    const lines: string[] = [];
    const output = await run(
      action,
      exampleInput(action.examples![0].example),
      { onLine: line => lines.push(line) },
    );
    expect(await proofOf(repository)).toEqual([
      'privacy-proof.json',
      'privacy-proof.md',
    ]);
    expect(
      await proofDifferences(
        repository,
        proofFiles(await readProofInput(await readProject(repository))),
      ),
    ).toEqual([]);
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /ItemsTable AWS::DynamoDB::Table CREATE_IN_PROGRESS/,
        ),
        expect.stringMatching(
          /^✓ ItemsTable AWS::DynamoDB::Table CREATE_COMPLETE/,
        ),
        expect.stringMatching(
          /^✓ orders-local AWS::CloudFormation::Stack CREATE_COMPLETE/,
        ),
      ]),
    );
    expect(output).toMatchObject({
      status: 'CREATE_COMPLETE',
      operation: 'create',
    });
    expect(output.outputs.EndpointUrl).toMatch(/^https:\/\/.*\/live$/);
    stackArn = output.stackArn;
    const { cloudFormation } = world.clients.forEnvironment(
      world.environments[0],
    );
    const stack = await describeStack({ cloudFormation, stackName: stackArn });
    expect(stack?.tags).toMatchObject({
      'private-serverless.dev/entity-ref': 'component:default/orders',
    });
  });

  it('deploy refuses an existing stack', async () => {
    await expect(
      run(deploy(), {
        environment: 'local',
        entityRef: 'component:default/orders',
        onExisting: 'refuse',
      }),
    ).rejects.toThrow(/Stack orders-local already exists \(CREATE_COMPLETE\)/);
  });

  it("deploy refuses another entity's stack", async () => {
    await expect(
      run(deploy(), {
        environment: 'local',
        entityRef: 'component:default/invoices',
      }),
    ).rejects.toThrow(/component:default\/orders/);
  });

  it('recordOutputs writes the outputs of the live stack', async () => {
    const action = createRecordOutputsAction(world);
    const output = await run(action, {
      environment: 'local',
      entityRef: 'component:default/orders',
      stackArn,
    });
    const file = await readFile(
      path.join(repository, 'catalog-info.yaml'),
      'utf8',
    );
    expect(file).toContain(`private-serverless.dev/stack-arn: ${stackArn}`);
    expect(file).toContain(output.serviceUrl);
    expect(file).toMatch(/private-serverless\.dev\/deploy-task: \S+/);
  });

  it.each([
    [
      "another component's stack",
      { entityRef: 'component:default/invoices' },
      /is not bound to component:default\/invoices/,
    ],
    [
      'a name instead of an ARN',
      { stackArn: 'orders-local' },
      /"orders-local" is not a valid ARN/,
    ],
    [
      'a stack of another account',
      { account: '222222222222' },
      /is not in environment 'local' \(account 111111111111/,
    ],
    [
      'a stack that does not exist',
      {
        stackArn: 'arn:aws:cloudformation:eu-central-1:111111111111:stack/no/1',
      },
      /does not exist/,
    ],
  ])(
    'recordOutputs refuses %s',
    async (_, { account, ...input }: any, says) => {
      const file = path.join(repository, 'catalog-info.yaml');
      const before = await readFile(file, 'utf8');
      await expect(
        run(createRecordOutputsAction(world), {
          environment: 'local',
          entityRef: 'component:default/orders',
          stackArn: account
            ? stackArn.replace('111111111111', account)
            : stackArn,
          ...input,
        }),
      ).rejects.toThrow(says);
      expect(await readFile(file, 'utf8')).toBe(before);
    },
  );

  it.each([
    [
      'lacks the Component',
      (text: string) => text.replace('name: orders', 'name: invoices'),
      /entityRef 'component:default\/orders' is not in the file\. The file contains component:default\/invoices/,
    ],
    [
      'cannot be edited',
      (text: string) =>
        text.replace(/^metadata:$/m, 'x-copy: *m\nmetadata: &m'),
      /alias \*m has no anchor above it/,
    ],
  ])(
    'recordOutputs leaves a catalog file that %s as it is',
    async (_, change, message) => {
      const workspacePath = await world.workspace();
      const text = change(
        await readFile(path.join(repository, 'catalog-info.yaml'), 'utf8'),
      );
      await writeFile(path.join(workspacePath, 'catalog-info.yaml'), text);
      await expect(
        run(
          createRecordOutputsAction(world),
          {
            environment: 'local',
            entityRef: 'component:default/orders',
            stackArn,
          },
          { workspacePath },
        ),
      ).rejects.toThrow(message);
      await expect(
        readFile(path.join(workspacePath, 'catalog-info.yaml'), 'utf8'),
      ).resolves.toBe(text);
    },
  );

  it.each([
    ['deploy', createDeployAction],
    ['recordOutputs', createRecordOutputsAction],
  ])(
    '%s is refused to those who may not use the environment',
    async (_, create) => {
      const action: TemplateAction<any, any> = create({
        ...world,
        permissions: mockServices.permissions({ result: AuthorizeResult.DENY }),
      });
      for (const isDryRun of [false, true]) {
        await expect(
          run(
            action,
            {
              environment: 'local',
              entityRef: 'component:default/orders',
              stackArn,
            },
            { isDryRun },
          ),
        ).rejects.toThrow(
          /environment 'local' is not configured, or you do not have permission to use it \(private-api\.environment\.use\)/,
        );
      }
    },
  );
});
