import { asFlag, asText } from '../account/values';
import { generatedName } from '../protocol/ids';
import { HandlerError, ResourceHandler } from './contract';
import { claimName } from './lookup';

const resourceType = 'AWS::DynamoDB::Table';

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
  nameProperty: 'TableName',
  async create(context, properties) {
    const { account, tables, stackName, logicalId } = context;
    const isNew = context.memory.name === undefined;
    const name = context.once('name', () =>
      claimName(
        account,
        resourceType,
        'TableName',
        asText(properties.TableName) ??
          generatedName(stackName, logicalId, 255),
      ),
    );
    await tables.create(name, properties, isNew);
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
          `sandbox: an update of ${key} of ${resourceType} is not supported`,
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
  [resourceType]: table,
};
