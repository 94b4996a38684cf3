import { cleanText } from './cleanText';
import { marks, type Picture, type PictureNode } from './model';

/**
 * The network as a flowchart of Mermaid, which GitHub draws.
 *
 * Labels are in quotes, and every character that could end them is an entity.
 * Source: https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
 */
export function mermaid({ barriers, edges, networks, nodes }: Picture): string {
  const names = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const write = (node: PictureNode) =>
    `${names.get(node.id)}["${labelOf(node)}"]`;
  const inside = nodes.filter(({ inVpc }) => inVpc);
  const outside = nodes.filter(({ inVpc }) => !inVpc);
  const title = networks.map(
    ({ label, subnets }) => `${label}, subnets: ${subnets}`,
  );
  const isSeparate = nodes.every(({ exposure }) => !exposure);
  return [
    'flowchart LR',
    ...outside.map(node => `  ${write(node)}`),
    ...(inside.length > 0 || networks.length > 0
      ? [
          `  subgraph vpc["${escape(title.join('; ') || 'VPC')}"]`,
          ...(inside.length > 0
            ? inside.map(node => `    ${write(node)}`)
            : ['    empty["no function or endpoint"]']),
          '  end',
        ]
      : []),
    '  internet(("Internet"))',
    ...edges.map(({ from, to }) => `  ${names.get(from)} --> ${names.get(to)}`),
    ...nodes.flatMap(({ exposure, id }) =>
      exposure
        ? [
            `  internet ${
              exposure.status === 'unproven' ? '-.' : '=='
            }"${escape(
              `${marks[exposure.status]} ${exposure.rules.join(', ')}`,
            )}"${exposure.status === 'unproven' ? '.->' : '==>'} ${names.get(
              id,
            )}`,
          ]
        : [],
    ),
    ...(isSeparate && (inside.length > 0 || networks.length > 0)
      ? [
          `  internet x-. "${escape(
            barriers
              .map(({ rule, status }) => `${marks[status]} ${rule}`)
              .join(', '),
          )}" .-x vpc`,
        ]
      : []),
  ].join('\n');
}

function labelOf({ exposure, kind, label }: PictureNode): string {
  const lines = [label, kind].map(escape);
  return [
    ...lines,
    ...(exposure
      ? [escape(`${marks[exposure.status]} ${exposure.status}`)]
      : []),
  ].join('<br/>');
}

function escape(text: string): string {
  return [...cleanText(text)]
    .map(one =>
      /[\p{L}\p{N} .,:;\u2713\u2715?\u2016\u2013/_-]/u.test(one) && one !== ';'
        ? one
        : `#${one.codePointAt(0)};`,
    )
    .join('');
}
