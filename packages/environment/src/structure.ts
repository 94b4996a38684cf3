import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { EnvironmentConfig } from './Environment.ts';
import { explain } from './explain.ts';
import { partsOf } from './pointer.ts';
import type { EnvironmentProblem } from './problems.ts';
import { environmentSchema } from './schema/environment.ts';
import { textRules } from './textRules.ts';
import { asWritten } from './written.ts';

let compiled: ValidateFunction | undefined;

/** Compiled at its first use, since a frontend imports the names of this package alone. */
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

/** What the schema says about one environment. */
export type StructureCheck = {
  problems: EnvironmentProblem[];
  /** The environment without the values that do not fit; undefined where nothing is left. */
  sound: EnvironmentConfig | undefined;
  /** Whether a problem at this path or above it is among them already. */
  covers(path: string): boolean;
};

/**
 * What is wrong with the keys, types and texts of one environment.
 * @param item - from `asWritten`; not changed
 * @param path - of the environment, such as `privateServerless.environments[0]`
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
      // A value of the wrong type is none of the possible ones either.
      !(keyword === 'enum' && ofWrongType.has(instancePath)),
  );
  const problems = errors.map(error => explain(error, path));
  const paths = problems.map(problem => problem.path);
  const meant = problems.map(problem => problem.meant);
  return {
    problems: problems.map(({ meant: _, ...problem }) => problem),
    sound: withoutUnsound(item, errors) as EnvironmentConfig | undefined,
    covers: other =>
      meant.includes(other) ||
      paths.some(known => other === known || /^[.[]/.test(rest(other, known))),
  };
}

/** What follows a path in a longer one; empty where it is another path. */
function rest(path: string, start: string): string {
  return path.startsWith(start) ? path.slice(start.length) : '';
}

/** Items of a list keep their places. */
function withoutUnsound(item: unknown, errors: ErrorObject[]): unknown {
  const copy = { item: asWritten(item, environmentSchema) };
  for (const { instancePath, keyword } of errors) {
    // Of these the object itself is sound.
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
