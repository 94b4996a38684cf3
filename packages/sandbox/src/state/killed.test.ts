import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateStackCommand,
  DeleteStackCommand,
  StackEvent,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { ARTIFACT_BUCKET } from '../index';
import {
  call,
  eventsOf,
  Harness,
  harnessOf,
  outputsOf,
  parametersOf,
  settledStatus,
  TEMPLATE,
  upload,
} from '../__testUtils__/harness';
import { SandboxProcess, startSandboxProcess } from '../__testUtils__/process';
import { readJson } from './files';

const resources = TEMPLATE.match(/^ {4}Type: AWS::/gm)!.length;
/** As in the golden path, the deployment has another logical ID. */
const renamed = TEMPLATE.replace(
  /\bDeployment\b(?!Id)(?=:$)/m,
  'Deployment2',
).replace('!Ref Deployment,', '!Ref Deployment2,');

const line = (event: StackEvent) =>
  `${event.LogicalResourceId} ${event.ResourceStatus}`;

describe('a stack operation whose sandbox is killed', () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'killed-'));
  let harness: Harness<SandboxProcess>;
  const start = async () => {
    harness = harnessOf(
      await startSandboxProcess({ stateDir, resourceDelayMs: 40 }),
    );
  };
  beforeAll(start);
  afterAll(async () => {
    await harness.close();
    rmSync(stateDir, { recursive: true });
  });

  const body = (StackName: string, TemplateBody: string, key: string) => ({
    StackName,
    TemplateBody,
    ClientRequestToken: `${StackName}-${key}`,
    Capabilities: ['CAPABILITY_IAM' as const],
    Parameters: parametersOf({
      ArtifactBucket: ARTIFACT_BUCKET,
      ApiFunctionCodeKey: key,
    }),
  });
  /** Kills the sandbox as soon as all lines have appeared in this order. */
  const killAt = async (stackName: string, lines: string[]) => {
    const isThere = (events: StackEvent[]) => {
      let from = 0;
      return lines.every(wanted => {
        from = 1 + events.map(line).indexOf(wanted, from);
        return from > 0;
      });
    };
    let events = await eventsOf(harness, stackName);
    while (!isThere(events)) events = await eventsOf(harness, stackName);
    await harness.close();
    await start();
    return events;
  };
  /** Checks that the events after the kill continue those before it. */
  const goesOn = async (stackName: string, before: StackEvent[]) => {
    const status = await settledStatus(harness, stackName);
    const events = await eventsOf(harness, stackName);
    expect(events.slice(0, before.length)).toEqual(before);
    const tokens = events
      .slice(before.length - 1)
      .map(one => one.ClientRequestToken);
    expect(new Set(tokens).size).toBe(1);
    return { status, events };
  };
  const answers = async (stackName: string) => {
    const { EndpointUrl } = await outputsOf(harness, stackName);
    return (await call(harness, `${EndpointUrl}/table`)).body;
  };
  /** The state outside of the account file. */
  const made = async () => {
    const { functions } = await harness.sandbox.control('GET', 'functions');
    const client = new DynamoDBClient({
      endpoint: harness.sandbox.endpointUrl,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    });
    const { TableNames } = await client.send(new ListTablesCommand({}));
    client.destroy();
    const deployments = readJson(join(stateDir, 'deployments.json')) ?? {};
    return {
      functions: functions.length,
      tables: TableNames!.length,
      deployments: Object.keys(deployments).length,
    };
  };

  describe.each([
    {
      name: 'early',
      create: ['Vpc CREATE_IN_PROGRESS'],
      update: ['early UPDATE_IN_PROGRESS'],
      rollback: ['early UPDATE_ROLLBACK_IN_PROGRESS'],
      remove: ['early DELETE_IN_PROGRESS'],
    },
    {
      name: 'midway',
      create: ['Function CREATE_IN_PROGRESS', 'Function CREATE_IN_PROGRESS'],
      update: ['Deployment2 CREATE_IN_PROGRESS'],
      rollback: [
        'midway UPDATE_ROLLBACK_IN_PROGRESS',
        'Function UPDATE_IN_PROGRESS',
      ],
      remove: ['Function DELETE_IN_PROGRESS'],
    },
    {
      name: 'late',
      create: ['Deployment CREATE_COMPLETE'],
      update: [
        'late UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
        'Deployment DELETE_IN_PROGRESS',
      ],
      rollback: [
        'late UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
        'Deployment DELETE_IN_PROGRESS',
      ],
      remove: ['Vpc DELETE_IN_PROGRESS'],
    },
  ])('$name', ({ name, create, update, rollback, remove }) => {
    let existing: Awaited<ReturnType<typeof made>>;
    let address: string;

    it('creates each resource once', async () => {
      existing = await made();
      await upload(harness, 'one');
      const input = body(name, TEMPLATE, 'one');
      await harness.cloudFormation.send(new CreateStackCommand(input));
      const before = await killAt(name, create);
      const { status, events } = await goesOn(name, before);
      expect(status).toBe('CREATE_COMPLETE');
      expect(events).toHaveLength(2 + 3 * resources);
      expect(new Set(events.map(one => one.EventId)).size).toBe(events.length);
      expect(await made()).toEqual({
        functions: existing.functions + 1,
        tables: existing.tables + 1,
        deployments: existing.deployments + 1,
      });
      expect(JSON.parse(await answers(name)).text).toBe('kept');
      address = (await outputsOf(harness, name)).EndpointUrl;
    });

    it('updates each resource once', async () => {
      await upload(harness, 'two', {
        'index.js':
          'exports.handler = async () => ({ statusCode: 200, body: "two" });',
      });
      await harness.cloudFormation.send(
        new UpdateStackCommand(body(name, renamed, 'two')),
      );
      const before = await killAt(name, update);
      const { status, events } = await goesOn(name, before);
      expect(status).toBe('UPDATE_COMPLETE');
      const since = events
        .filter(one => one.ClientRequestToken === `${name}-two`)
        .map(line);
      expect(since).toHaveLength(new Set(since).size + 1);
      expect(since.filter(one => /^Deployment/.test(one))).toEqual([
        'Deployment2 CREATE_IN_PROGRESS',
        'Deployment2 CREATE_IN_PROGRESS',
        'Deployment2 CREATE_COMPLETE',
        'Deployment DELETE_IN_PROGRESS',
        'Deployment DELETE_COMPLETE',
      ]);
      expect((await made()).deployments).toBe(existing.deployments + 1);
      expect(await answers(name)).toBe('two');
    });

    it('is rolled back', async () => {
      await upload(harness, 'three');
      await harness.sandbox.control('POST', 'faults', {
        stackName: name,
        logicalId: 'Stage',
        operation: 'UPDATE',
        reason: 'broken on purpose',
      });
      await harness.cloudFormation.send(
        new UpdateStackCommand(body(name, TEMPLATE, 'three')),
      );
      const before = await killAt(name, rollback);
      const { status, events } = await goesOn(name, before);
      expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
      const since = events.slice(
        events.findIndex(
          one => one.ResourceStatus === 'UPDATE_ROLLBACK_IN_PROGRESS',
        ),
      );
      expect(since.map(line)).toEqual([
        `${name} UPDATE_ROLLBACK_IN_PROGRESS`,
        'Stage UPDATE_IN_PROGRESS',
        'Stage UPDATE_COMPLETE',
        'Function UPDATE_IN_PROGRESS',
        'Function UPDATE_COMPLETE',
        `${name} UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS`,
        'Deployment DELETE_IN_PROGRESS',
        'Deployment DELETE_COMPLETE',
        `${name} UPDATE_ROLLBACK_COMPLETE`,
      ]);
      expect((await made()).deployments).toBe(existing.deployments + 1);
      expect(await answers(name)).toBe('two');
      expect((await outputsOf(harness, name)).EndpointUrl).toBe(address);
    });

    it('is deleted', async () => {
      const [{ StackId }] = await eventsOf(harness, name);
      await harness.cloudFormation.send(
        new DeleteStackCommand({ StackName: name }),
      );
      const before = await killAt(StackId!, remove);
      const { status } = await goesOn(StackId!, before);
      expect(status).toBe('DELETE_COMPLETE');
      expect(await made()).toEqual(existing);
    });
  });

  it('is canceled if a resource had already failed', async () => {
    const existing = await made();
    await harness.sandbox.control('POST', 'faults', {
      stackName: 'failing',
      logicalId: 'Stage',
      reason: 'broken on purpose',
    });
    await upload(harness, 'one');
    await harness.cloudFormation.send(
      new CreateStackCommand(body('failing', TEMPLATE, 'one')),
    );
    const before = await killAt('failing', [
      'failing ROLLBACK_IN_PROGRESS',
      'Function DELETE_IN_PROGRESS',
    ]);
    const { status } = await goesOn('failing', before);
    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(await made()).toEqual(existing);
  });
});
