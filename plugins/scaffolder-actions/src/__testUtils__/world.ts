import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import {
  AwsClients,
  Environment,
  readEnvironments,
} from '@private-serverless/backstage-plugin-private-api-node';
import { startSandbox } from '@private-serverless/sandbox';

/** A sandbox, an environment in it, AWS clients as the plugin makes them, and a folder for workspaces. */
export type World = {
  sandbox: Awaited<ReturnType<typeof startSandbox>>;
  environments: Environment[];
  clients: AwsClients;
  /** A new empty workspace. */
  workspace(): Promise<string>;
  close(): Promise<void>;
};

export async function startWorld(): Promise<World> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'scaffolder-actions-'));
  const sandbox = await startSandbox({
    resourceDelayMs: 5,
    stateDir: path.join(folder, 'sandbox'),
  });
  const config = mockServices.rootConfig({
    data: {
      aws: {
        accounts: [
          {
            accountId: '111111111111',
            accessKeyId: 'sandbox',
            secretAccessKey: 'sandbox',
          },
        ],
      },
      privateServerless: {
        environments: [
          {
            id: 'local',
            title: 'Sandbox',
            accountId: '111111111111',
            region: 'eu-central-1',
            awsEndpointUrl: sandbox.endpointUrl,
            artifactBucket: 'private-serverless-artifacts',
            corporateCidrs: ['10.0.0.0/8'],
            network: {
              new: {
                cidrs: ['10.64.0.0/20'],
                prefixListIds: { dynamodb: 'pl-6ea54007' },
              },
            },
          },
        ],
      },
    },
  });
  let workspaces = 0;
  return {
    sandbox,
    environments: readEnvironments(config),
    clients: AwsClients.fromConfig(config),
    async workspace() {
      workspaces += 1;
      return mkdtemp(path.join(folder, `workspace-${workspaces}-`));
    },
    async close() {
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
