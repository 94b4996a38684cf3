import type { Value } from '@private-serverless/template';
import { deprecationOf } from '../functions/runtimes';
import { Observation, Rule, whyUnknown } from '../rule';
import { Resource, Template } from '../template/Template';

/** PS45: the runtimes of functions are not deprecated on the day of the verification. Container images and functions without a runtime do not count. */
export const runtime: Rule = {
  id: 'PS45',
  title: 'Runtimes are not deprecated',
  severity: 'M',
  why: 'AWS does not fix security problems in a deprecated runtime, and later rejects updates of its functions.',
  fix: 'Use a newer runtime, such as nodejs24.x.',
  *check(template) {
    for (const lambda of template.ofType('AWS::Lambda::Function')) {
      for (const value of template.property(lambda, 'Runtime')) {
        if (value.kind === 'absent') continue;
        yield assess(template, lambda, value);
      }
    }
  },
};

function assess(
  template: Template,
  lambda: Resource,
  value: Value,
): Observation {
  const { id } = lambda;
  const base = { resource: id, at: value.at };
  if (value.kind !== 'scalar') {
    return {
      ...base,
      status: 'unproven',
      message: `Cannot determine the runtime of ${id}: the value ${whyUnknown(
        value,
      )}.`,
    };
  }
  const name = value.text;
  if (name === 'custom') return assessCustom(template, lambda, value);
  const day = deprecationOf(name);
  if (day === undefined) {
    return {
      ...base,
      status: 'unproven',
      message: `Cannot determine whether the runtime of ${id} is deprecated: ${name} is not known.`,
    };
  }
  if (day <= template.today) {
    return {
      ...base,
      status: 'violated',
      message: `${id} uses ${name}, which AWS deprecated on ${day}.`,
    };
  }
  return {
    ...base,
    status: 'proven',
    message:
      day === 'undated'
        ? `${id} uses ${name}, which has no date of deprecation.`
        : `${id} uses ${name}, which AWS supports until ${day}.`,
  };
}

/**
 * A runtime that a customer manages runs the code of its publisher with the role of the function.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/cmr-using.html
 */
function assessCustom(
  template: Template,
  lambda: Resource,
  { at }: Value,
): Observation {
  const isOwn = template
    .property(lambda, 'RuntimeConfig', 'RuntimeArn')
    .every(
      arn =>
        arn.kind === 'reference' ||
        (arn.kind === 'scalar' && arn.text.includes('${AWS::AccountId}')),
    );
  const whose = isOwn ? 'of this account' : 'that may be of another account';
  return {
    status: 'unproven',
    resource: lambda.id,
    at,
    message: `Cannot determine whether the runtime of ${lambda.id} is supported: it is a custom runtime ${whose}, whose code runs with the role of the function.`,
    ...(!isOwn && { severity: 'H' }),
    fix: 'Use a runtime of AWS, or write the account of RuntimeArn as ${AWS::AccountId}.',
  };
}
