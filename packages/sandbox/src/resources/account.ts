import { asList, asMap, asText, asTexts } from '../account/values';
import { apiGatewayId } from '../protocol/ids';
import { HandlerError, ResourceContext, ResourceHandler } from './contract';
import { claimName, requireResource } from './lookup';
import { BUCKET, bucketPolicyType } from './s3';

const trailType = 'AWS::CloudTrail::Trail';
/** API Gateway's settings of the account. */
export const gatewayAccountType = 'AWS::ApiGateway::Account';
const blockType = 'AWS::EC2::VPCBlockPublicAccessOptions';
/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html */
const maxTrails = 5;

/** CloudTrail checks that it may write before it creates a trail. The sandbox records nothing. */
function checkTrailBucket({ account }: ResourceContext, name: string): void {
  requireResource(account, BUCKET, name, `S3 bucket ${name} does not exist!`);
  const policy = account.find(bucketPolicyType, name)?.properties;
  const statements = asList(asMap(policy?.PolicyDocument).Statement).map(asMap);
  const may = (action: string) =>
    statements.some(
      ({ Effect, Principal, Action }) =>
        Effect === 'Allow' &&
        asTexts(asMap(Principal).Service).includes(
          'cloudtrail.amazonaws.com',
        ) &&
        asTexts(Action).includes(action),
    );
  if (!may('s3:GetBucketAcl') || !may('s3:PutObject')) {
    throw new HandlerError(
      `Incorrect S3 bucket policy is detected for bucket: ${name}`,
    );
  }
}

const trail: ResourceHandler = {
  accepts: [
    'AdvancedEventSelectors',
    'EnableLogFileValidation',
    'IsLogging',
    'S3BucketName',
    'Tags',
    'TrailName',
  ],
  nameProperty: 'TrailName',
  create(context, properties) {
    const { account } = context;
    const name = asText(properties.TrailName);
    if (!name) {
      throw new HandlerError('sandbox: a trail needs a TrailName');
    }
    claimName(account, trailType, 'TrailName', name);
    if (account.list(trailType).length >= maxTrails) {
      throw new HandlerError(
        `User: ${account.identity.accountId} already has ${maxTrails} trails in ${account.identity.region}.`,
      );
    }
    checkTrailBucket(context, asText(properties.S3BucketName) ?? '');
    return {
      physicalId: name,
      attributes: { Arn: account.arn('cloudtrail', `trail/${name}`) },
    };
  },
  update(context, _, properties) {
    checkTrailBucket(context, asText(properties.S3BucketName) ?? '');
  },
};

function checkLoggingRole({ account }: ResourceContext, arn?: string): void {
  const exists = account
    .list('AWS::IAM::Role')
    .some(({ attributes }) => attributes.Arn === arn);
  if (arn && !exists) {
    throw new HandlerError(
      'The role ARN does not have required permissions configured. Please grant trust permission for API Gateway and add the required role policy.',
    );
  }
}

/** API Gateway's settings of the account. A later stack overwrites them, as in AWS. */
const gatewayAccount: ResourceHandler = {
  accepts: ['CloudWatchRoleArn'],
  create(context, properties) {
    checkLoggingRole(context, asText(properties.CloudWatchRoleArn));
    const id = apiGatewayId(10);
    return { physicalId: id, attributes: { Id: id } };
  },
  update(context, _, properties) {
    checkLoggingRole(context, asText(properties.CloudWatchRoleArn));
  },
};

/** One per account and region. */
const blockPublicAccess: ResourceHandler = {
  accepts: ['InternetGatewayBlockMode'],
  create({ account }, properties) {
    const { accountId } = account.identity;
    claimName(account, blockType, 'AccountId', accountId);
    const mode = asText(properties.InternetGatewayBlockMode) ?? '';
    if (!['block-bidirectional', 'block-ingress'].includes(mode)) {
      throw new HandlerError(
        `Value (${mode}) for parameter internetGatewayBlockMode is invalid.`,
      );
    }
    return {
      physicalId: accountId,
      attributes: { AccountId: accountId, ExclusionsAllowed: 'allowed' },
    };
  },
};

/** Settings and records of the whole account. */
export const accountHandlers: Record<string, ResourceHandler> = {
  [trailType]: trail,
  [gatewayAccountType]: gatewayAccount,
  [blockType]: blockPublicAccess,
};
