import { asText } from '../account/values';
import { generatedName } from '../protocol/ids';
import { claimName, ResourceHandler } from './handler';

const TYPE = 'AWS::Logs::LogGroup';

/** Log groups are described; what functions write into them is in `logs/`. */
const logGroup: ResourceHandler = {
  accepts: [
    'KmsKeyId',
    'LogGroupClass',
    'LogGroupName',
    'RetentionInDays',
    'Tags',
  ],
  create({ account, stackName, logicalId }, properties) {
    const name =
      asText(properties.LogGroupName) ??
      generatedName(stackName, logicalId, 512);
    claimName(account, TYPE, 'LogGroupName', name);
    return {
      physicalId: name,
      attributes: { Arn: account.arn('logs', `log-group:${name}:*`) },
    };
  },
};

/** CloudWatch Logs. */
export const logsHandlers: Record<string, ResourceHandler> = {
  [TYPE]: logGroup,
};
