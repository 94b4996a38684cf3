import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { PRIVATE_API_STACK_TAG } from '@private-serverless/backstage-plugin-private-api-common';
import {
  ARTIFACT_BUCKET,
  type Sandbox,
  startSandbox,
} from '@private-serverless/sandbox';
import { deployStack } from '@private-serverless/stack';
import { Relay } from './Relay';

/** The sandbox, with clients of the AWS SDK. */
export class TestAws {
  readonly sandbox: Sandbox;
  /** Relay between the backend and the API of AWS. */
  readonly api: Relay;
  /** Relay between the backend and the proxy of the private network. */
  readonly tunnel: Relay;
  private readonly cloudFormation: CloudFormationClient;
  private readonly s3: S3Client;

  /** @param options - `secondMs`: duration of a second of health checks, in milliseconds */
  static async start(options: { secondMs?: number } = {}): Promise<TestAws> {
    const sandbox = await startSandbox({ resourceDelayMs: 1, ...options });
    return new TestAws(
      sandbox,
      await Relay.to(sandbox.endpointUrl),
      await Relay.to(sandbox.connectProxyUrl),
    );
  }

  private constructor(sandbox: Sandbox, api: Relay, tunnel: Relay) {
    this.sandbox = sandbox;
    this.api = api;
    this.tunnel = tunnel;
    const options = {
      region: 'eu-central-1',
      endpoint: sandbox.endpointUrl,
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    };
    this.cloudFormation = new CloudFormationClient(options);
    this.s3 = new S3Client({ ...options, forcePathStyle: true });
  }

  /** Deploys one of the templates in this folder. @returns the ARN of the stack */
  async deploy(options: {
    template: 'service' | 'claims' | 'dualStack' | 'balancer' | 'proven';
    stackName: string;
    entityRef?: string;
    tags?: Record<string, string>;
    parameters?: Record<string, string>;
  }): Promise<string> {
    const { template, stackName, entityRef, parameters } = options;
    const { stackArn } = await deployStack({
      cloudFormation: this.cloudFormation,
      s3: this.s3,
      templatePath: join(__dirname, `${template}.yaml`),
      stackName,
      artifactBucket: ARTIFACT_BUCKET,
      parameters,
      tags: {
        ...(entityRef ? { [PRIVATE_API_STACK_TAG]: entityRef } : {}),
        ...options.tags,
      },
      poll: { minMs: 50, maxMs: 50 },
    });
    return stackArn;
  }

  async close() {
    this.cloudFormation.destroy();
    this.s3.destroy();
    await this.api.close();
    await this.tunnel.close();
    await this.sandbox.close();
  }
}
