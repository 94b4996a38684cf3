import { asText, asTexts } from '../account/values';
import { generatedName, ec2Id } from '../protocol/ids';
import { ResourceHandler } from './contract';
import { claimName, requireResource } from './lookup';

const roleType = 'AWS::IAM::Role';

/** Roles exist, but the sandbox does not enforce permissions. */
const role: ResourceHandler = {
  accepts: [
    'AssumeRolePolicyDocument',
    'Description',
    'ManagedPolicyArns',
    'MaxSessionDuration',
    'Path',
    'PermissionsBoundary',
    'Policies',
    'RoleName',
    'Tags',
  ],
  nameProperty: 'RoleName',
  create({ account, stackName, logicalId }, properties) {
    const given = asText(properties.RoleName);
    const name = given ?? generatedName(stackName, logicalId);
    claimName(account, roleType, 'RoleName', name);
    const { partition, accountId } = account.identity;
    const path = asText(properties.Path) ?? '/';
    return {
      physicalId: name,
      attributes: {
        Arn: `arn:${partition}:iam::${accountId}:role${path}${name}`,
        RoleId: ec2Id('AROA').replace('-', '').toUpperCase().slice(0, 21),
      },
    };
  },
};

const rolePolicy: ResourceHandler = {
  accepts: ['PolicyDocument', 'PolicyName', 'RoleName'],
  create({ account }, properties) {
    const name = asText(properties.RoleName);
    requireResource(
      account,
      roleType,
      name,
      `The role with name ${name} cannot be found.`,
    );
    return { physicalId: `${asText(properties.PolicyName)}|${name}` };
  },
};

const policy: ResourceHandler = {
  accepts: ['PolicyDocument', 'PolicyName', 'Roles'],
  create({ account, stackName, logicalId }, properties) {
    for (const name of asTexts(properties.Roles)) {
      requireResource(
        account,
        roleType,
        name,
        `The role with name ${name} cannot be found.`,
      );
    }
    return { physicalId: generatedName(stackName, logicalId) };
  },
};

/** Roles and their policies. */
export const iamHandlers: Record<string, ResourceHandler> = {
  [roleType]: role,
  'AWS::IAM::Policy': policy,
  'AWS::IAM::RolePolicy': rolePolicy,
};
