import { Properties, Value } from '../account/Account';
import { isSupportedType, unsupportedProperties } from '../resources';
import { notSupported, validationError } from '../protocol/errors';
import { hasAttribute, isKnownProperty, isKnownType } from './specification';
import { Reference, references } from './references';
import { checkNames } from './staticNames';
import { DependencyGraph, Template } from './types';

const pseudoParameters = [
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
];
/** Functions of the `Rules` section only. */
const ruleFunctions = [
  'Fn::Contains',
  'Fn::EachMemberEquals',
  'Fn::EachMemberIn',
];
const supportedFunctions = [
  'Fn::And',
  'Fn::Base64',
  'Fn::Cidr',
  'Fn::Equals',
  'Fn::FindInMap',
  'Fn::GetAZs',
  'Fn::GetAtt',
  'Fn::If',
  'Fn::ImportValue',
  'Fn::Join',
  'Fn::Not',
  'Fn::Or',
  'Fn::Select',
  'Fn::Split',
  'Fn::Sub',
];

/**
 * Checks everything in a template that does not depend on parameter values:
 * types, functions, names of conditions, and targets of references.
 *
 * @throws AwsError `ValidationError` with CloudFormation's message
 */
export function checkTemplate(template: Template): void {
  checkTypes(template);
  checkFunctions({
    ...template.conditions,
    resources: Object.values(template.resources).map(r => r.properties),
    outputs: Object.values(template.outputs).flatMap(o => [
      o.value,
      o.exportName ?? null,
    ]),
  });
  checkFunctions(template.rules ?? {}, [
    ...supportedFunctions,
    ...ruleFunctions,
  ]);
  for (const [name, resource] of Object.entries(template.resources)) {
    checkCondition(template, resource.condition);
    const found = references(resource.properties);
    checkReferences(
      template,
      found,
      'Resources',
      Object.keys(template.resources),
    );
    const missing = resource.dependsOn.filter(
      other => !Object.hasOwn(template.resources, other),
    );
    if (missing.length > 0) throw unresolved(missing, 'Resources');
    if (resource.dependsOn.includes(name)) throw circular([name]);
  }
  for (const output of Object.values(template.outputs)) {
    checkCondition(template, output.condition);
    checkReferences(
      template,
      references(output.value),
      'Outputs',
      Object.keys(template.resources),
    );
  }
  checkReferences(template, references(template.conditions), 'Conditions', []);
  checkReferences(template, references(template.rules), 'Rules', []);
  checkNames(template);
}

/**
 * Orders the resources whose conditions are true.
 *
 * @throws AwsError `ValidationError` for a circular dependency, or for a
 *   reference to a resource whose condition is false
 */
export function dependencyGraph(
  template: Template,
  holds: (condition: string | undefined) => boolean,
): DependencyGraph {
  const names = Object.keys(template.resources).filter(name =>
    holds(template.resources[name].condition),
  );
  const graph: DependencyGraph = new Map();
  for (const name of names) {
    const { properties, dependsOn } = template.resources[name];
    const found = references(properties, holds);
    checkReferences(template, found, 'Resources', names);
    const before = new Set(
      [...found.map(reference => reference.name), ...dependsOn].filter(other =>
        names.includes(other),
      ),
    );
    graph.set(name, before);
  }
  for (const output of Object.values(template.outputs)) {
    if (!holds(output.condition)) continue;
    checkReferences(
      template,
      references(output.value, holds),
      'Outputs',
      names,
    );
  }
  const remaining = new Set(names);
  for (let progress = true; progress; ) {
    progress = false;
    for (const name of remaining) {
      if ([...graph.get(name)!].some(other => remaining.has(other))) continue;
      remaining.delete(name);
      progress = true;
    }
  }
  if (remaining.size > 0) throw circular(inCycle(graph, remaining));
  return graph;
}

/** The nodes that are part of a cycle. Nodes that only depend on a cycle are left out. */
function inCycle(graph: DependencyGraph, remaining: Set<string>): string[] {
  const reaches = (
    from: string,
    to: string,
    seen = new Set<string>(),
  ): boolean =>
    [...graph.get(from)!].some(next => {
      if (next === to) return true;
      if (seen.has(next)) return false;
      seen.add(next);
      return reaches(next, to, seen);
    });
  return [...remaining].filter(name => reaches(name, name));
}

function checkTypes(template: Template): void {
  const types = new Set(Object.values(template.resources).map(r => r.type));
  const unknown = [...types].filter(
    type => type.startsWith('AWS::') && !isKnownType(type),
  );
  if (unknown.length > 0) {
    throw validationError(
      `Template format error: Unrecognized resource types: [${unknown.join(
        ', ',
      )}]`,
    );
  }
  const unsupported = [...types].filter(type => !isSupportedType(type));
  if (unsupported.length > 0) {
    throw notSupported(`resource type ${unsupported.join(', ')}`);
  }
  for (const [name, { type, properties }] of Object.entries(
    template.resources,
  )) {
    // A property that AWS does not support either fails later, in the schema
    // check, as with AWS.
    const [property] = unsupportedProperties(
      type,
      Object.keys(properties).filter(key => isKnownProperty(type, key)),
    );
    if (property) {
      throw notSupported(`property ${property} of ${type} (${name})`);
    }
  }
}

function checkFunctions(
  value: Value | Properties,
  supported = supportedFunctions,
): void {
  if (Array.isArray(value)) {
    value.forEach(item => checkFunctions(item, supported));
  } else if (value !== null && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) {
      if (key.startsWith('Fn::') && !supported.includes(key)) {
        throw notSupported(`intrinsic function ${key}`);
      }
      checkFunctions(item, supported);
    }
  } else if (typeof value === 'string' && value.includes('{{resolve:')) {
    throw notSupported(`dynamic reference ${value}`);
  }
}

function checkCondition(template: Template, name: string | undefined): void {
  if (name === undefined || Object.hasOwn(template.conditions, name)) return;
  throw validationError(
    `Template format error: Unresolved condition dependency ${name} in the Resources block of the template`,
  );
}

function checkReferences(
  template: Template,
  found: Reference[],
  block: 'Resources' | 'Outputs' | 'Conditions' | 'Rules',
  resources: string[],
): void {
  const missing = found
    .filter(reference => reference.kind === 'ref')
    .map(reference => reference.name)
    .filter(
      name =>
        !pseudoParameters.includes(name) &&
        !Object.hasOwn(template.parameters, name) &&
        !resources.includes(name),
    );
  if (missing.length > 0) throw unresolved(missing, block);
  for (const reference of found) {
    if (reference.kind !== 'attribute') continue;
    const { name, attribute } = reference;
    if (!resources.includes(name)) {
      throw validationError(
        `Template error: instance of Fn::GetAtt references undefined resource ${name}`,
      );
    }
    if (!hasAttribute(template.resources[name].type, attribute)) {
      throw validationError(
        `Template error: resource ${name} does not support attribute type ${attribute} in Fn::GetAtt`,
      );
    }
  }
}

function unresolved(names: string[], block: string) {
  const list = [...new Set(names)].join(', ');
  return validationError(
    block === 'Conditions' || block === 'Rules'
      ? `Template format error: Unresolved dependencies [${list}]. Cannot reference resources in the ${block} block of the template`
      : `Template format error: Unresolved resource dependencies [${list}] in the ${block} block of the template`,
  );
}

function circular(names: string[]) {
  return validationError(
    `Circular dependency between resources: [${names.join(', ')}]`,
  );
}
