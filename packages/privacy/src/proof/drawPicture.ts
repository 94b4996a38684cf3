import { cleanText, escapeXml } from './cleanText';
import { type Box, type Layout, layoutOf, type Placed } from './layout';
import { marks, type Picture } from './model';
import { pictureStyle, type Theme } from './pictureStyle';

/** Options of {@link drawPicture}. @public */
export type DrawOptions = {
  /** Colors. `auto` follows the setting of the reader (`prefers-color-scheme`). @defaultValue auto */
  theme?: Theme;
};

/**
 * Draws the network of a template as SVG, for a page or an image. The text depends on nothing but the picture, and has no script and
 * no external reference. A status has a mark and a word, never only a color. {@link describePicture} has the same content as text.
 * @public
 */
export function drawPicture(
  picture: Picture,
  { theme = 'auto' }: DrawOptions = {},
): string {
  const layout = layoutOf(picture);
  const { frame, height, placed, width } = layout;
  const byId = new Map(placed.map(one => [one.id, one]));
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" class="ps-picture" role="img" aria-label="Network of the template: what reaches it, what it reaches, and what separates it from the internet" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<style>${pictureStyle(theme)}</style>`,
    '<defs>',
    ...['ps-line', 'ps-bad', 'ps-unclear'].map(
      name =>
        `<marker id="${name}-end" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="10" markerHeight="10" markerUnits="userSpaceOnUse" orient="auto"><path class="${name}-end" d="M0 0L8 4L0 8z"/></marker>`,
    ),
    '</defs>',
    rect({ x: 0, y: 0, width, height }, 'ps-ground', 0),
    ...(frame
      ? [
          rect(frame, 'ps-vpc', 10),
          text(
            frame.x + 12,
            frame.y + 18,
            titleOf(picture, frame.width),
            'ps-title',
          ),
        ]
      : []),
    ...picture.edges.flatMap(({ from, to }) => {
      const [one, other] = [byId.get(from), byId.get(to)];
      return one && other ? [edge(one, other)] : [];
    }),
    ...placed.flatMap((one, index) =>
      one.exposure ? [exposureEdge(one, index, layout)] : [],
    ),
    ...barriersOf(picture, layout),
    ...placed.flatMap(nodeOf),
    '</svg>',
  ];
  return lines.join('\n');
}

function titleOf({ networks }: Picture, width: number): string {
  const names = networks.map(
    ({ label, subnets }) =>
      `${label}, ${subnets === 1 ? '1 subnet' : `${subnets} subnets`}`,
  );
  return shorten(names.join(' · ') || 'VPC', Math.floor(width / 7.5));
}

function nodeOf(one: Placed): string[] {
  const { exposure, height, kind, label, width, x, y } = one;
  const status = exposure ? ` ps-${exposure.status}` : '';
  const word = {
    violated: 'exposed',
    unproven: 'not proven',
    excepted: 'exception',
  };
  return [
    '<g>',
    `<title>${escapeXml(`${label} (${kind})`)}</title>`,
    rect({ x, y, width, height }, `ps-node${status}`, 6),
    text(x + 10, y + 19, shorten(label, 24), 'ps-label'),
    text(x + 10, y + 35, shorten(kind, 30), 'ps-kind'),
    ...(exposure
      ? [
          text(
            x + 10,
            y + 52,
            shorten(
              `${marks[exposure.status]} ${word[exposure.status]}: ${shortList(
                exposure.rules,
              )}`,
              28,
            ),
            `ps-mark ps-note${status}`,
          ),
        ]
      : []),
    '</g>',
  ];
}

/** Two rules, or the first and how many others there are. The text of the picture has all of them. */
function shortList(rules: readonly string[]): string {
  return rules.length > 2
    ? `${rules[0]} +${rules.length - 1}`
    : rules.join(', ');
}

/** A curve from one node to another one: sideways, or up and down between the frame and what is above it. */
function edge(from: Placed, to: Placed): string {
  const [fromY, toY] = [from, to].map(one => one.y + one.height / 2);
  const isLeft = to.x >= from.x + from.width;
  if (!isLeft && to.x + to.width > from.x) {
    const isUp = to.y < from.y;
    const [x1, x2] = [from, to].map(one => one.x + one.width / 2);
    const y1 = isUp ? from.y : from.y + from.height;
    const y2 = isUp ? to.y + to.height : to.y;
    const middle = (y1 + y2) / 2;
    return path(`M${x1} ${y1}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`);
  }
  const x1 = isLeft ? from.x + from.width : from.x;
  const x2 = isLeft ? to.x : to.x + to.width;
  const middle = (x1 + x2) / 2;
  return path(
    `M${x1} ${fromY}C${middle} ${fromY} ${middle} ${toY} ${x2} ${toY}`,
  );
}

/** From the internet up beside a column, and into the node. */
function exposureEdge(
  one: Placed,
  index: number,
  { internet }: Layout,
): string {
  const x = one.x - 8 - (index % 5) * 4;
  const y = one.y + one.height - 10;
  return path(
    `M${x} ${internet.y}V${y}H${one.x}`,
    one.exposure?.status === 'unproven' ? 'ps-unclear' : 'ps-bad',
  );
}

function barriersOf(
  { barriers: list }: Picture,
  { barriers: box, internet }: Layout,
): string[] {
  return [
    rect(box, 'ps-barrier', 6),
    text(
      box.x + 12,
      box.y + 18,
      'Between the network and the internet',
      'ps-title',
    ),
    ...list.map(({ rule, status, title }, index) =>
      text(
        box.x + 12,
        box.y + 37 + index * 18,
        `${marks[status]} ${rule} ${title}: ${wordOf(status)}`,
        `ps-mark ps-${status}`,
      ),
    ),
    rect(internet, 'ps-internet', 6),
    text(internet.x + 12, internet.y + 23, 'Internet', 'ps-label'),
  ];
}

function wordOf(status: string): string {
  return status === 'not-applicable' ? 'not applicable' : status;
}

function rect({ x, y, width, height }: Box, name: string, radius: number) {
  return `<rect class="${name}" x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}"/>`;
}

function text(x: number, y: number, content: string, name: string): string {
  return `<text class="${name}" x="${x}" y="${y}">${escapeXml(content)}</text>`;
}

function path(d: string, name = 'ps-line'): string {
  return `<path class="${name}" d="${d}" marker-end="url(#${name}-end)"/>`;
}

/** @param length - in characters of a common width */
function shorten(content: string, length: number): string {
  const characters = [...cleanText(content)];
  return characters.length <= length
    ? characters.join('')
    : `${characters.slice(0, length - 1).join('')}…`;
}
