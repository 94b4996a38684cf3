import { UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import {
  CreateMultipartUploadCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { RANGE_PARAMETERS } from '@private-serverless/environment';
import {
  deployParameters,
  readAssociations,
  readCertificate,
  readDomain,
  readEndpoints,
  readListeners,
  readLoadBalancers,
  readMappings,
  readTargetHealth,
  readVpcs,
} from '@private-serverless/readiness';
import {
  deployStack,
  type DeployOptions,
  describeStack,
  destroyStack,
  detectDrift,
  listResources,
  listStacks,
  recentEvents,
  stackOutputs,
} from '@private-serverless/stack';
import { Campaign } from './__testUtils__/campaign';
import {
  serviceInNewNetwork,
  serviceInSharedNetwork,
  sharedNetwork,
} from './__testUtils__/networks';
import { failing, service } from './__testUtils__/templates';
import { rolePolicy } from './rolePolicies';

/** Policies for the calls of each role, without the permissions for calls that AWS makes on its behalf. */
const policies = {
  deploy: { 'deploy.json': rolePolicy('deploy') },
  buckets: { 'empty-buckets.json': rolePolicy('empty-buckets') },
  read: { 'read.json': rolePolicy('read') },
  drift: { 'drift.json': rolePolicy('drift') },
};

/** Permissions that no step of the campaign uses, with the reason. */
const notReached = {
  'deploy.json, Artifacts: s3:AbortMultipartUpload':
    'sent when a multipart upload fails',
};

describe('Requests of the engine in the life of a stack', () => {
  let campaign: Campaign;
  beforeAll(async () => {
    campaign = await Campaign.start();
  });
  afterAll(() => campaign.close());

  const stack = () => ({
    cloudFormation: campaign.setUp.cloudFormation,
    stackName: campaign.stackName,
  });
  const fault = (times: number) =>
    campaign.sandbox.control.addFault({
      stackName: campaign.stackName,
      logicalId: 'Rule',
      operation: 'UPDATE',
      reason: 'no',
      times,
    });
  const code = (promise: Promise<unknown>) =>
    promise.then(
      () => 'done',
      error => error.code,
    );
  const update = (options: DeployOptions, Note: string) => ({
    ...options,
    templatePath: campaign.template(service),
    parameters: { Note },
  });

  it('a failing and a successful create are allowed by the deploy policy', async () => {
    const denied = await campaign.deniedBy(policies.deploy, async options => {
      const templatePath = campaign.template(failing);
      const failed = deployStack({ ...options, templatePath });
      expect(await code(failed)).toBe('failed');
      await deployStack({
        ...update(options, 'first'),
        terminationProtection: true,
      });
    });
    expect(denied).toEqual([]);
  });

  it('a plan, a resumed run, updates whose rollback fails and a cancel are allowed by the deploy policy', async () => {
    const denied = await campaign.deniedBy(policies.deploy, async options => {
      await deployStack({ ...update(options, 'planned'), plan: true });
      const attempt = { ...update(options, 'second'), token: 'attempt-2' };
      await deployStack(attempt);
      await deployStack({ ...attempt, resume: true });

      fault(2);
      expect(await code(deployStack(update(options, 'third')))).toBe('failed');
      await deployStack(update(options, 'fourth'));
      fault(2);
      expect(await code(deployStack(update(options, 'forced')))).toBe('failed');
      await deployStack({ ...update(options, 'again'), forceRollback: true });

      // Long enough that the update is still in progress when the cancel is sent, even on a slow machine.
      campaign.sandbox.control.setDurations({ Rule: 3000 });
      const controller = new AbortController();
      const canceled = deployStack({
        ...update(options, 'fifth'),
        signal: controller.signal,
        onEvent: ({ logicalId, status }) => {
          if (logicalId === 'Rule' && status === 'UPDATE_IN_PROGRESS') {
            controller.abort();
          }
        },
      });
      expect(await code(canceled)).toBe('cancelled');
      campaign.sandbox.control.setDurations({});
    });
    expect(denied).toEqual([]);
  });

  it('the recovery of a failed update without a rollback is allowed by the deploy policy', async () => {
    fault(1);
    const { parameters } = (await describeStack(stack()))!;
    await campaign.setUp.cloudFormation.send(
      new UpdateStackCommand({
        StackName: campaign.stackName,
        UsePreviousTemplate: true,
        DisableRollback: true,
        Capabilities: ['CAPABILITY_NAMED_IAM'],
        Parameters: Object.keys(parameters).map(ParameterKey =>
          ParameterKey === 'Note'
            ? { ParameterKey, ParameterValue: 'sixth' }
            : { ParameterKey, UsePreviousValue: true },
        ),
      }),
    );
    while ((await describeStack(stack()))!.status !== 'UPDATE_FAILED') {
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    const denied = await campaign.deniedBy(policies.deploy, options =>
      deployStack(update(options, 'seventh')),
    );
    expect(denied).toEqual([]);
  });

  it('outputs, events, the list of stacks, the ranges of VPCs and drift detection are allowed by the read and drift policies', async () => {
    campaign.sandbox.control.changeResource({
      stackName: campaign.stackName,
      logicalId: 'Log',
      properties: { RetentionInDays: 7 },
    });
    const both = { ...policies.read, ...policies.drift };
    const denied = await campaign.deniedBy(both, async options => {
      await stackOutputs(options);
      await listStacks(options);
      await listResources(options);
      expect(await recentEvents({ ...options, limit: 1 })).toHaveLength(1);
      expect(await readVpcs(options.ec2)).toHaveLength(1);
      const { status } = await detectDrift(options);
      expect(status).toBe('DRIFTED');
    });
    expect(denied).toEqual([]);
  });

  it('a destroy is allowed by the deploy policy and the policy for buckets', async () => {
    const { Data: Bucket } = (await stackOutputs(stack()))!;
    const { s3 } = campaign.setUp;
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));
    await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'b' }));
    const blocked = await campaign.deniedBy(policies.deploy, async options => {
      expect(await code(destroyStack(options))).toBe('blocked');
    });
    expect(blocked).toEqual([]);

    const both = { ...policies.deploy, ...policies.buckets };
    const denied = await campaign.deniedBy(both, options =>
      destroyStack({ ...options, emptyBuckets: true, liftProtection: true }),
    );
    expect(denied).toEqual([]);
  });

  it('a service in a new network, from its deploy to its deletion, is allowed by the deploy policy', async () => {
    const { environment, template, parameters } = await serviceInNewNetwork();
    const denied = await campaign.deniedBy(policies.deploy, async options => {
      const { ec2 } = options;
      await deployStack({
        ...options,
        ...deployParameters({ environment, ec2 }),
        templatePath: campaign.template(template),
        parameters,
      });
    });
    expect(denied).toEqual([]);
    const { parameters: used } = (await describeStack(stack()))!;
    expect(used).toMatchObject({
      VpcCidr: '10.64.0.0/20',
      DynamoDbPrefixListId: expect.stringMatching(/^pl-/),
    });
    expect(
      await campaign.deniedBy(policies.deploy, options =>
        destroyStack({ ...options, claimedRange: RANGE_PARAMETERS }),
      ),
    ).toEqual([]);
  });

  it('a service in an existing network, from its deploy to its deletion, is allowed by the deploy policy', async () => {
    const network = { ...stack(), stackName: 'network' };
    await deployStack({
      ...campaign.setUp,
      ...network,
      templatePath: campaign.template(sharedNetwork),
    });
    const { environment, template, parameters } = await serviceInSharedNetwork(
      (await stackOutputs(network))!,
    );
    const denied = await campaign.deniedBy(policies.deploy, async options => {
      const { ec2 } = options;
      await deployStack({
        ...options,
        ...deployParameters({ environment, ec2 }),
        templatePath: campaign.template(template),
        parameters,
      });
    });
    expect(denied).toEqual([]);
    const { parameters: used } = (await describeStack(stack()))!;
    expect(used.ExecuteApiEndpointDnsName).toContain('vpce-');
    expect(await campaign.deniedBy(policies.deploy, destroyStack)).toEqual([]);
  });

  it("AWS's side of entries is allowed by the read policy", async () => {
    const arn = 'arn:aws:elasticloadbalancing:eu-central-1:111111111111';
    const elb = `${arn}:loadbalancer/app/orders/0123456789abcdef`;
    const privateDomain = { name: 'orders.acme.internal', id: 'abc123' };
    const network = { ...stack(), stackName: 'network' };
    const endpointId = (await stackOutputs(network))!.ExecuteApi;
    const certificate = campaign.sandbox.control.addCertificate({
      names: ['orders.acme.internal'],
      notAfter: '2036-01-01T00:00:00Z',
    });
    const denied = await campaign.deniedBy(
      policies.read,
      async ({ acm, apiGateway, ec2, elbv2 }) => {
        const reads = await Promise.all([
          readLoadBalancers(elbv2, [elb]),
          readListeners(elbv2, elb),
          readTargetHealth(elbv2, `${arn}:targetgroup/orders/0123456789abcdef`),
          readEndpoints(ec2, [endpointId]),
          readDomain(apiGateway, { name: 'orders.acme.internal' }),
          readMappings(apiGateway, { name: 'orders.acme.internal' }),
          readDomain(apiGateway, privateDomain),
          readMappings(apiGateway, privateDomain),
          readAssociations(apiGateway),
          readCertificate(acm, certificate),
        ]);
        expect(reads.map(({ problem }) => problem)).toEqual(
          reads.map(() => undefined),
        );
      },
    );
    expect(denied).toEqual([]);
  });

  it('the campaign uses every permission of the policies, except the listed ones', () => {
    const unused = Object.values(policies)
      .flatMap(named => Object.entries(named))
      .flatMap(([name, { Statement }]) =>
        Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(
          ({ Sid, Action }) =>
            Action.map(action => `${name}, ${Sid}: ${action}`),
        ),
      )
      .filter(permission => !campaign.used.has(permission));
    expect(unused.sort()).toEqual(Object.keys(notReached).sort());
  });

  it('a policy without an action, or with another environment or bucket, denies the requests', async () => {
    const without = (change: (text: string) => string) => ({
      'deploy.json': JSON.parse(
        change(JSON.stringify(policies.deploy['deploy.json'])),
      ),
    });
    const refusals = async (change: (text: string) => string) => {
      const denied = await campaign.deniedBy(without(change), options =>
        deployStack({ ...update(options, 'again'), plan: true }),
      );
      return [...new Set(denied.map(({ action }) => action))];
    };
    expect(
      await refusals(text =>
        text.replace('"cloudformation:DescribeChangeSet",', ''),
      ),
    ).toEqual(['cloudformation:DescribeChangeSet']);
    expect(
      await refusals(text => text.replace('*-ENVIRONMENT_ID/', '*-prod/')),
    ).toContain('cloudformation:CreateChangeSet');
    expect(
      await refusals(text => text.replaceAll('ARTIFACT_BUCKET', 'other')),
    ).toContain('s3:GetObject');
  });
});
