/** Changes the text of a template. */
export type Edit = (template: string) => string;

/** Replaces a part of a template, which must have it. */
export const replace =
  (from: string | RegExp, to: string): Edit =>
  template => {
    const text = template.replace(from, to);
    if (text === template) throw new Error(`the template has no ${from}`);
    return text;
  };

/** Removes a resource. */
export const remove = (id: string) =>
  replace(new RegExp(`^  ${id}:\\n(?: {4}.*\\n)+`, 'm'), '');

/** Removes a line with what is nested in it. */
export const drop = (start: string) =>
  replace(new RegExp(`^( *)${start}.*\\n(?:\\1 .*\\n)*`, 'm'), '');

/** Adds a resource: its ID, its type and its properties in flow style. */
export const add =
  (id: string, type: string, properties: string): Edit =>
  template =>
    `${template}  ${id}: { Type: '${type}', Properties: { ${properties} } }\n`;

/** A policy document with one statement that allows something, in flow style. */
export const allow = (rest: string) =>
  `{ Statement: [{ Effect: Allow, ${rest} }] }`;
