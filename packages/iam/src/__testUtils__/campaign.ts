import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import {
  createEntryClients,
  type EntryClients,
} from '@private-serverless/readiness';
import {
  ARTIFACT_BUCKET,
  type Sandbox,
  startSandbox,
} from '@private-serverless/sandbox';
import type { DeployOptions } from '@private-serverless/stack';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { policy, type PolicyDocument } from '../policyDocument';
import { isAllowed, type Request } from './evaluate';
import { Recorder } from './recorder';
import { handler } from './templates';

const roleArn = 'arn:aws:iam::111111111111:role/cloudformation-service';

/** Values of the placeholders in the policies. */
const values = {
  ACCOUNT_ID: '111111111111',
  REGION: 'eu-central-1',
  ENVIRONMENT_ID: 'local',
  ARTIFACT_BUCKET,
  SERVICE_ROLE_NAME: 'cloudformation-service',
  WORKSPACE_BUCKET: 'workspaces',
};

/** Options of a step: those of a deploy, with the clients for the lookups of its environment and for its entries. */
export type StepOptions = DeployOptions & EntryClients;

/** A stack in a sandbox, and the permissions that the roles used for it. */
export class Campaign {
  readonly stackName = 'orders-local';
  /** `<policy>, <statement>: <action>` of every allowed request. */
  readonly used = new Set<string>();
  /** Clients whose calls are not recorded. */
  readonly setUp: ReturnType<Campaign['clients']>;
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'iam-campaign-'));

  static async start(): Promise<Campaign> {
    return new Campaign(await startSandbox({ resourceDelayMs: 50 }));
  }

  private constructor(readonly sandbox: Sandbox) {
    this.setUp = this.clients();
  }

  async close(): Promise<void> {
    Object.values(this.setUp).forEach(client => client.destroy());
    rmSync(this.folder, { recursive: true });
    await this.sandbox.close();
  }

  /**
   * Runs a function with clients of a role that has these policies.
   *
   * @returns the requests that the policies do not allow
   * @throws Error if the sandbox received other requests than the clients sent
   */
  async deniedBy(
    policies: Record<string, PolicyDocument>,
    run: (options: StepOptions) => Promise<unknown>,
  ): Promise<Request[]> {
    const recorder = new Recorder();
    const own = this.clients();
    recorder.watch(...Object.values(own));
    this.sandbox.control.resetRequestCounts();
    await run({
      ...own,
      stackName: this.stackName,
      // Only a deploy reads the object, and passes its key.
      templatePath: '',
      accountId: '111111111111',
      artifactBucket: ARTIFACT_BUCKET,
      roleArn,
      ownerTag: { key: 'owner', value: 'orders' },
      poll: { minMs: 20, maxMs: 50, callsPerSecond: 1000 },
    });
    Object.values(own).forEach(client => client.destroy());
    const received = JSON.stringify(this.sandbox.control.requestCounts());
    const sent = JSON.stringify(recorder.counts());
    if (received !== sent) {
      throw new Error(
        `The sandbox received ${received}, but the clients sent ${sent}`,
      );
    }
    const requests = recorder.requests({
      artifactBucket: ARTIFACT_BUCKET,
      stackName: this.stackName,
      roleArn,
    });
    this.noteUse(policies, requests);
    const all = Object.values(policies).flatMap(({ Statement }) => Statement);
    return requests.filter(
      request => !isAllowed(policy(...all), request, values),
    );
  }

  private noteUse(
    policies: Record<string, PolicyDocument>,
    requests: Request[],
  ) {
    for (const [name, { Statement }] of Object.entries(policies)) {
      for (const statement of Statement) {
        requests
          .filter(request => isAllowed(policy(statement), request, values))
          .forEach(({ action }) =>
            this.used.add(`${name}, ${statement.Sid}: ${action}`),
          );
      }
    }
  }

  /** Writes a template into its own project. @returns its path */
  template(text: string): string {
    const project = mkdtempSync(path.join(this.folder, 'project-'));
    for (const [name, content] of Object.entries({
      'infrastructure/template.yaml': text,
      'private-serverless.json': '{}',
      'src/api.ts': handler,
    })) {
      const file = path.join(project, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    return path.join(project, 'infrastructure/template.yaml');
  }

  private clients() {
    const config = {
      endpoint: this.sandbox.endpointUrl,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    };
    return {
      cloudFormation: new CloudFormationClient(config),
      s3: new S3Client({ ...config, forcePathStyle: true }),
      sts: new STSClient(config),
      logs: new CloudWatchLogsClient(config),
      ...createEntryClients(config),
    };
  }
}
