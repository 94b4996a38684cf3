import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Axe does not check the contrast of SVG marks, borders and focus rings. Therefore, these tests compare every
 * foreground token of our styles with the WCAG limits, on every surface that a card can have.
 */

// Read the file by its path, because Jest replaces imports of .css files.
const themes = readFileSync(
  join(
    dirname(require.resolve('@backstage/ui/package.json')),
    'dist/css/styles.css',
  ),
  'utf8',
);

/** The tokens of a theme, including those that all themes share. */
function tokensOf(theme: 'light' | 'dark'): Map<string, string> {
  const tokens = new Map<string, string>();
  const blocks = [...themes.matchAll(/([^{}]*)\{([^{}]*)\}/g)].filter(
    ([, selector]) =>
      selector.includes(':root') || selector.includes(`'${theme}'`),
  );
  for (const [, , body] of blocks) {
    for (const [, name, value] of body.matchAll(
      /(--bui-[\w-]+):\s*([^;]+);/g,
    )) {
      tokens.set(name, value.trim());
    }
  }
  return tokens;
}

function colorOf(
  tokens: Map<string, string>,
  name: string,
  theme: 'light' | 'dark',
): number[] {
  const value = tokens.get(name) ?? '';
  const byTheme = /^light-dark\((.+), (.+)\)$/.exec(value);
  if (byTheme) {
    return hexColor(name, byTheme[theme === 'light' ? 1 : 2]);
  }
  const reference = /^var\((--bui-[\w-]+)\)$/.exec(value);
  if (reference) {
    return colorOf(tokens, reference[1], theme);
  }
  return hexColor(name, value);
}

function hexColor(name: string, value: string): number[] {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(value)?.[1];
  if (!hex) {
    throw new Error(`${name} is "${value}", not a color this test can read`);
  }
  const long = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex;
  return long.match(/../g)!.map(part => parseInt(part, 16) / 255);
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(color: number[]): number {
  const [red, green, blue] = color.map(part =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: number[], other: number[]): number {
  const [lighter, darker] = [luminance(one), luminance(other)].sort(
    (a, b) => b - a,
  );
  return (lighter + 0.05) / (darker + 0.05);
}

const styles = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.module.css'))
  .map(file => readFileSync(join(__dirname, file), 'utf8'))
  .join('\n');
const used = [
  ...new Set(styles.match(/(?<=var\()--bui-(?:[a-z]+-)?fg-[\w-]+/g)),
];
/** Text is on the page or on a card. The next surface, for hovered elements and tracks, has marks only. */
const surfaces = [
  ['--bui-bg-app', 4.5],
  ['--bui-bg-neutral-1', 4.5],
  ['--bui-bg-neutral-2', 3],
] as const;

describe.each(['light', 'dark'] as const)('in the %s theme', theme => {
  const tokens = tokensOf(theme);

  it.each(
    used.flatMap(token =>
      surfaces.map(([on, least]) => [token, on, least] as const),
    ),
  )('%s on %s has at least %d:1', (token, on, least) => {
    expect(
      contrast(colorOf(tokens, token, theme), colorOf(tokens, on, theme)),
    ).toBeGreaterThanOrEqual(least);
  });
});

it('finds the tokens of the styles', () => {
  expect(used).toEqual(
    expect.arrayContaining([
      '--bui-fg-primary',
      '--bui-positive-fg-subdued',
      '--bui-negative-fg-subdued',
    ]),
  );
});
