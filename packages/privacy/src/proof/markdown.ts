import { cleanText } from './cleanText';
import type { Block, Content, Inline, Line } from './content';
import { describePicture } from './describePicture';
import { mermaid } from './mermaid';

/** Writes a document as Markdown of GitHub, with the network as a diagram of Mermaid. */
export function toMarkdown({ blocks, title }: Content): string {
  return `${[`# ${escape(title)}`, ...blocks.map(write)].join('\n\n')}\n`;
}

function write(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${line(block.text)}`;
    case 'paragraph':
      return line(block.text);
    case 'list':
      return block.items.map(item => `- ${line(item)}`).join('\n');
    case 'table':
      return [
        block.header.map(escape),
        block.header.map(() => '---'),
        ...block.rows.map(row => row.map(cell => line(cell, true))),
      ]
        .map(row => `| ${row.join(' | ')} |`)
        .join('\n');
    case 'code':
      return fenced(block.text, 'yaml');
    default:
      return [
        fenced(mermaid(block.picture), 'mermaid'),
        describePicture(block.picture)
          .map(one => `- ${escape(one)}`)
          .join('\n'),
      ].join('\n\n');
  }
}

function line(parts: Line, isCell = false): string {
  return parts.map(part => inline(part, isCell)).join('');
}

function inline(part: Inline, isCell: boolean): string {
  if (typeof part === 'string') return escape(part);
  if ('code' in part) return code(part.code, isCell);
  const [, text, space] = /^([^]*?)(\s*)$/.exec(part.strong)!;
  return `**${escape(text)}**${space}`;
}

/** Text without a meaning in Markdown: no markup, no HTML, no link, also not one that GitHub makes of an address or of a name. */
function escape(text: string): string {
  return cleanText(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]#|~$!^]/g, '\\$&')
    .replace(/^(\s*)([-+=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/, '$1\\$2')
    .replace(/@/g, '&#64;')
    .replace(/:\/\//g, '&#58;//')
    .replace(/www\./gi, match => `${match.slice(0, 3)}&#46;`);
}

/** A code span. Its delimiter is longer than every run of backticks in it. A table ends a cell at `|`, also in code. */
function code(text: string, isCell: boolean): string {
  const clean = cleanText(text);
  if (clean === '') return '(empty)';
  const delimiter = '`'.repeat(longestRun(clean) + 1);
  const space = /^[` ]|[` ]$/.test(clean) ? ' ' : '';
  const content = isCell ? clean.replace(/\|/g, '\\|') : clean;
  return `${delimiter}${space}${content}${space}${delimiter}`;
}

function fenced(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(run => run.length));
}
