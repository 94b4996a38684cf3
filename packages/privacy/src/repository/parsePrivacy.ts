import { isDay } from '../exceptions/isDay';
import type { Severity } from '../rule';
import type { PrivacySettings } from '../settings';
import type { Intent } from '../template/intent';
import { jsonReason } from './jsonReason';
import { RepositoryFileError } from './RepositoryFileError';

const advice = 'Generate the repository again, or correct the value.';

type Fields = Record<string, unknown>;

/**
 * Reads what the generator recorded about the environment: `privacy` in `private-serverless.json`, with the `severity`,
 * `exceptions` and `newRules` of the environment, and `production`, `customerKey` and `waf`.
 *
 * @param file - its name, for messages
 * @returns nothing for a file without `privacy`, as earlier versions wrote it
 * @throws RepositoryFileError that names the field and its value
 */
export function parsePrivacy(
  text: string,
  file: string,
): { settings: PrivacySettings; intent: Intent } {
  const refuse = (path: string, value: unknown, expected: string): never => {
    throw new RepositoryFileError(
      `${file}: ${path}: ${JSON.stringify(
        value,
      )} is not ${expected}. ${advice}`,
    );
  };
  const fields = (path: string, value: unknown): Fields => {
    if (value === undefined) return {};
    return isFields(value) ? value : refuse(path, value, 'an object');
  };
  const flag = (name: keyof Intent, value: unknown): Intent => {
    if (value === undefined) return {};
    return typeof value === 'boolean'
      ? { [name]: value }
      : refuse(`privacy.${name}`, value, 'true or false');
  };
  const privacy = fields('privacy', fields('', parse(text, file)).privacy);
  const severity = fields('privacy.severity', privacy.severity);
  for (const [rule, value] of Object.entries(severity)) {
    if (!isSeverity(value)) {
      refuse(`privacy.severity.${rule}`, value, 'H, M or L');
    }
  }
  const { exceptions } = privacy;
  if (exceptions !== undefined && !isTexts(exceptions)) {
    refuse('privacy.exceptions', exceptions, 'a list of rule IDs');
  }
  const newRules = fields('privacy.newRules', privacy.newRules);
  const { from } = fields('privacy.newRules.block', newRules.block);
  if (from !== undefined && !isDay(String(from))) {
    refuse('privacy.newRules.block.from', from, 'a date such as 2027-01-31');
  }
  return {
    settings: {
      severity: severity as Record<string, Severity>,
      ...(isTexts(exceptions) && { exceptions }),
      ...(from !== undefined && {
        newRules: { block: { from: String(from) } },
      }),
    },
    intent: {
      ...flag('production', privacy.production),
      ...flag('customerKey', privacy.customerKey),
      ...flag('waf', privacy.waf),
    },
  };
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RepositoryFileError(
      `${file} is not valid JSON: ${jsonReason(error)}. ${advice}`,
    );
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSeverity(value: unknown): value is Severity {
  return value === 'H' || value === 'M' || value === 'L';
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}
