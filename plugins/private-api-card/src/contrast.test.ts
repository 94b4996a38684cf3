import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Neither axe nor a reviewer sees the contrast of marks in SVG, of borders and of focus rings, so the pairs of tokens
 * are held to WCAG here: every foreground token that our styles use, on every surface that a card can be.
 */

// By its path in the package: Jest maps what ends in .css to nothing.
const themes = readFileSync(
  join(
    dirname(require.resolve('@backstage/ui/package.json')),
    'dist/css/styles.css',
  ),
  'utf8',
);

/** The tokens of a theme: what it defines, over what is common to all. */
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

function colourOf(tokens: Map<string, string>, name: string): number[] {
  const value = tokens.get(name) ?? '';
  const reference = /^var\((--bui-[\w-]+)\)$/.exec(value);
  if (reference) {
    return colourOf(tokens, reference[1]);
  }
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(value)?.[1];
  if (!hex) {
    throw new Error(`${name} is "${value}", not a colour this test can read`);
  }
  const long = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex;
  return long.match(/../g)!.map(part => parseInt(part, 16) / 255);
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: number[]): number {
  const [red, green, blue] = colour.map(part =>
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
/** Text is on the card's own surface; one deeper, under the pointer and in tracks, there are marks only. */
const surfaces = [
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
      contrast(colourOf(tokens, token), colourOf(tokens, on)),
    ).toBeGreaterThanOrEqual(least);
  });
});

it('finds the tokens that the styles use', () => {
  expect(used).toEqual(
    expect.arrayContaining([
      '--bui-fg-primary',
      '--bui-positive-fg-subdued',
      '--bui-negative-fg-subdued',
    ]),
  );
});
