/** The content type of the pages. */
export const htmlType = 'text/html; charset=utf-8';

/** A whole page. @param body - HTML; what comes from elsewhere is escaped in it */
export function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escape(
    title,
  )}</title>
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}pre{overflow-x:auto;font-size:.9em}</style>
<main><h1>${escape(title)}</h1>
${body}</main></html>`;
}

/** A list of links. */
export function list(items: Array<[text: string, href: string]>): string {
  const lines = items.map(
    ([text, href]) => `<li><a href="${escape(href)}">${escape(text)}</a></li>`,
  );
  return `<ul>${lines.join('\n')}</ul>`;
}

/** The content of a file as text, or its size where it is not text. */
export function pre(content: Buffer): string {
  return content.includes(0)
    ? `<p>A binary file of ${content.length} bytes.</p>`
    : `<pre>${escape(content.toString())}</pre>`;
}

/** Text for HTML, between tags or in a quoted attribute. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, char => `&#${char.charCodeAt(0)};`);
}
