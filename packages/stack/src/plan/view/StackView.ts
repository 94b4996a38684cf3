import {
  entry,
  type Node,
  resolverOf,
  stringOf,
} from '@private-serverless/template';
import type { Template } from '../../template/parse';
import { complete, completeActual } from './complete';
import { isMap, type Shape, shapeOf, type ShapeMap, Unknown } from './Shape';

/** A resource of a stack with its resolved properties. */
export type ViewedResource = {
  id: string;
  type: string;
  properties: ShapeMap;
  /** Set if the properties cannot be determined. Completes "the value …". */
  unknown?: string;
};

/** The resources of a stack before or after a change set, by logical ID, without those whose condition is false. */
export type StackView = ReadonlyMap<string, ViewedResource>;

/** The stack that pseudo parameters describe. */
export type StackIdentity = {
  partition: string;
  region: string;
  accountId: string;
  stackName: string;
  stackArn: string;
};

/** What a change set reports about a resource. */
export type ContextOfChange = {
  type: string;
  properties: Shape | undefined;
  /** For a resource that was changed by hand: its properties on the other side of the change set. */
  otherSide?: Shape;
};

/** The identity in the ARN of a stack: `arn:aws:cloudformation:eu-central-1:111111111111:stack/name/id`. */
export function identityOf(stackArn: string): StackIdentity {
  const [, partition = 'aws', , region = '', accountId = '', name = ''] =
    stackArn.split(':');
  return {
    partition,
    region,
    accountId,
    stackName: name.split('/')[1] ?? '',
    stackArn,
  };
}

/**
 * Resolves the resources of a template with its parameters, and completes them with the contexts of a change set.
 *
 * @param template - undefined if it could not be read. The view then has only what the change set reports
 * @param contexts - by logical ID
 */
export function viewOf(
  template: Template | undefined,
  options: {
    parameters: Readonly<Record<string, string>>;
    identity: StackIdentity;
    contexts: ReadonlyMap<string, ContextOfChange>;
  },
): StackView {
  const { contexts } = options;
  const view = new Map<string, ViewedResource>();
  if (template) {
    for (const resource of resolved(template, options)) {
      view.set(resource.id, resource);
    }
  }
  for (const [id, { type, properties, otherSide }] of contexts) {
    const known = view.get(id);
    const completed = otherSide
      ? completeActual(known?.properties, properties, otherSide)
      : complete(known?.properties, properties);
    if (known ?? completed) {
      view.set(id, viewed(id, known?.type ?? type, completed));
    }
  }
  return view;
}

function* resolved(
  template: Template,
  {
    parameters,
    identity,
  }: {
    parameters: Readonly<Record<string, string>>;
    identity: StackIdentity;
  },
): Iterable<ViewedResource> {
  const { root, nodes } = template;
  const resolver = resolverOf({
    root,
    resources: nodes,
    parameters,
    hidden: new Set(
      [...template.parameters.values()]
        .filter(({ noEcho }) => noEcho)
        .map(({ name }) => name),
    ),
    pseudoParameters: pseudoParameters(identity),
  });
  for (const [id, node] of nodes) {
    const condition = stringOf(entry(node, 'Condition'));
    if (condition && resolver.conditions.evaluate(condition) === false) {
      continue;
    }
    const properties = entry(node, 'Properties');
    const shape = properties ? shapeOf(resolver, properties) : {};
    yield viewed(id, typeOf(node), shape ?? {});
  }
}

function viewed(
  id: string,
  type: string,
  properties: Shape | undefined,
): ViewedResource {
  if (properties instanceof Unknown) {
    return { id, type, properties: {}, unknown: properties.why };
  }
  return { id, type, properties: isMap(properties) ? properties : {} };
}

function typeOf(node: Node): string {
  return stringOf(entry(node, 'Type')) ?? '';
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
function pseudoParameters({
  partition,
  region,
  accountId,
  stackName,
  stackArn,
}: StackIdentity): Record<string, string> {
  return {
    'AWS::Partition': partition,
    'AWS::Region': region,
    'AWS::AccountId': accountId,
    'AWS::StackName': stackName,
    'AWS::StackId': stackArn,
    'AWS::URLSuffix':
      partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
  };
}
