/** The content type of the pages. */
export const htmlType = 'text/html; charset=utf-8';

/** Renders a page. @param body - HTML in which all untrusted text is escaped */
export function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escape(
    title,
  )}</title>
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}pre{overflow-x:auto;font-size:.9em}</style>
<main><h1>${escape(title)}</h1>
${body}</main></html>`;
}

/** Renders a list of links. */
export function list(items: Array<[text: string, href: string]>): string {
  const lines = items.map(
    ([text, href]) => `<li><a href="${escape(href)}">${escape(text)}</a></li>`,
  );
  return `<ul>${lines.join('\n')}</ul>`;
}

/** Renders the content of a text file, or the size of a binary file. */
export function pre(content: Buffer): string {
  return content.includes(0)
    ? `<p>Binary file, ${content.length} bytes.</p>`
    : `<pre>${escape(content.toString())}</pre>`;
}

/** Escapes a text for HTML, between tags or in a quoted attribute. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, char => `&#${char.charCodeAt(0)};`);
}
