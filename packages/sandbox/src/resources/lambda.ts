import { Account, LiveResource, Properties, Value } from '../account/Account';
import { asMap, asNumber, asText, asTexts } from '../account/values';
import { FunctionCode } from '../functions/types';
import { inlineCode, unpack } from '../functions/package';
import { generatedName, requestId } from '../protocol/ids';
import { ObjectStore } from '../s3/ObjectStore';
import { SECURITY_GROUP, SUBNET } from './ec2';
import { HandlerError, ResourceContext, ResourceHandler } from './contract';
import { claimName, requireResource } from './lookup';

export const FUNCTION = 'AWS::Lambda::Function';
export const PERMISSION = 'AWS::Lambda::Permission';

/** Finds a function by name or ARN. */
export function findFunction(
  account: Account,
  nameOrArn: Value | undefined,
): LiveResource | undefined {
  const text = asText(nameOrArn) ?? '';
  return account.find(FUNCTION, text.split(':').pop());
}

const lambdaFunction: ResourceHandler = {
  accepts: [
    'Architectures',
    'Code',
    'Description',
    'Environment',
    'EphemeralStorage',
    'FunctionName',
    'Handler',
    'LoggingConfig',
    'MemorySize',
    'PackageType',
    'ReservedConcurrentExecutions',
    'Role',
    'Runtime',
    'Tags',
    'Timeout',
    'TracingConfig',
    'VpcConfig',
  ],
  nameProperty: 'FunctionName',
  create(context, properties) {
    const { account, functions, stackName, logicalId } = context;
    checkFunction(context, properties);
    const name = context.once('name', () =>
      claimName(
        account,
        FUNCTION,
        'FunctionName',
        asText(properties.FunctionName) ?? generatedName(stackName, logicalId),
      ),
    );
    functions.deploy(name, codeOf(context.objects, name, properties, account));
    return {
      physicalId: name,
      attributes: { Arn: account.arn('lambda', `function:${name}`) },
    };
  },
  update(context, resource, properties) {
    checkFunction(context, properties);
    const { account, functions, objects } = context;
    functions.deploy(
      resource.physicalId,
      codeOf(objects, resource.physicalId, properties, account),
    );
  },
  delete({ functions }, resource) {
    functions.remove(resource.physicalId);
  },
};

function checkFunction(
  { account }: ResourceContext,
  properties: Properties,
): void {
  const role = asText(properties.Role);
  const roles = account.list('AWS::IAM::Role');
  if (!roles.some(one => one.attributes.Arn === role)) {
    throw new HandlerError(
      'The role defined for the function cannot be assumed by Lambda.',
    );
  }
  const runtime = asText(properties.Runtime);
  if (!runtime?.startsWith('nodejs')) {
    throw new HandlerError(
      `sandbox: Runtime ${runtime} is not supported. Use a nodejs runtime.`,
    );
  }
  const network = asMap(properties.VpcConfig);
  for (const id of asTexts(network.SubnetIds)) {
    requireResource(
      account,
      SUBNET,
      id,
      `The subnet ID '${id}' does not exist`,
    );
  }
  for (const id of asTexts(network.SecurityGroupIds)) {
    requireResource(
      account,
      SECURITY_GROUP,
      id,
      `The security group '${id}' does not exist`,
    );
  }
}

function codeOf(
  objects: ObjectStore,
  name: string,
  properties: Properties,
  account: Account,
): FunctionCode {
  const variables = asMap(asMap(properties.Environment).Variables);
  return {
    arn: account.arn('lambda', `function:${name}`),
    files: filesOf(objects, asMap(properties.Code)),
    handler: asText(properties.Handler) ?? 'index.handler',
    runtime: asText(properties.Runtime) ?? 'nodejs',
    timeoutMs: (asNumber(properties.Timeout) ?? 3) * 1000,
    memoryMb: asNumber(properties.MemorySize) ?? 128,
    reservedConcurrency: asNumber(properties.ReservedConcurrentExecutions),
    logGroup:
      asText(asMap(properties.LoggingConfig).LogGroup) ?? `/aws/lambda/${name}`,
    environment: Object.fromEntries(
      Object.entries(variables).map(([key, value]) => [
        key,
        asText(value) ?? '',
      ]),
    ),
  };
}

function filesOf(objects: ObjectStore, code: Properties) {
  const inline = asText(code.ZipFile);
  if (inline !== undefined) return inlineCode(inline);
  const object = objects.find(String(code.S3Bucket), String(code.S3Key));
  if (!object) {
    const missing = objects.hasBucket(String(code.S3Bucket))
      ? 'NoSuchKey. S3 Error Message: The specified key does not exist.'
      : 'NoSuchBucket. S3 Error Message: The specified bucket does not exist';
    throw new HandlerError(
      `Error occurred while GetObject. S3 Error Code: ${missing} (Service: Lambda, Status Code: 400, Request ID: ${requestId()})`,
    );
  }
  try {
    return unpack(object.body);
  } catch {
    throw new HandlerError(
      `Could not unzip uploaded file. Please check your file, then try to upload again. (Service: Lambda, Status Code: 400, Request ID: ${requestId()})`,
    );
  }
}

const permission: ResourceHandler = {
  accepts: [
    'Action',
    'FunctionName',
    'Principal',
    'SourceAccount',
    'SourceArn',
  ],
  create({ account, stackName, logicalId }, properties) {
    const target = findFunction(account, properties.FunctionName);
    if (!target) {
      throw new HandlerError(
        `Function not found: ${asText(properties.FunctionName)}`,
        'NotFound',
      );
    }
    const id = generatedName(stackName, logicalId, 100);
    return { physicalId: id, attributes: { Id: id } };
  },
};

/** Lambda functions and their permissions. */
export const lambdaHandlers: Record<string, ResourceHandler> = {
  [FUNCTION]: lambdaFunction,
  [PERMISSION]: permission,
};
