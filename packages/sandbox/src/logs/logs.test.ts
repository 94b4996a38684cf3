import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  call,
  createPrivateApi,
  Harness,
  startHarness,
  settledStatus,
} from '../__testUtils__/harness';

describe('CloudWatch Logs', () => {
  let harness: Harness;
  let client: CloudWatchLogsClient;
  let group: string;
  /** The log group in the function's LoggingConfig. */
  const theGroup = async () => {
    const { logGroups } = await client.send(new DescribeLogGroupsCommand({}));
    return logGroups![0].logGroupName!;
  };
  const until = async (holds: () => Promise<boolean>) => {
    while (!(await holds())) {
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  };
  const filter = async (filterPattern?: string) => {
    const lines: string[] = [];
    for await (const page of paginateFilterLogEvents(
      { client, pageSize: 2 },
      { logGroupName: group, filterPattern },
    )) {
      lines.push(...page.events!.map(event => event.message!));
    }
    return lines;
  };
  const reports = async () => (await filter('"REPORT RequestId"')).length;

  beforeAll(async () => {
    harness = await startHarness();
    client = new CloudWatchLogsClient({
      endpoint: harness.sandbox.endpointUrl,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    });
    const { EndpointUrl } = await createPrivateApi(harness, 'logged');
    group = await theGroup();
    for (const path of ['health', 'throw', 'exit', 'health']) {
      await call(harness, `${EndpointUrl}/${path}`);
    }
    // The last line of the last invocation has arrived.
    await until(async () => (await reports()) === 4);
  });
  afterAll(async () => {
    client.destroy();
    await harness.close();
  });

  it("returns the functions' output and Lambda's lines in pages", async () => {
    const lines = await filter();
    const [, id] = /^START RequestId: (\S+) Version: \$LATEST$/.exec(lines[0])!;
    expect(lines[1]).toMatch(
      new RegExp(`^\\S+Z\\t${id}\\tINFO\\tcalled GET /health$`),
    );
    expect(lines[2]).toBe(`END RequestId: ${id}`);
    expect(lines[3]).toMatch(
      new RegExp(
        `^REPORT RequestId: ${id}\\tDuration: [\\d.]+ ms\\tBilled Duration: \\d+ ms\\tMemory Size: \\d+ MB\\tMax Memory Used: \\d+ MB\\t$`,
      ),
    );
    expect((await filter('"Invoke Error" -exit')).join()).toContain(
      '"errorMessage":"broken on purpose"',
    );
    expect((await filter('?timed ?exited')).join()).toContain(
      'Error: Runtime exited with error: exit status 3',
    );
    expect(await filter('nowhere')).toEqual([]);
  });

  it('lists groups', async () => {
    const { logGroups } = await client.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: group }),
    );
    expect(logGroups).toMatchObject([{ logGroupName: group }]);
  });

  it("uses the log group of the function's configuration, and lists empty groups of stacks", async () => {
    await harness.cloudFormation.send(
      new CreateStackCommand({
        StackName: 'group',
        TemplateBody:
          'Resources: { Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: quiet, RetentionInDays: 7 } } }',
      }),
    );
    await settledStatus(harness, 'group');
    const { logGroups } = await client.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: 'quiet' }),
    );
    expect(logGroups).toMatchObject([{ retentionInDays: 7 }]);
    const { events } = await client.send(
      new FilterLogEventsCommand({ logGroupName: 'quiet' }),
    );
    expect(events).toEqual([]);
  });

  it.each([
    [{ logGroupName: 'none' }, 'ResourceNotFoundException', 'log group'],
    [{}, 'InvalidParameterException', 'logGroupName'],
    [{ limit: 20_000 }, 'InvalidParameterException', 'limit'],
    [{ nextToken: 'x' }, 'InvalidParameterException', 'nextToken'],
    [
      { filterPattern: '{ $.a = 1 }' },
      'InvalidParameterException',
      'Use terms only',
    ],
    [{ unmask: true }, 'InvalidParameterException', 'unmask'],
  ])('rejects %j', async (input, name, message) => {
    const logGroupName = Object.keys(input).length === 0 ? undefined : group;
    await expect(
      client.send(new FilterLogEventsCommand({ logGroupName, ...input })),
    ).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
  });
});
