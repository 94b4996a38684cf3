import {
  CloudFormationClient,
  DescribeStackEventsCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import {
  ARTIFACT_BUCKET,
  type Sandbox,
  startSandbox,
} from '@private-serverless/sandbox';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DeployOptions } from '../deploy/options';
import { network } from './templates';

/** AWS clients for an endpoint on this machine. */
export function clientsFor(endpoint: string) {
  const config = {
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  return {
    cloudFormation: new CloudFormationClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    sts: new STSClient(config),
    logs: new CloudWatchLogsClient(config),
  };
}

/** Poll intervals and backoff for a sandbox whose resources take some 50 ms. */
export const quick = {
  poll: { minMs: 20, maxMs: 50, callsPerSecond: 1000 },
  retryPolicy: { retries: 3, baseMs: 10, maxMs: 40 },
};

/** A sandbox, clients for it, and a folder for templates. `close` removes all of them. */
export class World {
  readonly cloudFormation: CloudFormationClient;
  readonly s3: S3Client;
  readonly sts: STSClient;
  readonly logs: CloudWatchLogsClient;
  private attempts = 0;
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'stack-world-'));

  private constructor(readonly sandbox: Sandbox) {
    const clients = clientsFor(sandbox.endpointUrl);
    this.cloudFormation = clients.cloudFormation;
    this.s3 = clients.s3;
    this.sts = clients.sts;
    this.logs = clients.logs;
  }

  static async start(resourceDelayMs = 20): Promise<World> {
    return new World(await startSandbox({ resourceDelayMs }));
  }

  async close() {
    this.cloudFormation.destroy();
    this.s3.destroy();
    this.sts.destroy();
    this.logs.destroy();
    rmSync(this.folder, { recursive: true });
    await this.sandbox.close();
  }

  /** Writes files into a new folder. @returns the folder */
  write(files: Record<string, string>): string {
    const folder = mkdtempSync(path.join(this.folder, 'project-'));
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    return folder;
  }

  /** Options that deploy this template. */
  deploy(
    template: string,
    changes: Partial<DeployOptions> = {},
  ): DeployOptions {
    const folder = this.write({
      'infrastructure/template.yaml': template,
      'private-serverless.json': '{}',
      'src/api.ts':
        "export const handler = async () => ({ statusCode: 200, body: 'hello' });\n",
    });
    return {
      ...quick,
      cloudFormation: this.cloudFormation,
      s3: this.s3,
      templatePath: path.join(folder, 'infrastructure', 'template.yaml'),
      stackName: 'orders',
      artifactBucket: ARTIFACT_BUCKET,
      ...changes,
    };
  }

  /** Options that deploy the network as a new stack, with a token that a later run can resume. */
  attempt(changes: Partial<DeployOptions> = {}): DeployOptions {
    return this.deploy(network, {
      stackName: `orders-${this.attempts++}`,
      token: 'attempt-1',
      ...changes,
    });
  }

  /** Keys in the artifact bucket. */
  async keys(): Promise<string[]> {
    const { Contents = [] } = await this.s3.send(
      new ListObjectsV2Command({ Bucket: ARTIFACT_BUCKET }),
    );
    return Contents.map(object => object.Key!);
  }

  /** IDs of the first 100 events of a stack, newest first, read with the SDK. */
  async eventIds(stackArn: string): Promise<string[]> {
    const { StackEvents = [] } = await this.cloudFormation.send(
      new DescribeStackEventsCommand({ StackName: stackArn }),
    );
    return StackEvents.map(event => event.EventId!);
  }
}
