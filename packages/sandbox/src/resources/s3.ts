import { Properties } from '../account/Account';
import { asList, asMap, asText } from '../account/values';
import { generatedName, requestId } from '../protocol/ids';
import { isBucketName, notEmptyReason } from '../s3/buckets';
import { Versioning } from '../s3/types';
import { HandlerError, ResourceContext, ResourceHandler } from './contract';
import { requireResource } from './lookup';

export const BUCKET = 'AWS::S3::Bucket';
export const bucketPolicyType = 'AWS::S3::BucketPolicy';

function versioningOf(properties: Properties): Versioning | undefined {
  const status = asText(asMap(properties.VersioningConfiguration).Status);
  if (status === undefined || status === 'Enabled' || status === 'Suspended') {
    return status;
  }
  throw new HandlerError(
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}

/**
 * The name of a bucket in the namespace of the account, which no other account can create.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html
 */
function regionalName(
  { account }: ResourceContext,
  properties: Properties,
): string | undefined {
  const prefix = asText(properties.BucketNamePrefix);
  if (prefix === undefined) return undefined;
  if (properties.BucketNamespace !== 'account-regional') {
    throw new HandlerError(
      'sandbox: BucketNamePrefix needs BucketNamespace account-regional',
    );
  }
  const { accountId, region } = account.identity;
  return `${prefix}-${accountId}-${region}-an`;
}

/** The name of a new bucket. CloudFormation generates names in lowercase. */
function bucketName(context: ResourceContext, properties: Properties): string {
  const { objects, stackName, logicalId } = context;
  const name =
    asText(properties.BucketName) ??
    regionalName(context, properties) ??
    generatedName(stackName, logicalId, 63).toLowerCase();
  if (!isBucketName(name)) {
    throw new HandlerError(`The specified bucket is not valid. (${name})`);
  }
  if (objects.hasBucket(name)) {
    throw new HandlerError(`${name} already exists`, 'AlreadyExists');
  }
  return name;
}

/**
 * The properties for encryption, public access, lifecycle and ownership are
 * stored, but have no effect.
 */
const bucket: ResourceHandler = {
  accepts: [
    'BucketEncryption',
    'BucketName',
    'BucketNamePrefix',
    'BucketNamespace',
    'LifecycleConfiguration',
    'OwnershipControls',
    'PublicAccessBlockConfiguration',
    'Tags',
    'VersioningConfiguration',
  ],
  nameProperty: 'BucketName',
  create(context, properties) {
    const { account, objects } = context;
    const versioning = versioningOf(properties);
    const name = context.once('name', () => bucketName(context, properties));
    objects.createBucket(name);
    objects.setVersioning(name, versioning);
    const { region, partition } = account.identity;
    return {
      physicalId: name,
      attributes: {
        Arn: `arn:${partition}:s3:::${name}`,
        DomainName: `${name}.s3.amazonaws.com`,
        DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
        RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
        WebsiteURL: `http://${name}.s3-website.${region}.amazonaws.com`,
      },
    };
  },
  update({ objects }, { physicalId }, properties) {
    // S3 cannot turn versioning off again, only suspend it.
    const before = objects.bucket(physicalId)?.versioning;
    objects.setVersioning(
      physicalId,
      versioningOf(properties) ?? (before && 'Suspended'),
    );
  },
  delete({ objects }, { physicalId }) {
    const reason = notEmptyReason(objects, physicalId);
    if (reason) {
      throw new HandlerError(
        `${reason} (Service: S3, Status Code: 409, Request ID: ${requestId()}, Extended Request ID: ${requestId()})`,
        'GeneralServiceException',
      );
    }
    objects.removeBucket(physicalId);
  },
};

function checkPolicy({ account }: ResourceContext, properties: Properties) {
  const { physicalId } = requireResource(
    account,
    BUCKET,
    properties.Bucket,
    'The specified bucket does not exist',
  );
  const statements = asList(asMap(properties.PolicyDocument).Statement);
  const isComplete = (statement: Properties) =>
    ['Allow', 'Deny'].includes(String(statement.Effect)) &&
    (statement.Principal ?? statement.NotPrincipal) !== undefined;
  if (statements.length === 0 || !statements.map(asMap).every(isComplete)) {
    throw new HandlerError(
      'Missing required field Effect or Principal (Service: S3, Status Code: 400): MalformedPolicy',
    );
  }
  return { physicalId };
}

/**
 * Bucket policies are stored, but not enforced: every signed request has
 * administrator access.
 */
const bucketPolicy: ResourceHandler = {
  accepts: ['Bucket', 'PolicyDocument'],
  create(context, properties) {
    const { physicalId } = checkPolicy(context, properties);
    if (context.account.find(bucketPolicyType, physicalId)) {
      throw new HandlerError(
        `The bucket policy already exists on bucket ${physicalId}.`,
        'AlreadyExists',
      );
    }
    return { physicalId };
  },
  update(context, _, properties) {
    checkPolicy(context, properties);
  },
};

/** S3. */
export const s3Handlers: Record<string, ResourceHandler> = {
  [BUCKET]: bucket,
  [bucketPolicyType]: bucketPolicy,
};
