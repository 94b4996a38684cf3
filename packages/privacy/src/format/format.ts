import { rules } from '../rules';
import type { Verdict } from '../Verdict';
import { formatSarif } from './sarif';
import { formatText } from './text';

/**
 * Formats a verdict for people, for programs, or for code scanning (SARIF 2.1.0).
 * @param options - `file`: path of the template, for the locations of the findings
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
        `format: ${JSON.stringify(
          format,
        )} is not a valid format. Use text, json or sarif.`,
      );
  }
}
