import { Identity, Value } from '../account/Account';
import { asList, asText } from '../account/values';
import { validationError } from '../protocol/errors';
import { dependencyGraph } from './analysis';
import { DependencyGraph, Desired, StackOutput } from './types';
import { Evaluator } from './Evaluator';
import { parameterValues } from './parameters';
import { Stack } from './Stack';

/** Resolves references to resources. Undefined if there is no value. */
export type ResourceLookup = {
  ref(logicalId: string): Value | undefined;
  attribute(logicalId: string, name: string): Value | undefined;
};

/** Resolves references from a stack's live resources. */
export function liveLookup(stack: Stack): ResourceLookup {
  return {
    ref: id => stack.resources.get(id)?.live?.physicalId,
    attribute: (id, name) => stack.resources.get(id)?.live?.attributes[name],
  };
}

/** Creates an evaluator for a stack's template and parameters. */
export function evaluatorFor(
  stack: Stack,
  desired: Desired,
  identity: Identity,
  lookup: ResourceLookup = liveLookup(stack),
): Evaluator {
  return new Evaluator({
    template: desired.template,
    parameters: parameterValues(desired.template, desired.parameters),
    identity,
    stackId: stack.id,
    stackName: stack.name,
    importValue: name => stack.exports.value(name),
    ref: id => required(lookup.ref(id), id),
    attribute: (id, name) =>
      required(lookup.attribute(id, name), `${id}.${name}`),
  });
}

function required(value: Value | undefined, what: string): Value {
  if (value === undefined) {
    throw validationError(`sandbox: ${what} has no value in this version`);
  }
  return value;
}

/** The graph of the resources whose conditions are true. */
export function graphOf(
  stack: Stack,
  desired: Desired,
  identity: Identity,
): DependencyGraph {
  const evaluator = evaluatorFor(stack, desired, identity);
  return dependencyGraph(desired.template, name => evaluator.condition(name));
}

/**
 * Evaluates the outputs whose conditions are true.
 *
 * @throws AwsError `ValidationError`, also for an export that is not possible
 */
export function outputsOf(
  stack: Stack,
  desired: Desired,
  identity: Identity,
): StackOutput[] {
  const evaluator = evaluatorFor(stack, desired, identity);
  const outputs = Object.entries(desired.template.outputs)
    .filter(([, output]) => evaluator.condition(output.condition))
    .map(([key, output]) => {
      const value = asText(evaluator.value(output.value));
      if (value === undefined) {
        throw validationError(
          `Template format error: Output ${key} is malformed. The Value field of every Outputs member must evaluate to a String.`,
        );
      }
      return {
        key,
        value,
        description: output.description,
        exportName:
          output.exportName === undefined
            ? undefined
            : asText(evaluator.value(output.exportName)),
      };
    });
  stack.exports.check(stack, outputs);
  return outputs;
}

/** Names of the exports that a template imports in places whose conditions are true. */
export function importsOf(
  stack: Stack,
  desired: Desired,
  identity: Identity,
): Set<string> {
  const evaluator = evaluatorFor(stack, desired, identity);
  const names = new Set<string>();
  const visit = (value: Value | undefined): void => {
    if (value === null || typeof value !== 'object') return;
    for (const [key, item] of Object.entries(value)) {
      if (key === 'Fn::ImportValue') {
        names.add(asText(evaluator.value(item)) ?? '');
      } else if (key === 'Fn::If') {
        const [condition, yes, no] = asList(item);
        visit(evaluator.condition(asText(condition)) ? yes : no);
      } else {
        visit(item);
      }
    }
  };
  const { resources, outputs } = desired.template;
  for (const { condition, properties } of Object.values(resources)) {
    if (evaluator.condition(condition)) visit(properties);
  }
  for (const { condition, value } of Object.values(outputs)) {
    if (evaluator.condition(condition)) visit(value);
  }
  return names;
}
