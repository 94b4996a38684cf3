import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  scaffolderWorkspaceProviderExtensionPoint,
  type WorkspaceProvider,
} from '@backstage/plugin-scaffolder-node/alpha';
// eslint-disable-next-line @backstage/no-mixed-plugin-imports -- the test runs the real plugin
import privateApiPlugin from '@private-serverless/backstage-plugin-private-api-backend';
import { privateServerlessS3WorkspaceProviderModule } from '@private-serverless/backstage-plugin-scaffolder-backend-module-private-serverless';
import { describeStack } from '@private-serverless/stack';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Campaign } from './__testUtils__/campaign';
import { operationsOf } from './operations';
import { callers, type Role } from './callers';

/** Operations of a role in the table. */
const operationsOfRole = (role: Role) =>
  new Set(
    callers.flatMap(({ calls }) =>
      Object.entries(calls)
        .filter(([, roles]) => roles.includes(role))
        .flatMap(([call]) => operationsOf(call)),
    ),
  );

describe('Requests of the plugins', () => {
  let campaign: Campaign;
  beforeAll(async () => {
    campaign = await Campaign.start();
  });
  afterAll(() => campaign.close());

  const config = (data: object) =>
    mockServices.rootConfig.factory({
      data: {
        aws: {
          accounts: [
            {
              accountId: '111111111111',
              accessKeyId: 'a',
              secretAccessKey: 'b',
            },
          ],
        },
        ...data,
      },
    });

  it('reading the health of a component is allowed by the read role', async () => {
    const { setUp, sandbox, stackName } = campaign;
    const { StackId } = await setUp.cloudFormation.send(
      new CreateStackCommand({
        StackName: stackName,
        TemplateBody: `
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.64.0.0/20 } }
Outputs:
  VpcId: { Value: !Ref Vpc }
  EndpointUrl: { Value: https://orders.acme.internal }
  HealthPath: { Value: /health }
`,
        Tags: [
          {
            Key: 'private-serverless.dev/entity-ref',
            Value: 'component:default/orders',
          },
        ],
      }),
    );
    // The backend reads the resources after the stack exists.
    const { cloudFormation } = setUp;
    while (
      (await describeStack({ cloudFormation, stackName }))!.status !==
      'CREATE_COMPLETE'
    ) {
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    const backend = await startTestBackend({
      features: [
        privateApiPlugin,
        config({
          privateApi: {
            allowedHostSuffixes: ['.acme.internal'],
            vantages: [
              { id: 'sandbox', title: 'Sandbox', resolver: sandbox.resolver },
            ],
          },
          privateServerless: {
            environments: [
              {
                id: 'local',
                accountId: '111111111111',
                region: 'eu-central-1',
                awsEndpointUrl: sandbox.endpointUrl,
              },
            ],
          },
        }),
        catalogServiceMock.factory({
          entities: [
            {
              apiVersion: 'backstage.io/v1alpha1',
              kind: 'Component',
              metadata: {
                name: 'orders',
                annotations: { 'private-serverless.dev/stack-arn': StackId! },
              },
              spec: { type: 'service', owner: 'shop', lifecycle: 'production' },
            },
          ],
        }),
      ],
    });
    try {
      sandbox.control.resetRequestCounts();
      const response = await fetch(
        `http://localhost:${backend.server.port()}/api/private-api/v1/entities/component/default/orders/health`,
      );
      expect(response.status).toBe(200);
      const counts = sandbox.control.requestCounts();
      expect(counts).toMatchObject({
        DescribeStacks: 1,
        ListStackResources: 1,
        DescribeVpcs: 1,
      });
      const allowed = operationsOfRole('read');
      expect(Object.keys(counts).filter(name => !allowed.has(name))).toEqual(
        [],
      );
    } finally {
      await backend.stop();
    }
  });

  it('storing, restoring and removing a workspace is allowed by the workspace role', async () => {
    const { setUp, sandbox } = campaign;
    await setUp.s3.send(new CreateBucketCommand({ Bucket: 'workspaces' }));
    let provider: WorkspaceProvider | undefined;
    const backend = await startTestBackend({
      extensionPoints: [
        [
          scaffolderWorkspaceProviderExtensionPoint,
          { addProviders: ({ awsS3 }) => (provider = awsS3) },
        ],
      ],
      features: [
        privateServerlessS3WorkspaceProviderModule,
        config({
          privateServerless: {
            workspace: {
              bucket: 'workspaces',
              region: 'eu-central-1',
              accountId: '111111111111',
              endpoint: sandbox.endpointUrl,
            },
          },
        }),
      ],
    });
    const folder = mkdtempSync(path.join(tmpdir(), 'iam-workspace-'));
    try {
      sandbox.control.resetRequestCounts();
      const taskId = 'task-1';
      await provider!.rehydrateWorkspace({ taskId, targetPath: folder });
      await provider!.serializeWorkspace({ taskId, path: folder });
      await provider!.rehydrateWorkspace({ taskId, targetPath: folder });
      await provider!.cleanWorkspace({ taskId });
      expect(Object.keys(sandbox.control.requestCounts())).toEqual(
        [...operationsOfRole('workspace')].sort(),
      );
    } finally {
      rmSync(folder, { recursive: true });
      await backend.stop();
    }
  });
});
