import type { Random } from './Random';

/** The text of a template, in a random notation: JSON, or YAML with or without the short forms of functions. */
export function write(random: Random, template: unknown): string {
  const notation = random.below(4);
  if (notation === 0) return JSON.stringify(template);
  if (notation === 1) return JSON.stringify(template, null, 2);
  return `${yaml(template, '', notation === 3).trimStart()}\n`;
}

/** Block YAML. JSON strings are valid scalars in it. */
function yaml(value: unknown, indent: string, isShort: boolean): string {
  if (typeof value !== 'object' || value === null) {
    return ` ${JSON.stringify(value)}`;
  }
  const entries = Object.entries(value);
  if (Array.isArray(value)) {
    if (value.length === 0) return ' []';
    return value
      .map(item => `\n${indent}-${yaml(item, `${indent}  `, isShort)}`)
      .join('');
  }
  if (entries.length === 0) return ' {}';
  const [[name = '', argument] = []] = entries;
  const isFunction = name === 'Ref' || name.startsWith('Fn::');
  if (isShort && entries.length === 1 && isFunction) {
    // A short form directly inside another one is valid YAML only in a block.
    return ` !${name.replace('Fn::', '')}${yaml(argument, indent, isShort)}`;
  }
  return entries
    .map(
      ([key, item]) =>
        `\n${indent}${JSON.stringify(key)}:${yaml(
          item,
          `${indent}  `,
          isShort,
        )}`,
    )
    .join('');
}
