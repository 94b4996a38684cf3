import { createBackendFeatureLoader } from '@backstage/backend-plugin-api';
import { privateServerlessModule } from './module';
import { privateServerlessS3WorkspaceProviderModule } from './workspace/module';

/**
 * Everything that this package adds to the scaffolder: the actions and the workspace provider `awsS3`.
 * @public
 */
export const privateServerlessFeatures = createBackendFeatureLoader({
  loader: () => [
    privateServerlessModule,
    privateServerlessS3WorkspaceProviderModule,
  ],
});
