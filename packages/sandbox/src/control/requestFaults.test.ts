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
          () => 'answered',
          error => [error.name, error.$metadata?.httpStatusCode],
        ),
      ),
    );

  it('speak as each service throttles, fails and breaks', async () => {
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
    expect(await outcomes()).toEqual(['answered', 'answered', 'answered']);
    expect(control.requestCounts()).toEqual({
      ListBuckets: 4,
      ListStacks: 4,
      ListTables: 4,
    });
  });

  it('lose some answers after the operation was carried out, and only those', async () => {
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
    // Half of them in the long run; the seed makes it the same every time.
    expect(Summaries.length).toBeGreaterThan(5);
    expect(Summaries.length).toBeLessThan(17);
  });

  it('hit the same requests for the same seed, as many as asked for, and only the named ones', async () => {
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
    expect(ofStacks.filter(one => one !== 'answered')).toHaveLength(6);
    expect(new Set(ofStacks).size).toBe(3);
    expect(first.every(([, s3, db]) => s3 + db === 'answeredanswered')).toBe(
      true,
    );
  });

  it('come over HTTP, never hit control calls, and are checked', async () => {
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
    expect(await page.text()).toContain('>Clear all faults</button>');
    expect(await call('POST', 'clear')).toEqual([200, {}]);
    expect(await outcomes()).toEqual(['answered', 'answered', 'answered']);
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
        'throttle is 2: it must be a number from 0 to 1',
      ],
      [
        'request-faults',
        { throttle: 0.6, reset: 0.6 },
        'throttle + serverError + reset is 1.2: together they must not be more than 1',
      ],
      [
        'request-faults',
        { operations: [] },
        'operations is []: it must be a list of names of operations, or absent for all',
      ],
      [
        'request-faults',
        { rate: 1 },
        'There is no field rate; there are: throttle, serverError, reset, delayMs, operations, limit, seed',
      ],
      [
        'durations',
        { '*': -1 },
        '* is -1: it must be a number from 0 to 86400000',
      ],
      ['durations', [], 'The body must be a JSON object'],
    ] as const) {
      expect(await call('PUT', path, body)).toEqual([400, { error }]);
    }
  });
});
