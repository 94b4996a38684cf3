import { Value } from '../account/Account';
import { validationError } from '../protocol/errors';
import { references } from './references';
import { Template } from './types';

const notAllowed =
  'must not depend on any resources, imported values, or Fn::GetAZs';

/**
 * Checks the names of exports and imports. They must be known before any
 * resource exists, so only parameters, conditions and pseudo parameters are
 * allowed.
 *
 * @throws AwsError `ValidationError` with CloudFormation's message
 */
export function checkNames(template: Template): void {
  const isStatic = (name: Value) =>
    !calls(name, 'Fn::ImportValue') &&
    !calls(name, 'Fn::GetAZs') &&
    references(name).every(
      one => one.kind === 'ref' && !Object.hasOwn(template.resources, one.name),
    );
  const imported = (value: Value): Value[] => {
    if (value === null || typeof value !== 'object') return [];
    return Object.entries(value).flatMap(([key, item]) =>
      key === 'Fn::ImportValue' ? [item] : imported(item),
    );
  };
  const values = [
    ...Object.values(template.resources).map(one => one.properties),
    ...Object.values(template.outputs).map(one => one.value),
  ];
  if (!values.flatMap(imported).every(isStatic)) {
    throw validationError(
      `Template error: the attribute in Fn::ImportValue ${notAllowed}`,
    );
  }
  for (const [name, { exportName }] of Object.entries(template.outputs)) {
    if (exportName === undefined || isStatic(exportName)) continue;
    throw validationError(
      `Template format error: Output ${name} is malformed.  The Name field of Export ${notAllowed}.`,
    );
  }
}

function calls(value: Value, name: string): boolean {
  if (value === null || typeof value !== 'object') return false;
  return Object.entries(value).some(
    ([key, item]) => key === name || calls(item, name),
  );
}
