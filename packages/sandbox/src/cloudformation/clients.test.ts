import {
  DescribeStackResourcesCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  paginateDescribeStackEvents,
  paginateDescribeStacks,
  paginateListChangeSets,
  paginateListStackResources,
  paginateListStacks,
  UpdateStackCommand,
  waitUntilChangeSetCreateComplete,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackExists,
  waitUntilStackRollbackComplete,
  waitUntilStackUpdateComplete,
  CreateChangeSetCommand,
  ContinueUpdateRollbackCommand,
} from '@aws-sdk/client-cloudformation';
import { Harness, settledStatus, startHarness } from '../__testUtils__/harness';

const many = 105;
const names = Array.from({ length: many }, (_, i) => `L${i}`);
const template = (days: number) => `
Resources:
${names
  .map(
    name =>
      `  ${name}: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: ${days} } }`,
  )
  .join('\n')}
Outputs:
${names
  .map(name => `  ${name}: { Value: !Ref ${name}, Export: { Name: ${name} } }`)
  .join('\n')}`;
const small = 'Resources: { Logs: { Type: AWS::Logs::LogGroup } }';

describe("the SDK's waiters and paginators", () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());
  const waiter = () => ({
    client: harness.cloudFormation,
    maxWaitTime: 20,
    minDelay: 0.02,
    maxDelay: 0.05,
  });
  const create = (StackName: string, TemplateBody = small) =>
    harness.cloudFormation.send(
      new CreateStackCommand({ StackName, TemplateBody }),
    );
  const fail = (
    stackName: string,
    logicalId: string,
    operation: 'CREATE' | 'UPDATE',
    times = 1,
  ) =>
    harness.sandbox.control.addFault({
      stackName,
      logicalId,
      operation,
      times,
      reason: 'no',
    });
  const all = async <P, T>(pages: AsyncIterable<P>, of: (page: P) => T[]) => {
    const found: T[] = [];
    for await (const page of pages) found.push(...of(page));
    return found;
  };

  it('follow a stack from creation to deletion', async () => {
    await create('followed', template(1));
    const StackName = 'followed';
    await waitUntilStackExists(waiter(), { StackName });
    await waitUntilStackCreateComplete(waiter(), { StackName });
    const { Id } = await harness.cloudFormation.send(
      new CreateChangeSetCommand({
        StackName,
        ChangeSetName: 'next',
        TemplateBody: template(3),
      }),
    );
    await waitUntilChangeSetCreateComplete(waiter(), { ChangeSetName: Id });
    await harness.cloudFormation.send(
      new UpdateStackCommand({ StackName, TemplateBody: template(3) }),
    );
    const updated = await waitUntilStackUpdateComplete(waiter(), {
      StackName,
    });
    expect(updated.state).toBe('SUCCESS');
    fail(StackName, 'L7', 'UPDATE', 2);
    await harness.cloudFormation.send(
      new UpdateStackCommand({ StackName, TemplateBody: template(5) }),
    );
    await expect(
      waitUntilStackUpdateComplete(waiter(), { StackName }),
    ).rejects.toThrow('UPDATE_ROLLBACK_FAILED');
    await harness.cloudFormation.send(
      new ContinueUpdateRollbackCommand({ StackName }),
    );
    await waitUntilStackRollbackComplete(waiter(), { StackName });
    await harness.cloudFormation.send(new DeleteStackCommand({ StackName }));
    const gone = await waitUntilStackDeleteComplete(waiter(), { StackName });
    expect(gone.state).toBe('SUCCESS');
  });

  it('detect a failed creation', async () => {
    fail('failing', 'Logs', 'CREATE');
    await create('failing');
    await expect(
      waitUntilStackCreateComplete(waiter(), { StackName: 'failing' }),
    ).rejects.toThrow('ROLLBACK_COMPLETE');
  });

  it('return every page', async () => {
    const { cloudFormation: client } = harness;
    await create('paged', template(1));
    await settledStatus(harness, 'paged');
    const importing = names.map(name => `importing-${name}`);
    for (const name of names) {
      await create(
        `importing-${name}`,
        `Resources: { Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Join ['', ['${name}', 'Fn::ImportValue': L0]] } } }`,
      );
    }
    // A new object for each, because a paginator stores its token in it.
    const stack = () => ({ StackName: 'paged' });
    const resources = await all(
      paginateListStackResources({ client }, stack()),
      page => page.StackResourceSummaries!,
    );
    expect(resources.map(one => one.LogicalResourceId).sort()).toEqual(
      [...names].sort(),
    );
    const { StackResources } = await client.send(
      new DescribeStackResourcesCommand(stack()),
    );
    // This operation has no pages, and AWS returns at most 100 resources.
    expect(StackResources).toHaveLength(100);
    const events = await all(
      paginateDescribeStackEvents({ client }, stack()),
      page => page.StackEvents!,
    );
    expect(new Set(events.map(one => one.EventId)).size).toBe(2 + 3 * many);
    const described = await all(
      paginateDescribeStacks({ client }, {}),
      page => page.Stacks!,
    );
    const listed = await all(
      paginateListStacks({ client }, {}),
      page => page.StackSummaries!,
    );
    for (const found of [described, listed]) {
      const ids = found.map(one => one.StackName);
      expect(ids).toEqual(expect.arrayContaining(importing));
    }
  });

  it('return every change of a change set, and every change set', async () => {
    const { cloudFormation: client } = harness;
    const StackName = 'changing';
    for (const name of names) {
      await client.send(
        new CreateChangeSetCommand({
          StackName,
          ChangeSetName: name,
          ChangeSetType: 'CREATE',
          TemplateBody: template(1).replace(/Name: L/g, 'Name: other-L'),
        }),
      );
    }
    await waitUntilChangeSetCreateComplete(waiter(), {
      StackName,
      ChangeSetName: names.at(-1),
    });
    const sets = await all(
      paginateListChangeSets({ client }, { StackName }),
      page => page.Summaries!,
    );
    expect(sets.map(one => one.ChangeSetName)).toEqual(names);
    const changes: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(
        new DescribeChangeSetCommand({
          StackName,
          ChangeSetName: 'L0',
          NextToken,
        }),
      );
      changes.push(
        ...page.Changes!.map(one => one.ResourceChange!.LogicalResourceId!),
      );
      NextToken = page.NextToken;
    } while (NextToken);
    expect(changes).toEqual(names);
  });
});
