import { S3Client } from '@aws-sdk/client-s3';
import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import { scaffolderWorkspaceProviderExtensionPoint } from '@backstage/plugin-scaffolder-node/alpha';
import { S3WorkspaceProvider } from './S3WorkspaceProvider';
import { type WorkspaceSettings, readWorkspaceSettings } from './settings';

/** The name for `scaffolder.taskRecovery.workspaceProvider`. */
const providerName = 'awsS3';

/**
 * Offers S3 as the place for the workspaces of scaffolder tasks, as `awsS3`, where `privateServerless.workspace` is
 * configured.
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
        logger: coreServices.logger,
      },
      async init({ providers, config, logger }) {
        const settings = readWorkspaceSettings(config);
        if (!settings) {
          logger.info(
            `No workspace provider ${providerName}: privateServerless.workspace is not configured`,
          );
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

/** An S3 client for the workspaces; credentials come from Backstage's `aws` configuration. */
export function workspaceS3Client(
  config: Config,
  { region, endpoint, accountId }: WorkspaceSettings,
): S3Client {
  const manager = DefaultAwsCredentialsManager.fromConfig(config);
  return new S3Client({
    region,
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
    // The configuration alone says where S3 is.
    ignoreConfiguredEndpointUrls: true,
    credentials: async () => {
      const { sdkCredentialProvider } = await manager.getCredentialProvider(
        accountId ? { accountId } : undefined,
      );
      return sdkCredentialProvider();
    },
  });
}
