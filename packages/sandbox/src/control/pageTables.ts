import { escapeXml } from '../protocol/xml';

/**
 * A table of the page.
 *
 * @param rows - HTML of the rows. "None" if there are none.
 */
export function table(
  caption: string,
  heads: string[],
  rows: string[],
): string {
  const head = heads.map(text => `<th scope="col">${text}</th>`).join('');
  const none = `<tr><td colspan="${heads.length}">None</td></tr>`;
  return `<table><caption>${caption}</caption><thead><tr>${head}</tr></thead>
    <tbody>${rows.join('') || none}</tbody></table>`;
}

/**
 * A row of a table.
 *
 * @param name - text of its head
 * @param texts - texts of the next cells
 * @param html - HTML of the last cell. @defaultValue no such cell
 */
export function row(name: string, texts: string[], html?: string): string {
  const cells = texts.map(text => `<td>${escapeXml(text)}</td>`);
  const last = html === undefined ? '' : `<td>${html}</td>`;
  return `<tr><th scope="row">${escapeXml(name)}</th>${cells.join(
    '',
  )}${last}</tr>`;
}

/**
 * A button that makes a control call.
 *
 * @param path - segments of the path under `/_sandbox`
 * @param subject - what the call is about, for its accessible name
 */
export function button(label: string, path: string[], subject: string): string {
  const action = `/_sandbox/${path.map(encodeURIComponent).join('/')}`;
  const name = escapeXml(`${label} ${subject}`);
  return `<form method="post" action="${action}"><button aria-label="${name}">${label}</button></form>`;
}
