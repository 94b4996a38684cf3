import { TemplateError } from '@private-serverless/template';
import { dayOf } from '../settings';
import type { Finding } from '../Verdict';
import type { VerifyOptions } from '../VerifyOptions';

/**
 * Lets findings that the deployed template already has pass until the day that the environment names. A service that runs today
 * may break a rule that did not exist when it was created.
 *
 * @param verify - verifies the deployed template
 */
export function postpone(
  findings: readonly Finding[],
  options: Omit<VerifyOptions, 'template'>,
  verify: (deployed: VerifyOptions) => readonly Finding[],
): Finding[] {
  const { settings, deployed, now = new Date() } = options;
  const from = settings?.newRules?.block?.from;
  const isDue = from === undefined || dayOf(now) >= from;
  if (isDue || !deployed || !findings.some(({ blocking }) => blocking)) {
    return [...findings];
  }
  const known = new Set(
    findingsOf({ ...options, ...deployed, deployed: undefined }, verify).map(
      keyOf,
    ),
  );
  return findings.map(finding =>
    finding.blocking && known.has(keyOf(finding))
      ? { ...finding, blocking: false, blocksFrom: from }
      : finding,
  );
}

/** The findings of the deployed template. None if it cannot be read, so that every finding counts as new. */
function findingsOf(
  deployed: VerifyOptions,
  verify: (options: VerifyOptions) => readonly Finding[],
): readonly Finding[] {
  try {
    return verify(deployed);
  } catch (error) {
    if (error instanceof TemplateError) return [];
    throw error;
  }
}

/** Two findings are the same if they say the same about the same resource. The line does not matter. */
function keyOf({ rule, resource, status, message }: Finding): string {
  return [rule, resource, status, message].join('\n');
}
