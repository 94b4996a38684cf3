import { rules } from '../rules';
import { Verdict } from '../verify';
import { formatSarif } from './sarif';
import { formatText } from './text';

/**
 * Writes a verdict for people, for programs, or for code scanning (SARIF 2.1.0).
 * @param options - `file`: the template's path, for the places of the findings
 * @public
 */
export function formatVerdict(
  verdict: Verdict,
  format: 'text' | 'json' | 'sarif',
  options: { file?: string } = {},
): string {
  switch (format) {
    case 'json':
      return JSON.stringify(verdict, null, 2);
    case 'sarif':
      return formatSarif(verdict, rules, options.file);
    case 'text':
      return formatText(verdict, rules, options.file);
    default:
      throw new TypeError(
        `format is ${JSON.stringify(format)}: write text, json or sarif`,
      );
  }
}
