import { marks, type Picture } from './model';

/**
 * The picture as text, one sentence a line: for readers who do not see it, and for places without images.
 * @public
 */
export function describePicture(picture: Picture): string[] {
  const { barriers, edges, networks, nodes } = picture;
  const nameOf = new Map(
    nodes.map(({ id, kind, label }) => [id, `${label} (${kind})`]),
  );
  const targets = new Map<string, string[]>();
  for (const { from, to } of edges) {
    targets.set(from, [...(targets.get(from) ?? []), nameOf.get(to) ?? to]);
  }
  const connected = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const alone = nodes.filter(
    ({ id, column }) => !connected.has(id) && column !== 'other',
  );
  return [
    ...networks.map(
      ({ label, subnets }) =>
        `${label} has ${subnets === 1 ? '1 subnet' : `${subnets} subnets`}.`,
    ),
    ...[...targets].map(
      ([from, names]) => `${nameOf.get(from) ?? from} → ${names.join(', ')}`,
    ),
    ...alone.map(
      ({ id, inVpc }) =>
        `${nameOf.get(id)}${
          inVpc ? ', in the VPC' : ''
        }, without a connection in the picture`,
    ),
    ...nodes.flatMap(({ id, exposure }) =>
      exposure
        ? [
            `${marks[exposure.status]} ${
              {
                violated: 'Exposed to the internet',
                unproven: 'Not proven to be separate from the internet',
                excepted: 'Exposed to the internet, with an exception',
              }[exposure.status]
            }: ${nameOf.get(id)}, ${exposure.rules.join(', ')}`,
          ]
        : [],
    ),
    ...barriers.map(
      ({ rule, status, title }) =>
        `${marks[status]} ${rule} ${title}: ${
          status === 'not-applicable' ? 'not applicable' : status
        }`,
    ),
  ];
}
