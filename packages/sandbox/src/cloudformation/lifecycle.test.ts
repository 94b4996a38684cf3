import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  StackEvent,
} from '@aws-sdk/client-cloudformation';
import {
  eventsOf,
  Harness,
  parametersOf,
  settledStatus,
  startHarness,
} from '../__testUtils__/harness';

const network = `
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.1.0.0/16 } }
  SubnetA: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.1.0.0/24 } }
  SubnetB: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.1.1.0/24 } }
  Table: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Vpc } }
  Association: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { SubnetId: !Ref SubnetA, RouteTableId: !Ref Table } }
`;

const line = (event: StackEvent) =>
  `${event.LogicalResourceId} ${event.ResourceStatus}`;

describe('the lifecycle of a stack', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  const create = (StackName: string, TemplateBody: string, more = {}) =>
    harness.cloudFormation.send(
      new CreateStackCommand({ StackName, TemplateBody, ...more }),
    );
  const remove = (StackName: string, more = {}) =>
    harness.cloudFormation.send(new DeleteStackCommand({ StackName, ...more }));
  const byName = (StackName: string) =>
    harness.cloudFormation
      .send(new DescribeStacksCommand({ StackName }))
      .then(({ Stacks }) => Stacks![0]);

  it("creates in dependency order with AWS's events", async () => {
    await create('ordered', network);
    expect(await settledStatus(harness, 'ordered')).toBe('CREATE_COMPLETE');
    const events = await eventsOf(harness, 'ordered');
    const lines = events.map(line);
    expect(lines[0]).toBe('ordered CREATE_IN_PROGRESS');
    expect(events[0].ResourceStatusReason).toBe('User Initiated');
    expect(lines.at(-1)).toBe('ordered CREATE_COMPLETE');
    const at = (text: string) => lines.indexOf(text);
    expect(at('Vpc CREATE_COMPLETE')).toBeLessThan(
      at('SubnetA CREATE_IN_PROGRESS'),
    );
    expect(at('SubnetA CREATE_COMPLETE')).toBeLessThan(
      at('Association CREATE_IN_PROGRESS'),
    );
    // These two are independent, so the second starts before the first ends.
    expect(at('SubnetB CREATE_IN_PROGRESS')).toBeLessThan(
      at('SubnetA CREATE_COMPLETE'),
    );
    const vpc = events.filter(event => event.LogicalResourceId === 'Vpc');
    expect(
      vpc.map(event => [
        event.ResourceStatus,
        event.ResourceStatusReason,
        Boolean(event.PhysicalResourceId),
      ]),
    ).toEqual([
      ['CREATE_IN_PROGRESS', undefined, false],
      ['CREATE_IN_PROGRESS', 'Resource creation Initiated', true],
      ['CREATE_COMPLETE', undefined, true],
    ]);
  });

  it('deletes in reverse order, and finds the deleted stack by ARN only', async () => {
    await create('going', network);
    await settledStatus(harness, 'going');
    const { StackId } = await byName('going');
    await remove('going');
    expect(await settledStatus(harness, StackId!)).toBe('DELETE_COMPLETE');
    await expect(byName('going')).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id going does not exist',
    });
    const lines = (await eventsOf(harness, StackId!)).map(line);
    expect(lines.indexOf('Association DELETE_COMPLETE')).toBeLessThan(
      lines.indexOf('SubnetA DELETE_IN_PROGRESS'),
    );
    expect(lines.indexOf('SubnetB DELETE_COMPLETE')).toBeLessThan(
      lines.indexOf('Vpc DELETE_IN_PROGRESS'),
    );
    await remove('going');
  });

  it('cancels the siblings of a failed resource, rolls back, and reports the cause', async () => {
    harness.sandbox.control.addFault({
      stackName: 'failing',
      logicalId: 'SubnetA',
      reason: 'No more subnets today',
    });
    await create('failing', network);
    expect(await settledStatus(harness, 'failing')).toBe('ROLLBACK_COMPLETE');
    const events = await eventsOf(harness, 'failing');
    const failed = events.filter(e => e.ResourceStatus === 'CREATE_FAILED');
    expect(failed[0].LogicalResourceId).toBe('SubnetA');
    expect(failed[0].ResourceStatusReason).toMatch(
      /^Resource handler returned message: "No more subnets today" \(RequestToken: [0-9a-f-]{36}, HandlerErrorCode: GeneralServiceException\)$/,
    );
    expect(failed.length).toBeGreaterThan(1);
    for (const sibling of failed.slice(1)) {
      expect(sibling.ResourceStatusReason).toBe('Resource creation cancelled');
    }
    const rollback = events.find(
      e => e.ResourceStatus === 'ROLLBACK_IN_PROGRESS',
    );
    expect(rollback?.ResourceStatusReason).toMatch(
      /^The following resource\(s\) failed to create: \[SubnetA, .+\]\. Rollback requested by user\.$/,
    );
    const lines = events.map(line);
    expect(lines).toContain('Vpc DELETE_COMPLETE');
    expect(lines.some(text => text.startsWith('Association'))).toBe(false);
    expect(lines.at(-1)).toBe('failing ROLLBACK_COMPLETE');
    // The fault applied only once.
    await remove('failing');
    await expect(settledStatus(harness, 'failing')).rejects.toThrow(
      'does not exist',
    );
    await create('failing', network);
    expect(await settledStatus(harness, 'failing')).toBe('CREATE_COMPLETE');
  });

  it('assigns an ID to each stack operation, including rollbacks', async () => {
    await create('identified', network.replace('10.1.0.0/16', 'nonsense'));
    expect(await settledStatus(harness, 'identified')).toBe(
      'ROLLBACK_COMPLETE',
    );
    const events = await eventsOf(harness, 'identified');
    const idOf = (status: string) =>
      events.find(event => line(event) === `identified ${status}`)?.OperationId;
    const ids = ['CREATE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS'].map(idOf);
    expect(new Set(ids).size).toBe(2);
    expect(ids).not.toContain(undefined);
    const rollback = events.findIndex(
      ({ OperationId }) => OperationId === ids[1],
    );
    expect(
      events
        .slice(0, rollback)
        .every(({ OperationId }) => OperationId === ids[0]),
    ).toBe(true);
    expect(idOf('ROLLBACK_COMPLETE')).toBe(ids[1]);
  });

  it('keeps a failed stack if rollback is disabled, and deletes it on request', async () => {
    harness.sandbox.control.addFault({
      stackName: 'kept',
      logicalId: 'Association',
      reason: 'no',
    });
    await create('kept', network, { DisableRollback: true });
    expect(await settledStatus(harness, 'kept')).toBe('CREATE_FAILED');
    const { StackResources } = await harness.cloudFormation.send(
      new DescribeStackResourcesCommand({ StackName: 'kept' }),
    );
    const status = (id: string) =>
      StackResources!.find(r => r.LogicalResourceId === id)?.ResourceStatus;
    expect(status('Vpc')).toBe('CREATE_COMPLETE');
    expect(status('Association')).toBe('CREATE_FAILED');
    const { StackId } = await byName('kept');
    await remove('kept');
    expect(await settledStatus(harness, StackId!)).toBe('DELETE_COMPLETE');
  });

  it("fails a resource that AWS rejects, with AWS's message", async () => {
    await create('refused', network.replace('10.1.1.0/24', '10.1.0.0/25'));
    expect(await settledStatus(harness, 'refused')).toBe('ROLLBACK_COMPLETE');
    const reasons = (await eventsOf(harness, 'refused')).map(
      e => e.ResourceStatusReason ?? '',
    );
    expect(
      reasons.some(reason => reason.includes('conflicts with another subnet')),
    ).toBe(true);
  });

  it('fails an unknown property with the message of the schema check', async () => {
    await create(
      'schema',
      network.replace(
        'CidrBlock: 10.1.1.0/24',
        'CidrBlock: 10.1.1.0/24, Colour: red',
      ),
    );
    await settledStatus(harness, 'schema');
    const reasons = (await eventsOf(harness, 'schema'))
      .map(e => e.ResourceStatusReason ?? '')
      .join('\n');
    expect(reasons).toContain(
      'Properties validation failed for resource SubnetB with message:\n[#: extraneous key [Colour] is not permitted]',
    );
  });

  it('injects a failed deletion, and retains resources in the second deletion', async () => {
    await create('stuck', network);
    await settledStatus(harness, 'stuck');
    const { StackId } = await byName('stuck');
    harness.sandbox.control.addFault({
      stackName: 'stuck',
      logicalId: 'Vpc',
      operation: 'DELETE',
      reason: 'The vpc has dependencies and cannot be deleted.',
    });
    await expect(remove('stuck', { RetainResources: ['Vpc'] })).rejects.toThrow(
      'RetainResources can only be specified',
    );
    await remove('stuck');
    expect(await settledStatus(harness, 'stuck')).toBe('DELETE_FAILED');
    expect((await byName('stuck')).StackStatusReason).toBe(
      'The following resource(s) failed to delete: [Vpc]. ',
    );
    await remove('stuck', { RetainResources: ['Vpc'] });
    expect(await settledStatus(harness, StackId!)).toBe('DELETE_COMPLETE');
    expect((await eventsOf(harness, StackId!)).map(line)).toContain(
      'Vpc DELETE_SKIPPED',
    );
  });

  it('stops a creation if the stack is deleted meanwhile', async () => {
    harness.sandbox.control.setDurations({ Table: 600_000 });
    const { StackId } = await create('early', network);
    const events = async () => (await eventsOf(harness, StackId!)).map(line);
    while (!(await events()).includes('SubnetB CREATE_COMPLETE')) {
      await new Promise(resolve => setTimeout(resolve, 10));
    }
    harness.sandbox.control.setDurations({});
    await remove('early', { ClientRequestToken: 'gone-1' });
    expect(await settledStatus(harness, StackId!)).toBe('DELETE_COMPLETE');
    const lines = await events();
    const since = lines.slice(lines.indexOf('early DELETE_IN_PROGRESS'));
    expect(since.slice(0, 2)).toEqual([
      'early DELETE_IN_PROGRESS',
      'Table CREATE_FAILED',
    ]);
    expect(since).toEqual(
      expect.arrayContaining([
        'SubnetA DELETE_COMPLETE',
        'SubnetB DELETE_COMPLETE',
        'Vpc DELETE_COMPLETE',
      ]),
    );
    expect(since).not.toContain('Association CREATE_IN_PROGRESS');
    expect(since.at(-1)).toBe('early DELETE_COMPLETE');
  });

  it('pages events newest first without gaps or duplicates', async () => {
    const many = Array.from(
      { length: 40 },
      (_, i) => `  L${i}: { Type: AWS::Logs::LogGroup }`,
    ).join('\n');
    await create('many', `Resources:\n${many}`);
    await settledStatus(harness, 'many');
    const events = await eventsOf(harness, 'many');
    expect(events).toHaveLength(40 * 3 + 2);
    expect(new Set(events.map(e => e.EventId)).size).toBe(events.length);
    const times = events.map(e => e.Timestamp!.getTime());
    expect([...times].sort((a, b) => a - b)).toEqual(times);
  });

  it('retains a resource with Retain, and does not delete a protected one', async () => {
    const table = (policy: string, protection: boolean) => `
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: ${policy}
    Properties:
      BillingMode: PAY_PER_REQUEST
      DeletionProtectionEnabled: ${protection}
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]`;
    await create('retained', table('Retain', true));
    await create('protected', table('Delete', true));
    await settledStatus(harness, 'retained');
    await settledStatus(harness, 'protected');
    const { StackId } = await byName('retained');
    await remove('retained');
    await remove('protected');
    expect(await settledStatus(harness, StackId!)).toBe('DELETE_COMPLETE');
    expect((await eventsOf(harness, StackId!)).map(line)).toContain(
      'Table DELETE_SKIPPED',
    );
    expect(await settledStatus(harness, 'protected')).toBe('DELETE_FAILED');
  });

  it('runs a request with a repeated client token once', async () => {
    const again = { ClientRequestToken: 'token-1' };
    const first = await create('tokens', network, again);
    const second = await create('tokens', network, again);
    expect(second.StackId).toBe(first.StackId);
    await expect(create('tokens', network)).rejects.toMatchObject({
      name: 'AlreadyExistsException',
      message: 'Stack [tokens] already exists',
    });
  });

  it('masks a NoEcho parameter', async () => {
    await create(
      'secret',
      `Parameters: { Secret: { Type: String, NoEcho: true } }\n${network}`,
      { Parameters: parametersOf({ Secret: 'hidden' }) },
    );
    expect((await byName('secret')).Parameters).toEqual([
      { ParameterKey: 'Secret', ParameterValue: '****' },
    ]);
  });
});
