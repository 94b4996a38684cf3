import {
  CloudFormationClient,
  CreateChangeSetCommand,
  ListChangeSetsCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { Harness, startHarness } from '../__testUtils__/harness';

describe('request faults', () => {
  let harness: Harness;
  let clients: ReturnType<typeof once>;
  const once = ({ sandbox }: Harness) => {
    const client = {
      endpoint: sandbox.endpointUrl,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
      maxAttempts: 1,
    };
    return {
      cloudFormation: new CloudFormationClient(client),
      s3: new S3Client({ ...client, forcePathStyle: true }),
      dynamodb: new DynamoDBClient(client),
    };
  };
  beforeAll(async () => {
    harness = await startHarness();
    clients = once(harness);
  });
  afterEach(() => {
    harness.sandbox.control.clearRequestFaults();
    harness.sandbox.control.resetRequestCounts();
  });
  afterAll(async () => {
    Object.values(clients).forEach(client => client.destroy());
    await harness.close();
  });

  const outcomes = async () =>
    Promise.all(
      [
        clients.cloudFormation.send(new ListStacksCommand({})),
        clients.s3.send(new ListBucketsCommand({})),
        clients.dynamodb.send(new ListTablesCommand({})),
      ].map(call =>
        call.then(
          () => 'succeeded',
          error => [error.name, error.$metadata?.httpStatusCode],
        ),
      ),
    );

  it('throttle, fail and reset requests as each service does', async () => {
    const { control } = harness.sandbox;
    control.setRequestFaults({ throttle: 1 });
    expect(await outcomes()).toEqual([
      ['Throttling', 400],
      ['SlowDown', 503],
      ['ThrottlingException', 400],
    ]);
    control.setRequestFaults({ serverError: 1 });
    expect(await outcomes()).toEqual([
      ['InternalFailure', 500],
      ['InternalError', 500],
      ['InternalServerError', 500],
    ]);
    control.setRequestFaults({ reset: 1 });
    const broken = await outcomes();
    expect(broken.map(([, status]) => status)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    control.clearRequestFaults();
    expect(await outcomes()).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(control.requestCounts()).toEqual({
      ListBuckets: 4,
      ListStacks: 4,
      ListTables: 4,
    });
  });

  it('drop some responses after the operation has run', async () => {
    const create = async (ChangeSetName: string) =>
      clients.cloudFormation.send(
        new CreateChangeSetCommand({
          StackName: 'lost',
          ChangeSetName,
          ChangeSetType: 'CREATE',
          TemplateBody: 'Resources: { Logs: { Type: AWS::Logs::LogGroup } }',
        }),
      );
    await create('first');
    harness.sandbox.control.setRequestFaults({
      reset: 1,
      seed: 7,
      operations: ['CreateChangeSet'],
    });
    for (let index = 0; index < 20; index++) {
      await expect(create(`answer-${index}`)).rejects.toThrow();
    }
    const { Summaries = [] } = await clients.cloudFormation.send(
      new ListChangeSetsCommand({ StackName: 'lost' }),
    );
    // About half of them. The seed makes the number the same in every run.
    expect(Summaries.length).toBeGreaterThan(5);
    expect(Summaries.length).toBeLessThan(17);
  });

  it('affect the same requests for the same seed, up to the limit, and only the given operations', async () => {
    const run = async () => {
      harness.sandbox.control.setRequestFaults({
        throttle: 0.3,
        serverError: 0.3,
        seed: 42,
        limit: 6,
        operations: ['ListStacks'],
      });
      const found: unknown[] = [];
      for (let index = 0; index < 20; index++) {
        found.push((await outcomes()).map(String));
      }
      return found as string[][];
    };
    const first = await run();
    expect(await run()).toEqual(first);
    const ofStacks = first.map(([stacks]) => stacks);
    expect(ofStacks.filter(one => one !== 'succeeded')).toHaveLength(6);
    expect(new Set(ofStacks).size).toBe(3);
    expect(first.every(([, s3, db]) => s3 + db === 'succeededsucceeded')).toBe(
      true,
    );
  });

  it('can be set over HTTP, never affect control calls, and are validated', async () => {
    const call = async (method: string, path: string, body?: unknown) => {
      const answer = await fetch(
        `${harness.sandbox.endpointUrl}/_sandbox/${path}`,
        { method, body: body === undefined ? undefined : JSON.stringify(body) },
      );
      return [answer.status, await answer.json()];
    };
    const settings = { throttle: 0.5, serverError: 0.5, delayMs: 1 };
    expect(await call('PUT', 'request-faults', settings)).toEqual([
      200,
      { ...settings, hits: 0 },
    ]);
    await outcomes();
    expect(await call('GET', 'request-faults')).toEqual([
      200,
      { ...settings, hits: 3 },
    ]);
    const page = await fetch(`${harness.sandbox.endpointUrl}/_sandbox/`);
    expect(await page.text()).toContain('>Remove all faults</button>');
    expect(await call('POST', 'clear')).toEqual([200, {}]);
    expect(await outcomes()).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(await call('GET', 'requests')).toEqual([
      200,
      { counts: { ListBuckets: 2, ListStacks: 2, ListTables: 2 } },
    ]);
    expect(await call('DELETE', 'requests')).toEqual([200, { counts: {} }]);
    expect(await call('PUT', 'durations', { Table: 5 })).toEqual([
      200,
      { Table: 5 },
    ]);
    expect(await call('DELETE', 'durations')).toEqual([200, {}]);
    for (const [path, body, error] of [
      [
        'request-faults',
        { throttle: 2 },
        'throttle: 2 is not valid. Use a number from 0 to 1.',
      ],
      [
        'request-faults',
        { throttle: 0.6, reset: 0.6 },
        'throttle + serverError + reset: the sum 1.2 is not valid. Use shares with a sum of at most 1.',
      ],
      [
        'request-faults',
        { operations: [] },
        'operations: [] is not valid. Use a list of operation names, or omit the field for all operations.',
      ],
      [
        'request-faults',
        { rate: 1 },
        'rate: unknown field. Use these fields: throttle, serverError, reset, delayMs, operations, limit, seed.',
      ],
      [
        'durations',
        { '*': -1 },
        '*: -1 is not valid. Use a number from 0 to 86400000.',
      ],
      ['durations', [], 'The body must be a JSON object'],
    ] as const) {
      expect(await call('PUT', path, body)).toEqual([400, { error }]);
    }
  });
});
