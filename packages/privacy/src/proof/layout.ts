import type { Picture, PictureNode } from './model';

/** Sizes in user units, which are pixels at the natural size. */
export const node = { width: 180, height: 46, exposedHeight: 62 };
const gap = { row: 14, column: 56 };
const margin = 16;
const padding = 20;
const frameTitle = 26;
/** Space for lines beside what is exposed. */
const inset = 34;
const gutter = 34;
const rowHeight = node.exposedHeight + gap.row;

export type Box = { x: number; y: number; width: number; height: number };
export type Placed = PictureNode & Box;

/** Where everything of a picture is. */
export type Layout = {
  width: number;
  height: number;
  placed: Placed[];
  /** The VPC. Absent without one. */
  frame?: Box;
  barriers: Box;
  internet: Box;
};

/**
 * Places the nodes in columns from the callers on the left to the services on the right. What is in the VPC is in a frame. APIs and
 * functions outside are above it, what else is exposed is below, and the internet is at the bottom.
 */
export function layoutOf({ networks, nodes, barriers }: Picture): Layout {
  const of = (column: PictureNode['column'], inVpc?: boolean) =>
    nodes.filter(
      one =>
        one.column === column && (inVpc === undefined || one.inVpc === inVpc),
    );
  const placed: Placed[] = [];
  const [clients, services] = [of('clients'), of('service')];
  const above = [of('api'), of('function', false)].filter(one => one.length);
  const inside = [
    of('balancer'),
    of('entry'),
    of('function', true),
    of('endpoint'),
  ].filter(one => one.length);
  const hasFrame = networks.length > 0 || inside.length > 0;

  const frameX = margin + (clients.length ? node.width + gap.column : 0);
  // An API is above the space between what reaches it and what it calls.
  const called = inside.findIndex(([one]) => one.column === 'function');
  const first = Math.max(0, (called < 0 ? inside.length : called) - 1);
  const columnsIn = Math.max(
    inside.length,
    above.length > 0 ? first + above.length : 0,
    hasFrame ? 2 : 0,
  );
  const frameWidth =
    columnsIn > 0
      ? columnsIn * node.width + (columnsIn - 1) * gap.column + 2 * padding
      : 0;
  const columnX = (index: number) =>
    frameX + padding + index * (node.width + gap.column);
  const aboveHeight = Math.max(0, ...above.map(one => one.length)) * rowHeight;
  const frameY = margin + aboveHeight + (aboveHeight ? gap.row : 0);
  const insideRows = Math.max(0, ...inside.map(one => one.length));
  const frameHeight =
    frameTitle + Math.max(1, insideRows) * rowHeight + gap.row;

  const put = (one: PictureNode, x: number, y: number) =>
    placed.push({
      ...one,
      x,
      y,
      width: node.width,
      height: one.exposure ? node.exposedHeight : node.height,
    });
  const shift =
    first + above.length < columnsIn ? (node.width + gap.column) / 2 : 0;
  above.forEach((column, index) =>
    column.forEach((one, row) =>
      put(one, columnX(first + index) + shift, margin + row * rowHeight),
    ),
  );
  inside.forEach((column, index) =>
    column.forEach((one, row) =>
      put(
        one,
        columnX(index),
        frameY + frameTitle + gap.row / 2 + row * rowHeight,
      ),
    ),
  );
  const bodyY = hasFrame ? frameY + frameTitle + gap.row / 2 : margin;
  clients.forEach((one, row) => put(one, margin, bodyY + row * rowHeight));
  const serviceX = frameX + frameWidth + (frameWidth ? gap.column : 0);
  services.forEach((one, row) => put(one, serviceX, bodyY + row * rowHeight));

  const contentWidth = Math.max(
    services.length ? serviceX + node.width : frameX + frameWidth,
    2 * margin + 3 * node.width,
  );
  const bottom = Math.max(
    hasFrame ? frameY + frameHeight : frameY,
    bodyY + Math.max(clients.length, services.length) * rowHeight,
  );
  const others = of('other');
  const perRow = Math.max(
    1,
    Math.floor(
      (contentWidth - margin - inset + gutter) / (node.width + gutter),
    ),
  );
  others.forEach((one, index) =>
    put(
      one,
      margin + inset + (index % perRow) * (node.width + gutter),
      bottom + gap.column / 2 + Math.floor(index / perRow) * rowHeight,
    ),
  );
  const barriersY =
    bottom +
    gap.column / 2 +
    Math.ceil(others.length / perRow) * rowHeight +
    (others.length ? gap.row : 0);
  const band = { x: margin, width: contentWidth - margin };
  const barrierBox = {
    ...band,
    y: barriersY,
    height: 28 + barriers.length * 18,
  };
  const internet = {
    ...band,
    y: barrierBox.y + barrierBox.height + gap.row,
    height: 36,
  };
  return {
    width: contentWidth + margin,
    height: internet.y + internet.height + margin,
    placed,
    ...(hasFrame && {
      frame: { x: frameX, y: frameY, width: frameWidth, height: frameHeight },
    }),
    barriers: barrierBox,
    internet,
  };
}
