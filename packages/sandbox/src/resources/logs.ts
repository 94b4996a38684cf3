import { asText } from '../account/values';
import { generatedName } from '../protocol/ids';
import { ResourceHandler } from './contract';
import { claimName } from './lookup';

const resourceType = 'AWS::Logs::LogGroup';

/** Log groups. The folder `logs/` stores the output of functions. */
const logGroup: ResourceHandler = {
  accepts: [
    'KmsKeyId',
    'LogGroupClass',
    'LogGroupName',
    'RetentionInDays',
    'Tags',
  ],
  nameProperty: 'LogGroupName',
  create({ account, stackName, logicalId }, properties) {
    const name =
      asText(properties.LogGroupName) ??
      generatedName(stackName, logicalId, 512);
    claimName(account, resourceType, 'LogGroupName', name);
    return {
      physicalId: name,
      attributes: { Arn: account.arn('logs', `log-group:${name}:*`) },
    };
  },
};

/** CloudWatch Logs. */
export const logsHandlers: Record<string, ResourceHandler> = {
  [resourceType]: logGroup,
};
