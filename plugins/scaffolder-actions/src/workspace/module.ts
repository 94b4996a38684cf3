import { S3Client } from '@aws-sdk/client-s3';
import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import { scaffolderWorkspaceProviderExtensionPoint } from '@backstage/plugin-scaffolder-node/alpha';
import { S3WorkspaceProvider } from './S3WorkspaceProvider';
import { type WorkspaceSettings, readWorkspaceSettings } from './settings';

const providerKey = 'scaffolder.taskRecovery.workspaceProvider';
const providerName = 'awsS3';

/**
 * Registers the workspace provider `awsS3`, which stores the workspaces of scaffolder tasks in the bucket of
 * `privateServerless.workspace`. The package's default export contains it.
 * @throws InputError if `scaffolder.taskRecovery.workspaceProvider` is `awsS3` and no bucket is configured
 * @public
 */
export const privateServerlessS3WorkspaceProviderModule = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'private-serverless-s3-workspace-provider',
  register(env) {
    env.registerInit({
      deps: {
        providers: scaffolderWorkspaceProviderExtensionPoint,
        config: coreServices.rootConfig,
      },
      async init({ providers, config }) {
        const settings = readWorkspaceSettings(config);
        if (!settings) {
          if (config.getOptionalString(providerKey) === providerName) {
            throw new InputError(
              `privateServerless.workspace: is missing. ${providerKey} is '${providerName}', so configure bucket and region of the workspaces.`,
            );
          }
          return;
        }
        providers.addProviders({
          [providerName]: new S3WorkspaceProvider(
            workspaceS3Client(config, settings),
            settings,
          ),
        });
      },
    });
  },
});

/**
 * An S3 client for the workspaces; credentials come from Backstage's `aws` configuration.
 *
 * @param options.requestTimeoutMs - timeout of one S3 request in milliseconds, so that a network that drops packets fails the
 *   task instead of blocking it. @defaultValue 120000
 */
export function workspaceS3Client(
  config: Config,
  { region, endpoint, accountId }: WorkspaceSettings,
  { requestTimeoutMs = 120_000 }: { requestTimeoutMs?: number } = {},
): S3Client {
  const manager = DefaultAwsCredentialsManager.fromConfig(config);
  return new S3Client({
    region,
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
    requestHandler: {
      connectionTimeout: 3_000,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    },
    // The endpoint comes from the configuration alone.
    ignoreConfiguredEndpointUrls: true,
    credentials: async () => {
      const { sdkCredentialProvider } = await manager.getCredentialProvider(
        accountId ? { accountId } : undefined,
      );
      return sdkCredentialProvider();
    },
  });
}
