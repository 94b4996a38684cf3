import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { EnvironmentConfig } from './Environment.ts';
import { explain } from './explain.ts';
import { partsOf } from './pointer.ts';
import type { EnvironmentProblem } from './problems.ts';
import { environmentSchema } from './schema/environment.ts';
import { textRules } from './textRules.ts';
import { asWritten } from './written.ts';

let compiled: ValidateFunction | undefined;

/**
 * Compiles the schema on first use, because a frontend imports only the names
 * of this package.
 */
function validate(): ValidateFunction {
  if (!compiled) {
    const ajv = new Ajv({ allErrors: true, verbose: true });
    ajv.addVocabulary(['is', 'fix', 'unused']);
    for (const [kind, rule] of Object.entries(textRules)) {
      ajv.addFormat(kind, { validate: rule.test });
    }
    compiled = ajv.compile(environmentSchema);
  }
  return compiled;
}

/** The result of the schema validation of one environment. */
export type StructureCheck = {
  problems: EnvironmentProblem[];
  /** The environment without the invalid values. Undefined if no value is left. */
  sound: EnvironmentConfig | undefined;
  /** Whether there is already a problem at this path or above it. */
  covers(path: string): boolean;
};

/**
 * Validates the keys, types and strings of one environment.
 * @param item - the result of `asWritten`. It is not changed.
 * @param path - path of the environment, such as `privateServerless.environments[0]`
 */
export function checkStructure(item: unknown, path: string): StructureCheck {
  const check = validate();
  check(item);
  const found = check.errors ?? [];
  const ofWrongType = new Set(
    found
      .filter(({ keyword }) => keyword === 'type')
      .map(({ instancePath }) => instancePath),
  );
  const errors = found.filter(
    ({ keyword, instancePath }) =>
      keyword !== 'propertyNames' &&
      // A value of the wrong type also violates the enum, which is not reported again.
      !(keyword === 'enum' && ofWrongType.has(instancePath)),
  );
  const problems = errors.map(error => explain(error, path));
  const paths = problems.map(problem => problem.path);
  const meant = problems.map(problem => problem.meant);
  return {
    problems: problems.map(({ meant: _, ...problem }) => problem),
    sound: withoutInvalid(item, errors) as EnvironmentConfig | undefined,
    covers: other =>
      meant.includes(other) ||
      paths.some(known => other === known || /^[.[]/.test(rest(other, known))),
  };
}

/** The rest of a path after its start. Empty if the path starts differently. */
function rest(path: string, start: string): string {
  return path.startsWith(start) ? path.slice(start.length) : '';
}

/** A copy without the invalid values. List items keep their indexes. */
function withoutInvalid(item: unknown, errors: ErrorObject[]): unknown {
  const copy = { item: asWritten(item, environmentSchema) };
  for (const { instancePath, keyword } of errors) {
    // For these keywords, the object itself is valid.
    if (['additionalProperties', 'required', 'uniqueItems'].includes(keyword)) {
      continue;
    }
    const parts = ['item', ...partsOf(instancePath)];
    const last = parts.pop()!;
    let holder: any = copy;
    for (const part of parts) holder = holder?.[part];
    if (holder) holder[last] = undefined;
  }
  return copy.item;
}
