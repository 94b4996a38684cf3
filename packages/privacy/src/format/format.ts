import { rules } from '../rules';
import type { Verdict } from '../Verdict';
import type { Picture } from '../proof/model';
import { toHtml } from '../proof/html';
import { toMarkdown } from '../proof/markdown';
import { proofContent } from '../proof/proofContent';
import { formatSarif } from './sarif';
import { formatText } from './text';

/**
 * Formats a verdict for people, for programs, for code scanning (SARIF 2.1.0), or as a proof document (Markdown, HTML).
 *
 * @param options - `file`: path of the template, for the locations of the findings. `picture`: the network, which a proof document
 *   draws. {@link networkPicture} makes it
 * @throws TypeError for another format
 * @public
 */
export function formatVerdict(
  verdict: Verdict,
  format: 'text' | 'json' | 'sarif' | 'markdown' | 'html',
  options: { file?: string; picture?: Picture } = {},
): string {
  switch (format) {
    case 'json':
      return JSON.stringify(verdict, null, 2);
    case 'sarif':
      return formatSarif(verdict, rules, options.file);
    case 'markdown':
      return toMarkdown(proofContent(verdict, rules, options));
    case 'html':
      return toHtml(proofContent(verdict, rules, options));
    case 'text':
      return formatText(verdict, rules, options.file);
    default:
      throw new TypeError(
        `format: ${JSON.stringify(
          format,
        )} is not a valid format. Use text, json, sarif, markdown or html.`,
      );
  }
}
