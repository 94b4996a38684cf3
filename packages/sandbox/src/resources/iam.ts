import { asText, asTexts } from '../account/values';
import { generatedName, ec2Id } from '../protocol/ids';
import { HandlerError, ResourceHandler } from './contract';
import { claimName, requireResource } from './lookup';

export const roleType = 'AWS::IAM::Role';
export const managedPolicyType = 'AWS::IAM::ManagedPolicy';
const oidcProviderType = 'AWS::IAM::OIDCProvider';

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

const managedPolicy: ResourceHandler = {
  accepts: ['Description', 'ManagedPolicyName', 'Path', 'PolicyDocument'],
  create({ account, stackName, logicalId }, properties) {
    const name =
      asText(properties.ManagedPolicyName) ??
      generatedName(stackName, logicalId, 128);
    const { partition, accountId } = account.identity;
    const path = asText(properties.Path) ?? '/';
    const arn = `arn:${partition}:iam::${accountId}:policy${path}${name}`;
    claimName(account, managedPolicyType, 'PolicyArn', arn);
    return {
      physicalId: arn,
      attributes: { PolicyArn: arn, DefaultVersionId: 'v1' },
    };
  },
};

/** One per account and URL. */
const oidcProvider: ResourceHandler = {
  accepts: ['ClientIdList', 'Tags', 'ThumbprintList', 'Url'],
  create({ account }, properties) {
    const host = asText(properties.Url)?.replace(/^https:\/\//, '') ?? '';
    const { partition, accountId } = account.identity;
    const arn = `arn:${partition}:iam::${accountId}:oidc-provider/${host}`;
    if (account.find(oidcProviderType, arn)) {
      throw new HandlerError(
        `Provider with url https://${host} already exists.`,
        'AlreadyExists',
      );
    }
    return { physicalId: arn, attributes: { Arn: arn } };
  },
};

/** Roles, their policies and identity providers. */
export const iamHandlers: Record<string, ResourceHandler> = {
  [roleType]: role,
  [managedPolicyType]: managedPolicy,
  [oidcProviderType]: oidcProvider,
  'AWS::IAM::Policy': policy,
  'AWS::IAM::RolePolicy': rolePolicy,
};
