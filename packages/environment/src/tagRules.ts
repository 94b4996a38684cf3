import type { EnvironmentConfig } from './Environment.ts';
import { PRIVATE_SERVERLESS_ANNOTATION_PREFIX } from './names.ts';
import type { EnvironmentProblem } from './problems.ts';

/**
 * Maximum number of configured tags. CloudFormation allows 50 for each stack,
 * and a deploy adds up to three: the owner tag, the owner for whom the stack is
 * deployed, and the task. Source:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
 */
const maxTags = 47;

/** Maximum length of a name and of a value, in characters. */
const maxLength = { name: 128, value: 256 };

/**
 * Characters that every service accepts. The tags of a stack propagate to its resources.
 * Source: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 */
const characters = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u;
const allowed = 'letters, digits, spaces and _ . : / = + - @';

/** Reports tags for which AWS would reject a deploy. */
export function tagProblems(
  tags: EnvironmentConfig['tags'] = {},
  path: string,
): EnvironmentProblem[] {
  const entries = Object.entries(tags);
  const problems = entries.flatMap(
    ([name, value]) => problemOf(name, value, `${path}.${name}`) ?? [],
  );
  return entries.length > maxTags
    ? [
        ...problems,
        {
          path,
          message: `has ${entries.length} tags`,
          fix: `Use at most ${maxTags}. A stack can have 50 tags, and a deploy adds three.`,
        },
      ]
    : problems;
}

/** @param value - undefined if it is not a string, which the schema reports */
function problemOf(
  name: string,
  value: string | undefined,
  path: string,
): EnvironmentProblem | undefined {
  if (
    /^aws:/i.test(name) ||
    name.startsWith(PRIVATE_SERVERLESS_ANNOTATION_PREFIX)
  ) {
    return {
      path,
      message: 'is a reserved tag',
      fix: `Choose a name that starts with neither aws: nor ${PRIVATE_SERVERLESS_ANNOTATION_PREFIX}`,
    };
  }
  if (!characters.test(name) || name.length > maxLength.name) {
    return {
      path,
      message: 'is not a valid tag name',
      fix: `Use 1 to ${maxLength.name} characters: ${allowed}.`,
    };
  }
  if (
    value !== undefined &&
    (!characters.test(value) || value.length > maxLength.value)
  ) {
    return {
      path,
      message: 'is not a valid tag value',
      fix: `Use 1 to ${maxLength.value} characters: ${allowed}.`,
    };
  }
  return undefined;
}
