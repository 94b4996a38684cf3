import { failureCodes, failureTable } from '@private-serverless/wire';
import { failureText } from '../failureText';

/** The table of docs/failure-codes.md, with the general texts: without the values of a result. Formatted as Prettier does. */
export function failureCodesTable(): string {
  const rows = failureCodes.map(code => {
    const { phase, meaning } = failureTable[code];
    const { headline, advice } = failureText(code);
    return [`\`${code}\``, phase, meaning, headline, advice];
  });
  const header = ['code', 'phase', 'meaning', 'headline', 'what to do'];
  const widths = header.map((title, column) =>
    Math.max(...[title, ...rows.map(row => row[column])].map(t => t.length)),
  );
  const line = (cells: string[]) =>
    `| ${cells.map((text, i) => text.padEnd(widths[i])).join(' | ')} |`;
  return [
    line(header),
    line(widths.map(width => '-'.repeat(width))),
    ...rows.map(line),
  ].join('\n');
}
