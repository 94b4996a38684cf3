import { resourceEntitiesOf } from '../../catalog/resourceEntities';
import type { CatalogRecord } from '../plan';

/** The stack that the tests record. */
export const stackArn =
  'arn:aws:cloudformation:eu-central-1:111111111111:stack/orders-local/1';

/** A record of the stack, with one table for each logical ID. */
export function recordOf(
  logicalIds: string[],
  annotations: Record<string, string> = {},
): CatalogRecord {
  return {
    entityRef: 'component:default/orders',
    annotations: {
      'private-serverless.dev/stack-arn': stackArn,
      ...annotations,
    },
    resources: resourceEntitiesOf({
      component: 'orders',
      stackArn,
      stackName: 'orders-local',
      resources: logicalIds.map(logicalId => ({
        logicalId,
        physicalId: `id-of-${logicalId}`,
        type: 'AWS::DynamoDB::Table',
        status: 'CREATE_COMPLETE',
      })),
    }),
  };
}
