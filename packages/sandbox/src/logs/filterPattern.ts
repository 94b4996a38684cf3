import { AwsError } from '../protocol/errors';

/**
 * Parses a CloudWatch Logs filter pattern for unstructured text: terms that
 * must all match, `"quoted phrases"`, `-term` that must not match, and `?term`
 * of which at least one must match.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 *
 * @throws AwsError `InvalidParameterException` for JSON, field and regular
 *   expression patterns, which the sandbox does not support
 */
export function parseFilterPattern(
  pattern: string,
): (message: string) => boolean {
  if (/^\s*[{[]|%/.test(pattern)) {
    throw new AwsError(
      'InvalidParameterException',
      `sandbox: filter pattern ${pattern} is not supported. Use terms only.`,
    );
  }
  const terms = [...pattern.matchAll(/([-?]?)(?:"([^"]*)"|([^\s"]+))/g)].map(
    ([, sign, phrase, word]) => ({ sign, text: phrase ?? word }),
  );
  const of = (sign: string) =>
    terms.filter(term => term.sign === sign).map(term => term.text);
  const [all, none, any] = [of(''), of('-'), of('?')];
  return message =>
    all.every(text => message.includes(text)) &&
    !none.some(text => message.includes(text)) &&
    (any.length === 0 || any.some(text => message.includes(text)));
}
