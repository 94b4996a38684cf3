import { ACMClient } from '@aws-sdk/client-acm';
import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { Route53Client } from '@aws-sdk/client-route-53';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { STSClient } from '@aws-sdk/client-sts';
import {
  checkEnvironment,
  type Environment,
} from '@private-serverless/environment';
import {
  ARTIFACT_BUCKET,
  type Sandbox,
  startSandbox,
} from '@private-serverless/sandbox';
import type { ReadinessClients } from '../types';
import { template } from './template';

export const region = 'eu-central-1';
export const now = new Date('2026-11-28T12:00:00Z');
const day = 24 * 3_600_000;

/** The SDK's clients for an endpoint. */
export function clientsOf(endpoint: string): ReadinessClients {
  const config = {
    endpoint,
    region,
    credentials: { accessKeyId: 'tester', secretAccessKey: 'any' },
    maxAttempts: 1,
  };
  return {
    acm: new ACMClient(config),
    apiGateway: new APIGatewayClient(config),
    ec2: new EC2Client(config),
    iam: new IAMClient(config),
    route53: new Route53Client(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    serviceQuotas: new ServiceQuotasClient(config),
    sts: new STSClient(config),
  };
}

/** A sandbox with a stack that has everything, and an environment that names it. */
export type TestAccount = {
  sandbox: Sandbox;
  clients: ReadinessClients;
  /** Physical IDs of the stack's resources, and its outputs. */
  ids: Record<string, string>;
  /** The complete environment. */
  environment: Environment;
  certificate(names: string[], days: number, status?: string): string;
  deploy(name: string, body: object): Promise<void>;
  close(): Promise<void>;
};

export const stackName = 'account';

/** Starts the sandbox and deploys the stack. */
export async function startAccount(): Promise<TestAccount> {
  const sandbox = await startSandbox({ resourceDelayMs: 1 });
  sandbox.control.shareResource('tgw-0a');
  const clients = clientsOf(sandbox.endpointUrl);
  const cloudFormation = new CloudFormationClient({
    endpoint: sandbox.endpointUrl,
    region,
    credentials: { accessKeyId: 'admin', secretAccessKey: 'any' },
  });
  const deploy = async (name: string, body: object) => {
    await cloudFormation.send(
      new CreateStackCommand({
        StackName: name,
        TemplateBody: JSON.stringify(body),
        Capabilities: ['CAPABILITY_IAM'],
      }),
    );
    for (;;) {
      const { Stacks } = await cloudFormation.send(
        new DescribeStacksCommand({ StackName: name }),
      );
      const { StackStatus, StackStatusReason } = Stacks![0];
      if (StackStatus === 'CREATE_COMPLETE') return;
      if (StackStatus !== 'CREATE_IN_PROGRESS') {
        throw new Error(`${StackStatus}: ${StackStatusReason}`);
      }
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  };
  await deploy(stackName, template);
  const { StackResourceSummaries = [] } = await cloudFormation.send(
    new ListStackResourcesCommand({ StackName: stackName }),
  );
  const { Stacks } = await cloudFormation.send(
    new DescribeStacksCommand({ StackName: stackName }),
  );
  const ids = Object.fromEntries([
    ...StackResourceSummaries.map(one => [
      one.LogicalResourceId,
      one.PhysicalResourceId,
    ]),
    ...Stacks![0].Outputs!.map(one => [one.OutputKey, one.OutputValue]),
  ]) as Record<string, string>;
  await clients.s3.send(
    new PutObjectCommand({
      Bucket: ARTIFACT_BUCKET,
      Key: 'trust/clients.pem',
      Body: 'certificates',
    }),
  );
  const certificate: TestAccount['certificate'] = (names, days, status) =>
    sandbox.control.addCertificate({
      names,
      notAfter: new Date(now.getTime() + days * day).toISOString(),
      ...(status ? { status } : {}),
    });
  const { environment, problems } = checkEnvironment(
    {
      id: 'dev',
      accountId: '111111111111',
      region,
      artifactBucket: ARTIFACT_BUCKET,
      logBucket: ARTIFACT_BUCKET,
      cloudFormationRoleArn: ids.ServiceRoleArn,
      permissionsBoundaryArn: ids.Boundary,
      corporateCidrs: ['10.0.0.0/8'],
      network: {
        existing: {
          vpcId: ids.Vpc,
          subnetIds: [ids.SubnetA, ids.SubnetB],
          routeTableIds: [ids.RouteTable],
          executeApiEndpointId: ids.ExecuteApi,
          endpointIds: { logs: ids.Logs },
        },
      },
      domain: {
        suffix: 'dev.acme.internal',
        hostedZoneId: ids.Zone,
        certificateArn: certificate(['*.dev.acme.internal'], 90),
        trustStore: { bucket: ARTIFACT_BUCKET, key: 'trust/clients.pem' },
      },
    },
    'environment',
  );
  if (!environment) throw new Error(JSON.stringify(problems));
  return {
    sandbox,
    clients,
    ids,
    environment,
    certificate,
    deploy,
    async close() {
      for (const client of Object.values(clients)) client.destroy();
      cloudFormation.destroy();
      await sandbox.close();
    },
  };
}
