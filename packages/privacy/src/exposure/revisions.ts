import { type Observation, placeOf, whyUnknown } from '../rule';
import type { Template } from '../template/Template';

/**
 * Observes the revisions of web functions: without a network connector, their traffic goes to the internet.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/web-functions-networking.html
 */
export function* observeRevisions(template: Template): Iterable<Observation> {
  const path = ['ServiceConfig', 'EgressNetworkConnectorArn'];
  for (const revision of template.ofType('AWS::Lambda::WebFunctionRevision')) {
    const { id } = revision;
    for (const value of template.property(revision, ...path)) {
      const fix = `Set ${path.join('.')} to a network connector of the VPC.`;
      if (value.kind === 'absent') {
        yield {
          status: 'violated',
          resource: id,
          at: placeOf(revision),
          message: `${id} sends traffic straight to the internet, because it has no ${path.join(
            '.',
          )}.`,
          fix,
        };
      } else {
        const isKnown = value.kind === 'reference' || value.kind === 'scalar';
        yield {
          status: isKnown ? 'proven' : 'unproven',
          resource: id,
          at: value.at,
          message: isKnown
            ? `${id} sends traffic through a network connector.`
            : `Cannot determine where ${id} sends traffic: ${path.join(
                '.',
              )} ${whyUnknown(value)}.`,
          fix,
        };
      }
    }
  }
}
