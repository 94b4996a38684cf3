import { UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import { listStacks } from '@private-serverless/stack';
import { runAction } from '../__testUtils__/runAction';
import { standingStack } from '../__testUtils__/standing';
import { World, startWorld } from '../__testUtils__/world';
import { createDestroyAction } from './destroy';

const payments = 'group:default/payments';
const template = (name: string) => `Resources:
  Data:
    Type: AWS::S3::Bucket
    Properties: { BucketName: ${name}-data }
  Kept:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    Properties: { BucketName: ${name}-kept }
`;

/** Stacks whose owner tag names a component that the catalog does not have. */
describe('privateServerless:stack:destroy, of a leftover stack', () => {
  let world: World;
  let name: string;
  let count = 0;
  beforeAll(async () => {
    world = await startWorld();
  });
  beforeEach(() => {
    name = `left-${count++}`;
    world.ownershipEntityRefs.splice(0, 1, payments);
    world.taskRecords.clear();
    world.adoptedStacks.clear();
  });
  afterEach(() => {
    world.sandbox.control.clearFaults();
    world.sandbox.control.setDurations({});
  });
  afterAll(() => world.close());

  const clients = () => world.clients.forEnvironment(world.environments[0]);
  const leftover = (tags: Record<string, string> = {}) =>
    standingStack(world, name, template(name), undefined, {
      'private-serverless.dev/owner': payments,
      'private-serverless.dev/task-id': 'first',
      ...tags,
    });
  const put = (Bucket: string) =>
    clients().s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));

  const run = async (
    input: JsonObject,
    options: Partial<Parameters<typeof runAction>[1]> & {
      access?: Partial<World>;
    } = {},
  ) => {
    const { access, ...rest } = options;
    const action: TemplateAction<any, any> = createDestroyAction({
      ...world,
      ...access,
    });
    return runAction(action, {
      workspacePath: await world.workspace(),
      ...rest,
      input: { environment: 'local', confirm: `${name}-local`, ...input },
    });
  };

  it.each([
    ['the name of the stack', () => `${name}-local`],
    ['the name of its component', () => name],
  ])('deletes it for its owner, who typed %s', async (_, confirm) => {
    const stackArn = await leftover();
    const output = await run({ stackArn, confirm: confirm() });
    expect(output).toMatchObject({
      stacks: [stackArn],
      retained: [{ stackArn, logicalId: 'Kept' }],
      unregistered: false,
    });
    expect(await world.stackNames()).not.toContain(`${name}-local`);
    expect(world.audit.at(-1)).toMatchObject({
      eventId: 'stack-destroy',
      severityLevel: 'medium',
      status: 'succeeded',
      meta: {
        environment: 'local',
        stackArn,
        entityRef: `component:default/${name}`,
        stacks: [stackArn],
      },
    });
    // Repeated by a recovered task. The stack is deleted, so no other conditions are verified.
    expect(await run({ stackArn })).toMatchObject({ stacks: [stackArn] });
  });

  it('only reports the plan if plan is set, and in a dry run', async () => {
    const stackArn = await leftover();
    await put(`${name}-data`);
    expect(await run({ stackArn, plan: true })).toMatchObject({
      obstacles: [expect.stringMatching(/is not empty/)],
      retained: [{ logicalId: 'Kept' }],
    });
    await run({ stackArn, emptyBuckets: true }, { isDryRun: true });
    expect(await world.stackNames()).toContain(`${name}-local`);
  });

  it('empties buckets and disables the protection only on request', async () => {
    const stackArn = await leftover();
    await put(`${name}-data`);
    await clients().cloudFormation.send(
      new UpdateTerminationProtectionCommand({
        StackName: stackArn,
        EnableTerminationProtection: true,
      }),
    );
    await expect(run({ stackArn })).rejects.toThrow(
      /termination protection is on[^]*is not empty[^]*Nothing was changed\.$/,
    );
    expect(
      await run({ stackArn, emptyBuckets: true, liftProtection: true }),
    ).toMatchObject({ emptied: [{ bucket: `${name}-data`, objects: 1 }] });
  });

  it('retains resources that cannot be deleted, on request', async () => {
    const stackArn = await leftover();
    world.sandbox.control.addFault({
      stackName: `${name}-local`,
      logicalId: 'Data',
      operation: 'DELETE',
      reason: 'Access Denied',
      times: 0,
    });
    await expect(run({ stackArn })).rejects.toThrow(/retainResources: Data/);
    const { retained } = await run({ stackArn, retainResources: ['Data'] });
    expect(retained).toContainEqual(
      expect.objectContaining({ logicalId: 'Data' }),
    );
  });

  it('stops polling when the task is canceled, and logs that the deletion continues', async () => {
    const stackArn = await leftover();
    world.sandbox.control.setDurations({ '*': 2000 });
    const controller = new AbortController();
    await expect(
      run(
        { stackArn },
        {
          signal: controller.signal,
          onLine: line => {
            if (/DELETE_IN_PROGRESS/.test(line)) controller.abort();
          },
        },
      ),
    ).rejects.toThrow(/^Canceled: .* it continues in AWS\.$/);
  });

  describe('refuses', () => {
    async function refusal(
      input: JsonObject,
      options?: Parameters<typeof run>[1],
    ) {
      const error = await run(input, options).then(
        () => undefined,
        e => e,
      );
      expect(await world.stackNames()).toContain(`${name}-local`);
      return error?.message;
    }

    it('a wrong typed name', async () => {
      const stackArn = await leftover();
      expect(await refusal({ stackArn, confirm: 'orders' })).toBe(
        `confirm 'orders' is not the name of the stack. Type '${name}-local' to destroy it. Nothing was changed.`,
      );
    });

    it('a user who is not a member of the owner', async () => {
      const stackArn = await leftover();
      world.ownershipEntityRefs.length = 0;
      expect(await refusal({ stackArn })).toMatch(
        /was deployed for group:default\/payments: you are not a member of this owner/,
      );
      expect(
        await refusal(
          { stackArn },
          { credentials: mockCredentials.service('external:ci') },
        ),
      ).toMatch(/you are not a member of this owner/);
    });

    it('a stack without a recorded owner, unless the user started the task that created it', async () => {
      const stackArn = await standingStack(
        world,
        name,
        template(name),
        undefined,
        { 'private-serverless.dev/task-id': 'first' },
      );
      expect(await refusal({ stackArn })).toMatch(
        /does not record an owner .* Ask the user who started it, or your platform team/,
      );
      world.taskRecords.set('first', {
        initiator: 'user:default/mock',
        isRunning: false,
      });
      expect(await run({ stackArn })).toMatchObject({ stacks: [stackArn] });
    });

    it('a stack whose component the catalog has, without naming it', async () => {
      const stackArn = await leftover();
      const catalog = catalogServiceMock({
        entities: [
          {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Component',
            metadata: { name, namespace: 'default' },
          },
        ],
      });
      expect(await refusal({ stackArn }, { access: { catalog } })).toBe(
        `The component that owns stack ${stackArn} is in the catalog. Choose the component instead. Nothing was changed.`,
      );
    });

    it('a stack while the task that created it is running', async () => {
      const stackArn = await leftover();
      world.taskRecords.set('first', { isRunning: true });
      expect(await refusal({ stackArn })).toMatch(/^Task first, which created/);
    });

    it('an adopted stack', async () => {
      const stackArn = await leftover();
      world.adoptedStacks.add(stackArn);
      expect(await refusal({ stackArn })).toMatch(/privateApi\.adoptedStacks/);
    });

    it('a stack that CloudFormation does not know', async () => {
      const stackArn = (await leftover()).replace(/[^/]*$/, 'another-id');
      expect(await refusal({ stackArn })).toBe(
        `stackArn '${stackArn}' does not exist, or was deleted more than 90 days ago. Choose a stack from the list. Nothing was changed.`,
      );
    });

    it.each(['Component:default/Left', 'left', 'group:default/left', ':/'])(
      'a stack whose owner tag is %s',
      async tag => {
        const stackArn = await leftover({
          'private-serverless.dev/entity-ref': tag,
        });
        expect(await refusal({ stackArn })).toMatch(
          /its owner tag private-serverless\.dev\/entity-ref is '.*'\. Correct the tag/,
        );
      },
    );

    it('a stack without a service', async () => {
      const stackArn = await leftover({
        'private-serverless.dev/entity-ref': '',
      });
      expect(await refusal({ stackArn })).toMatch(
        /has no owner tag \(private-serverless\.dev\/entity-ref\)/,
      );
    });

    it('a nested stack, which has the tags of its parent', async () => {
      const { s3, cloudFormation } = clients();
      const Bucket = 'private-serverless-artifacts';
      await s3.send(
        new PutObjectCommand({ Bucket, Key: name, Body: template(name) }),
      );
      const outer = await standingStack(
        world,
        name,
        `Resources:
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ${world.environments[0].awsEndpointUrl}/${Bucket}/${name}
`,
        undefined,
        { 'private-serverless.dev/owner': payments },
      );
      const inner = (await listStacks({ cloudFormation })).find(
        ({ parentArn }) => parentArn === outer,
      )!;
      expect(inner.tags).toMatchObject({
        'private-serverless.dev/owner': payments,
      });
      expect(
        await refusal({ stackArn: inner.stackArn, confirm: inner.stackName }),
      ).toMatch(/ is nested in arn:/);
    });

    it.each([
      [{ environment: 'staging' }, /^environment 'staging' is not configured/],
      [
        {
          stackArn:
            'arn:aws:cloudformation:eu-west-1:111111111111:stack/a-local/1',
        },
        /is not in environment 'local'/,
      ],
      [{ stackArn: 'orders-local' }, /is not a valid ARN of a CloudFormation/],
      [{ entityRef: 'component:default/a' }, /are both set/],
      [{ environment: '' }, /^environment is missing/],
      [{ stackArn: '', environment: '' }, /^entityRef is missing/],
    ])('%j', async (input, message) => {
      const stackArn = await leftover();
      expect(await refusal({ stackArn, ...input })).toMatch(message);
    });

    it('a user who may not use every environment of that account and region', async () => {
      const stackArn = await leftover();
      const environments = [
        world.environments[0],
        { ...world.environments[0], id: 'other' },
      ];
      const permissions = mockServices.permissions.mock({
        authorize: async requests =>
          requests.map(request => ({
            result:
              'resourceRef' in request && request.resourceRef === 'other'
                ? AuthorizeResult.DENY
                : AuthorizeResult.ALLOW,
          })),
      });
      expect(
        await refusal({ stackArn }, { access: { environments, permissions } }),
      ).toMatch(/^You do not have permission to use the environment of stack/);
    });
  });
});
