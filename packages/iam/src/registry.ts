import type { Plain } from '@private-serverless/template';
import { type GoldenResource, hasProperty } from './fragments';
import registry from './handlers.json';
import { dependent, optional } from './optional';

/** Operation of CloudFormation on a resource. `tag` is always needed, because CloudFormation applies the stack's tags. */
export type Handler = 'create' | 'read' | 'update' | 'delete' | 'tag';

/** IAM actions by handler, as AWS's registry publishes them for a resource type. */
export type Handlers = Partial<Record<Handler, string[]>>;

const published: Record<string, Handlers> = registry.types;

/**
 * Returns the IAM actions that CloudFormation needs for the resources of the golden path, by type.
 *
 * @throws Error for a type that is not in `handlers.json`
 */
export function permissionsByType(
  resources: GoldenResource[],
  handlers: Handler[],
): Map<string, string[]> {
  const types = [...new Set(resources.map(({ type }) => type))].sort();
  return new Map(
    types.map(type => {
      const ofType = resources.filter(resource => resource.type === type);
      return [type, permissionsOfType(type, ofType, handlers)];
    }),
  );
}

function permissionsOfType(
  type: string,
  resources: GoldenResource[],
  handlers: Handler[],
): string[] {
  if (type.startsWith('Custom::')) {
    // CloudFormation invokes the function of a custom resource with the role of the stack.
    return handlers.includes('create') ? ['lambda:InvokeFunction'] : [];
  }
  if (!Object.hasOwn(published, type)) {
    throw new Error(
      `handlers.json does not contain ${type}. Add its registry schema: npm run iam -- --schemas DIR`,
    );
  }
  const isUsed = ({ property }: { property: string }) =>
    hasProperty(resources, property);
  const ofProperties = optional[type] ?? [];
  // Several properties can need the same action, so omit it only if none of them is set.
  const needed = new Set(
    ofProperties.filter(isUsed).flatMap(({ permissions }) => permissions),
  );
  const notNeeded = new Set(
    ofProperties
      .flatMap(({ permissions }) => permissions)
      .filter(action => !needed.has(action)),
  );
  const ofHandlers = handlers
    .flatMap(handler => published[type][handler] ?? [])
    .filter(action => !notNeeded.has(action));
  const ofDependents = handlers.includes('create')
    ? (dependent[type] ?? []).filter(isUsed).flatMap(o => o.permissions)
    : [];
  return [...new Set([...ofHandlers, ...ofDependents])].sort();
}

/**
 * Returns the IAM actions that the intrinsic functions of the templates need.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getavailabilityzones.html
 */
export function permissionsOfFunctions(resources: GoldenResource[]): string[] {
  return resources.some(({ properties }) => calls(properties, 'Fn::GetAZs'))
    ? [
        'ec2:DescribeAccountAttributes',
        'ec2:DescribeAvailabilityZones',
        'ec2:DescribeSubnets',
      ]
    : [];
}

function calls(value: Plain, name: string): boolean {
  if (value === null || typeof value !== 'object') return false;
  return Object.entries(value).some(
    ([key, inner]) => key === name || calls(inner, name),
  );
}
