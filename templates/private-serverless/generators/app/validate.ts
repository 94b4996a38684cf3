import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject } from 'ajv';
import type { Answers } from './answers.ts';
import type { Environment } from './environment.ts';
import { environmentProblems } from './environment-problems.ts';
import { packagePath } from './package-root.ts';
import { AnswersError, type Problem } from './problems.ts';
import { unsupported } from './support.ts';

type Rule = { description: string };
type Schema = {
  properties: Record<string, unknown>;
  allOf: Rule[];
};

const schema = JSON.parse(
  readFileSync(packagePath('answers.schema.json'), 'utf8'),
) as Schema;

const validateSchema = new Ajv({
  allErrors: true,
  verbose: true,
  useDefaults: true,
  strictRequired: false,
}).compile(schema);

/**
 * Validates answers against the schema, the environment and the features of this version.
 *
 * @param answers - answers of a form, a file or a prompt. Not modified
 * @param environment - the environment that the answers name. Without it, only the answers are validated
 * @param previous - what an existing repository keeps
 * @returns the answers with defaults
 * @throws AnswersError with every problem: field, value and what to do
 */
export function validateAnswers(
  answers: unknown,
  environment?: Environment,
  previous: { network?: Answers['network'] } = {},
): Answers {
  const complete = withDefaultNetwork(
    answers,
    previous.network ?? (environment?.network?.existing ? 'existing' : 'new'),
  );
  if (!validateSchema(complete)) {
    throw new AnswersError(
      unique((validateSchema.errors ?? []).flatMap(explain)),
    );
  }
  const valid = withNamedPrivateDns(complete as Answers);
  const problems = [
    ...unsupported(valid),
    ...(environment ? environmentProblems(valid, environment) : []),
  ];
  if (problems.length > 0) {
    throw new AnswersError(problems);
  }
  return valid;
}

/** Validates one answer alone, for a form or a prompt. @returns the problem, or `undefined` if the answer is valid */
export function questionFailure(
  field: string,
  value: unknown,
): string | undefined {
  const valid = validateSchema({ [field]: value });
  const problem = valid
    ? undefined
    : (validateSchema.errors ?? [])
        .flatMap(explain)
        .find(candidate => candidate.field === field);
  return problem?.message;
}

/** `privateDns` was a boolean, and repositories record it so. */
function withNamedPrivateDns(answers: Answers): Answers {
  const names = new Map<unknown, Answers['privateDns']>([
    [true, 'on'],
    [false, 'off'],
  ]);
  const { privateDns } = answers;
  return { ...answers, privateDns: names.get(privateDns) ?? privateDns };
}

/**
 * Returns a copy with the default that JSON Schema cannot express: the network that a repository has, otherwise the
 * existing one, if the environment has one.
 */
function withDefaultNetwork(
  answers: unknown,
  network: Answers['network'],
): unknown {
  const copy = structuredClone(answers);
  return typeof copy === 'object' &&
    copy !== null &&
    !Array.isArray(copy) &&
    (copy as Partial<Answers>).network === undefined
    ? { ...copy, network }
    : copy;
}

function explain(error: ErrorObject): Problem[] {
  const field = fieldOf(error);
  const value = error.keyword === 'required' ? undefined : error.data;
  const rule = /^#\/allOf\/(\d+)\//.exec(error.schemaPath)?.[1];
  if (error.keyword === 'if') {
    // Ajv also reports the violated `then` condition, with the field.
    return [];
  }
  if (rule !== undefined) {
    return [{ field, value, message: schema.allOf[Number(rule)]!.description }];
  }
  const { description } = error.parentSchema as { description?: string };
  switch (error.keyword) {
    case 'additionalProperties':
      return [
        {
          field: join(field, String(error.params.additionalProperty)),
          value: (error.data as Record<string, unknown>)[
            error.params.additionalProperty
          ],
          message: `not a valid answer. Use one of ${Object.keys(
            (error.parentSchema as Schema).properties,
          ).join(', ')}`,
        },
      ];
    case 'required':
      return [{ field, value, message: `missing answer. ${describe(error)}` }];
    case 'enum':
      return [
        {
          field,
          value,
          message: `must be one of ${error.params.allowedValues.join(', ')}`,
        },
      ];
    case 'type':
      return [
        {
          field,
          value,
          message: `must be of type ${error.params.type}. ${
            description ?? ''
          }`.trim(),
        },
      ];
    default:
      return [
        {
          field,
          value,
          message: description ?? error.message ?? error.keyword,
        },
      ];
  }
}

/** `/consumers/accounts/0` as `consumers.accounts[0]`, with the name of a missing property. */
function fieldOf(error: ErrorObject): string {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce(
      (left, part) =>
        /^\d+$/.test(part) ? `${left}[${part}]` : join(left, part),
      '',
    );
  if (error.keyword === 'required') {
    return join(path, String(error.params.missingProperty));
  }
  return path || (error.keyword === 'type' ? 'answers' : '');
}

function join(left: string, right: string): string {
  return left ? `${left}.${right}` : right;
}

function describe(error: ErrorObject): string {
  const properties = (error.parentSchema as Schema).properties;
  const property = properties[error.params.missingProperty];
  return (property as { description?: string } | undefined)?.description ?? '';
}

function unique(problems: Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(problem => {
    const key = `${problem.field} ${problem.message}`;
    return !seen.has(key) && seen.add(key);
  });
}
