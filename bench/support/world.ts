import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { S3Client } from '@aws-sdk/client-s3';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Sandbox, startSandbox } from '@private-serverless/sandbox';
import {
  type DeployOptions,
  type DeployResult,
  type StackError,
  deployStack,
} from '@private-serverless/stack';

/** Outcome of a deploy: its result or its error. */
export type Outcome = { result?: DeployResult; error?: StackError };

/** The sandbox and the engine of one scenario. */
export class World {
  readonly stackName = 'orders';
  readonly cloudFormation: CloudFormationClient;
  private readonly s3: S3Client;
  private readonly logs: CloudWatchLogsClient;
  private readonly folder = mkdtempSync(path.join(os.tmpdir(), 'faults-'));
  /** IDs of all events that the engine has reported, in order. */
  readonly reported: string[] = [];

  private constructor(readonly sandbox: Sandbox) {
    const config = {
      endpoint: sandbox.endpointUrl,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'faults', secretAccessKey: 'faults' },
    };
    this.cloudFormation = new CloudFormationClient(config);
    this.s3 = new S3Client({ ...config, forcePathStyle: true });
    this.logs = new CloudWatchLogsClient(config);
  }

  static async start(): Promise<World> {
    return new World(await startSandbox({ resourceDelayMs: 60 }));
  }

  async close(): Promise<void> {
    this.cloudFormation.destroy();
    this.s3.destroy();
    this.logs.destroy();
    await this.sandbox.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Options of every call of the engine. The delays suit resources that take 0.1 s. */
  options(template: object): DeployOptions {
    const templatePath = path.join(this.folder, 'template.json');
    writeFileSync(templatePath, JSON.stringify(template));
    return {
      cloudFormation: this.cloudFormation,
      s3: this.s3,
      logs: this.logs,
      templatePath,
      stackName: this.stackName,
      artifactBucket: 'private-serverless-artifacts',
      poll: { minMs: 100, maxMs: 300 },
      retryPolicy: { retries: 8, baseMs: 50, maxMs: 1000 },
      onEvent: event => this.reported.push(event.id),
    };
  }

  /** Deploys and returns the outcome. Never throws. */
  async deploy(
    template: object,
    changes: Partial<DeployOptions> = {},
  ): Promise<Outcome> {
    return deployStack({ ...this.options(template), ...changes }).then(
      result => ({ result }),
      error => ({ error }),
    );
  }
}
