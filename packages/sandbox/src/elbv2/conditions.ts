import { Properties } from '../account/Account';
import { asList, asMap, asText, asTexts } from '../account/values';
import { AwsError } from '../protocol/errors';

/*
 * The conditions of rules that the sandbox supports: host-header and path-pattern.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 */

/** A condition: one of the values must match. */
type Condition = { field: 'host-header' | 'path-pattern'; values: string[] };

const configs: Record<string, string> = {
  'host-header': 'HostHeaderConfig',
  'path-pattern': 'PathPatternConfig',
};

/** AWS counts all values of a rule. */
const maxValues = 5;
const maxLength = 128;

/** What AWS accepts in values. */
const characters = {
  'host-header': /^[A-Za-z0-9.*?-]*$/,
  'path-pattern': /^[A-Za-z0-9_.$/~"'@:+&*?-]*$/,
};

/** The conditions of a rule. */
export function conditionsOf({ Conditions }: Properties): Condition[] {
  return asList(Conditions)
    .map(asMap)
    .map(condition => {
      const field = asText(condition.Field) ?? '';
      const { Values } = asMap(condition[configs[field] ?? '']);
      return {
        field: field as Condition['field'],
        values: [...asTexts(condition.Values), ...asTexts(Values)],
      };
    });
}

/**
 * Checks the conditions of a rule.
 *
 * @throws AwsError with AWS's message where known; `sandbox: …` for what the sandbox does not support
 */
export function checkConditions(properties: Properties): void {
  for (const condition of asList(properties.Conditions).map(asMap)) {
    const field = asText(condition.Field) ?? '';
    if (!Object.hasOwn(configs, field)) {
      throw new AwsError(
        'ValidationError',
        `sandbox: the condition field '${field}' is not supported. Use host-header or path-pattern.`,
      );
    }
    if (asMap(condition[configs[field]]).RegexValues ?? condition.RegexValues) {
      throw new AwsError(
        'ValidationError',
        'sandbox: RegexValues of a condition are not supported. Use Values.',
      );
    }
  }
  const conditions = conditionsOf(properties);
  if (conditions.length === 0) {
    throw new AwsError('ValidationError', 'A condition must be specified');
  }
  for (const { field, values } of conditions) {
    if (values.length === 0) {
      throw new AwsError(
        'ValidationError',
        'A condition value must be specified',
      );
    }
    const wrong = values.find(
      value =>
        value === '' ||
        value.length > maxLength ||
        !characters[field].test(value),
    );
    if (wrong !== undefined) {
      throw new AwsError(
        'ValidationError',
        `Condition value '${wrong}' contains a character that is not valid`,
      );
    }
  }
  if (conditions.flatMap(({ values }) => values).length > maxValues) {
    throw new AwsError(
      'TooManyConditions',
      `A rule can only have '${maxValues}' condition values`,
    );
  }
}

/**
 * Whether a request fits all conditions of a rule.
 *
 * @param host - without port
 * @param path - without query, still percent-encoded
 */
export function fits(
  properties: Properties,
  host: string,
  path: string,
): boolean {
  return conditionsOf(properties).every(({ field, values }) =>
    values.some(value =>
      field === 'host-header'
        ? pattern(value.toLowerCase()).test(host.toLowerCase())
        : pattern(value).test(path),
    ),
  );
}

/** `*` stands for any characters, `?` for one. */
function pattern(value: string): RegExp {
  const escaped = value
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${escaped}$`, 's');
}
