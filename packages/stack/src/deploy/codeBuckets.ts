import { type Shape, isMap } from '../plan/view/Shape';
import type { StackIdentity, StackView } from '../plan/view/StackView';
import { referredParameter } from '../template/parameters';
import type { Template } from '../template/parse';

/** A bucket that CloudFormation or a service reads when it creates or updates a resource. */
export type CodeBucket = {
  bucket: string;
  logicalId: string;
  /** The property that names it, e.g. `Code.S3Bucket`. */
  property: string;
  /** Line of the property in the template, from 1. */
  line?: number;
  /** The parameter that the property refers to, if it does. */
  parameter?: string;
  /** The object in the bucket, to compare it with that of another template. */
  source: Shape | undefined;
};

/**
 * The properties with the bucket of a resource's code or definition, from the resource types' references:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
const places: Record<string, readonly [holder: string, bucket: string]> = {
  'AWS::Lambda::Function': ['Code', 'S3Bucket'],
  'AWS::Lambda::LayerVersion': ['Content', 'S3Bucket'],
  'AWS::ApiGateway::RestApi': ['BodyS3Location', 'Bucket'],
  'AWS::ApiGatewayV2::Api': ['BodyS3Location', 'Bucket'],
  'AWS::StepFunctions::StateMachine': ['DefinitionS3Location', 'Bucket'],
};

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html. Excludes ARNs and unresolved texts. */
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * The buckets that the resources of a template read their code from, without those that the template declares itself and
 * those whose names are not known before the deploy.
 *
 * @param view - the resources of the template with its parameters
 */
export function codeBucketsOf(
  template: Template,
  view: StackView,
): CodeBucket[] {
  const resources = [...view.values()];
  const declared = new Set(
    resources
      .filter(({ type }) => type === 'AWS::S3::Bucket')
      .map(({ properties }) => properties.BucketName),
  );
  return resources.flatMap(({ id, type, properties }) => {
    if (!Object.hasOwn(places, type)) return [];
    const [holder, name] = places[type]!;
    const source = properties[holder];
    const bucket = isMap(source) ? source[name] : undefined;
    if (typeof bucket !== 'string' || !bucketName.test(bucket)) return [];
    if (declared.has(bucket)) return [];
    const line = template.lineOf(id, 'Properties', holder, name);
    const given = template.resources[id]?.Properties?.[holder] as
      | Record<string, unknown>
      | undefined;
    const parameter = referredParameter(template, given?.[name]);
    return [
      {
        bucket,
        logicalId: id,
        property: `${holder}.${name}`,
        ...(line === undefined ? {} : { line }),
        ...(parameter ? { parameter } : {}),
        source,
      },
    ];
  });
}

/**
 * What is known about a stack that does not exist yet. What is not stays a reference, so that a name which contains it is
 * not taken for the name of a bucket.
 */
export function identityOfNewStack(
  stackName: string,
  region: string,
  accountId = '${AWS::AccountId}',
): StackIdentity {
  const partitions: Array<[RegExp, string]> = [
    [/^cn-/, 'aws-cn'],
    [/^us-gov-/, 'aws-us-gov'],
    [/^[a-z]+-iso/, '${AWS::Partition}'],
  ];
  const partition =
    partitions.find(([pattern]) => pattern.test(region))?.[1] ?? 'aws';
  return {
    partition,
    region,
    accountId,
    stackName,
    stackArn: '${AWS::StackId}',
  };
}
