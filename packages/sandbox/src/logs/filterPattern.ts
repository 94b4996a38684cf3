import { AwsError } from '../protocol/errors';

/**
 * Reads a filter pattern of CloudWatch Logs for plain text: terms that must
 * all be there, `"several words"`, `-term` that must not, `?term` of which one
 * must.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 *
 * Throws `InvalidParameterException` for patterns of JSON, of fields and of
 * regular expressions, which the sandbox has not.
 */
export function parseFilterPattern(
  pattern: string,
): (message: string) => boolean {
  if (/^\s*[{[]|%/.test(pattern)) {
    throw new AwsError(
      'InvalidParameterException',
      `sandbox: the filter pattern ${pattern} is not supported, only terms are`,
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
