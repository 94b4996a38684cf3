import { AwsError, validationError } from '../protocol/errors';
import { QueryParameters } from '../protocol/query';
import { ObjectStore } from '../s3/ObjectStore';
import { checkTemplate } from './analysis';
import { chooseParameters } from './parameters';
import { Stack } from './Stack';
import { Desired, Tag, Template } from './types';
import { MAX_INLINE_BYTES, parseTemplate } from './template';

const maxBytes = 1_000_000;

/** Request parameters that {@link readDesired} reads. */
export const DESIRED_PARAMETERS = [
  'TemplateBody',
  'TemplateURL',
  'UsePreviousTemplate',
  'Parameters',
  'Tags',
  'Capabilities',
  'RoleARN',
];

/**
 * Reads and validates the template, parameters, tags and capabilities of a
 * request.
 *
 * @param current - the stack to update, for previous values
 * @throws AwsError CloudFormation's errors
 */
export function readDesired(
  request: QueryParameters,
  objects: ObjectStore,
  current?: Stack,
): Desired {
  const template =
    request.flag('UsePreviousTemplate') && current?.desired
      ? current.desired.template
      : readTemplate(request, objects);
  const capabilities = request.list('Capabilities');
  checkCapabilities(template, capabilities);
  return {
    template,
    parameters: chooseParameters(
      template,
      request.structures('Parameters'),
      current?.desired?.parameters,
    ),
    tags: request.names().includes('Tags')
      ? readTags(request)
      : current?.desired?.tags ?? [],
    capabilities,
    roleArn: request.text('RoleARN') ?? current?.desired?.roleArn,
  };
}

/** Reads the template of a request, from its body or from S3. */
export function readTemplate(
  request: QueryParameters,
  objects: ObjectStore,
): Template {
  const template = parseTemplate(readTemplateText(request, objects));
  checkTemplate(template);
  return template;
}

function readTemplateText(
  request: QueryParameters,
  objects: ObjectStore,
): string {
  const body = request.text('TemplateBody');
  const url = request.text('TemplateURL');
  if ((body === undefined) === (url === undefined)) {
    throw validationError(
      'Either Template URL or Template Body must be specified.',
    );
  }
  if (body !== undefined) {
    if (Buffer.byteLength(body) > MAX_INLINE_BYTES) {
      throw validationError(
        `1 validation error detected: Value '${body.slice(
          0,
          100,
        )}…' at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${MAX_INLINE_BYTES}`,
      );
    }
    return body;
  }
  const { bucket, key } = parseS3Url(url!);
  const object = objects.find(bucket, key);
  if (!object) {
    throw validationError(
      `S3 error: The specified key does not exist. For more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html`,
    );
  }
  if (object.body.length > maxBytes) {
    throw validationError(`Template may not exceed ${maxBytes} bytes in size.`);
  }
  return object.body.toString('utf8');
}

/** Bucket and key of `https://s3…/bucket/key` or `https://bucket.s3…/key`. */
function parseS3Url(text: string): { bucket: string; key: string } {
  if (!URL.canParse(text)) {
    throw validationError('TemplateURL must be a supported URL.');
  }
  const url = new URL(text);
  const path = decodeURIComponent(url.pathname.slice(1));
  const virtualHost = /^(.+)\.s3[.-][a-z0-9.-]*amazonaws\.com$/.exec(
    url.hostname,
  );
  if (virtualHost) return { bucket: virtualHost[1], key: path };
  const slash = path.indexOf('/');
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}

function readTags(request: QueryParameters): Tag[] {
  const tags = request
    .structures('Tags')
    .map(({ Key = '', Value = '' }) => ({ Key, Value }));
  for (const { Key } of tags) {
    if (Key === '' || Key.startsWith('aws:')) {
      throw validationError(
        `Tags: '${Key}' is not a valid tag key. A key must not be empty or start with 'aws:'.`,
      );
    }
  }
  return tags;
}

/** Templates with IAM resources require a capability in the request. */
function checkCapabilities(template: Template, given: string[]): void {
  const iam = Object.values(template.resources).filter(resource =>
    resource.type.startsWith('AWS::IAM::'),
  );
  if (iam.length === 0 || given.includes('CAPABILITY_NAMED_IAM')) return;
  const named = iam.some(resource =>
    [
      'RoleName',
      'PolicyName',
      'ManagedPolicyName',
      'UserName',
      'GroupName',
    ].some(
      property =>
        property in resource.properties && resource.type !== 'AWS::IAM::Policy',
    ),
  );
  const required = named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM';
  if (given.includes(required)) return;
  throw new AwsError(
    'InsufficientCapabilitiesException',
    `Requires capabilities : [${required}]`,
  );
}
