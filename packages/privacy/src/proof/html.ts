import { escapeXml } from './cleanText';
import type { Block, Content, Inline, Line } from './content';
import { describePicture } from './describePicture';
import { drawPicture } from './drawPicture';
import { pageStyle } from './pageStyle';

/** Writes a document as one HTML file without scripts and requests. A policy in the file forbids both. */
export function toHtml({ blocks, title, verdict }: Content): string {
  return `${[
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeXml(title)}</title>`,
    `<style>${pageStyle}</style>`,
    '</head>',
    '<body>',
    `<main class="${verdict}">`,
    `<h1>${escapeXml(title)}</h1>`,
    ...blocks.map(write),
    '</main>',
    '</body>',
    '</html>',
  ].join('\n')}\n`;
}

function write(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}>${line(block.text)}</h${block.level}>`;
    case 'paragraph':
      return `<p>${line(block.text)}</p>`;
    case 'list':
      return list(block.items.map(item => line(item)));
    case 'table':
      return table(block);
    case 'code':
      // The keyboard can scroll it.
      return `<pre tabindex="0" role="group" aria-label="Change of the template"><code>${block.text
        .split('\n')
        .map(escapeIndented)
        .join('\n')}</code></pre>`;
    default:
      return [
        '<div class="picture" tabindex="0" role="group" aria-label="Picture of the network">',
        drawPicture(block.picture),
        '</div>',
        '<details>',
        '<summary>The picture as text</summary>',
        list(describePicture(block.picture).map(escapeXml)),
        '</details>',
      ].join('\n');
  }
}

function list(items: readonly string[]): string {
  return `<ul>\n${items.map(item => `<li>${item}</li>`).join('\n')}\n</ul>`;
}

/** The first cell of a row is its header. On a narrow screen, each row is a block whose cells have the names of their columns. */
function table({
  caption,
  header,
  rows,
}: Extract<Block, { kind: 'table' }>): string {
  const cell = (content: Line, index: number) =>
    index === 0
      ? `<th scope="row" role="rowheader">${line(content)}</th>`
      : `<td role="cell" data-label="${escapeXml(header[index])}">${line(
          content,
        )}</td>`;
  return [
    // A table with another display has no role by itself.
    '<table role="table">',
    `<caption>${escapeXml(caption)}</caption>`,
    `<thead role="rowgroup"><tr role="row">${header
      .map(one => `<th scope="col" role="columnheader">${escapeXml(one)}</th>`)
      .join('')}</tr></thead>`,
    '<tbody role="rowgroup">',
    ...rows.map(row => `<tr role="row">${row.map(cell).join('')}</tr>`),
    '</tbody>',
    '</table>',
  ].join('\n');
}

function line(parts: Line): string {
  return parts.map(inline).join('');
}

function inline(part: Inline): string {
  if (typeof part === 'string') return escapeXml(part);
  return 'code' in part
    ? `<code>${escapeXml(part.code)}</code>`
    : `<strong>${escapeXml(part.strong)}</strong>`;
}

function escapeIndented(text: string): string {
  const indent = text.length - text.trimStart().length;
  return ' '.repeat(indent) + escapeXml(text.slice(indent));
}
