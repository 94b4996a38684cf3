import { asFlag, asText } from '../account/values';
import { generatedName } from '../protocol/ids';
import { claimName, HandlerError, ResourceHandler } from './handler';

const TYPE = 'AWS::DynamoDB::Table';

const table: ResourceHandler = {
  accepts: [
    'AttributeDefinitions',
    'BillingMode',
    'DeletionProtectionEnabled',
    'GlobalSecondaryIndexes',
    'KeySchema',
    'LocalSecondaryIndexes',
    'PointInTimeRecoverySpecification',
    'ProvisionedThroughput',
    'SSESpecification',
    'TableName',
    'Tags',
  ],
  async create({ account, tables, stackName, logicalId }, properties) {
    const name =
      asText(properties.TableName) ?? generatedName(stackName, logicalId, 255);
    claimName(account, TYPE, 'TableName', name);
    await tables.create(name, properties);
    return {
      physicalId: name,
      attributes: { Arn: account.arn('dynamodb', `table/${name}`) },
    };
  },
  update(_, resource, properties) {
    for (const key of ['AttributeDefinitions', 'GlobalSecondaryIndexes']) {
      const before = JSON.stringify(resource.properties[key]);
      if (before !== JSON.stringify(properties[key])) {
        throw new HandlerError(
          `sandbox: an update of ${key} of ${TYPE} is not supported`,
        );
      }
    }
  },
  async delete({ tables }, resource) {
    if (asFlag(resource.properties.DeletionProtectionEnabled)) {
      throw new HandlerError(
        'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
      );
    }
    await tables.delete(resource.physicalId);
  },
};

/** DynamoDB. */
export const dynamodbHandlers: Record<string, ResourceHandler> = {
  [TYPE]: table,
};
