import { observePresence, presentResources } from '../census/observePresence';
import { observeSwitches } from '../census/observe';
import { observeCollections } from '../exposure/collections';
import { byVpc } from '../exposure/databases';
import { publicAddressDecisions } from '../exposure/decisions';
import { observeStateMachines } from '../exposure/stateMachines';
import { present } from '../exposure/subnets';
import { type Observation, placeOf, provenAbsent, type Rule } from '../rule';
import type { Template } from '../template/Template';

const expressService = 'aws::ecs::expressgatewayservice';

/** PS48: no resource has a public address, and no public-access switch is on. The census names the properties. */
export const publicAddress: Rule = {
  id: 'PS48',
  title: 'No public address and no public-access switch',
  severity: 'H',
  why: 'Databases, brokers, clusters and instances have switches of their own that give them a public address.',
  fix: 'Remove the resource, or make it private.',
  *check(template) {
    const found = [
      ...[...observePresence(template, 'PS48')].filter(
        ({ resource }) =>
          template.resource(resource)?.lowerType !== expressService,
      ),
      ...expressServices(template),
      ...observeSwitches(template, 'PS48', publicAddressDecisions),
      ...observeCollections(template),
      ...observeStateMachines(template),
    ];
    yield* found;
    if (found.length === 0) {
      yield provenAbsent(
        'resource that has a public address or a public-access switch',
      );
    }
  },
};

/**
 * The load balancer of an Express service is internal if its subnets are private.
 *
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/express-service-work.html
 */
function* expressServices(template: Template): Iterable<Observation> {
  for (const { resource } of presentResources(template, 'PS48')) {
    if (resource.lowerType !== expressService) continue;
    const path = 'NetworkConfiguration.Subnets';
    const subnets = present(template, resource, path);
    const base = {
      resource: resource.id,
      at: placeOf(resource),
      fix: `Set ${path} to subnets of a VPC without an internet gateway.`,
    };
    const { id } = resource;
    yield {
      ...base,
      ...(subnets.length === 0
        ? {
            status: 'violated',
            message: `${id} has a public load balancer, because it names no subnets.`,
          }
        : byVpc(template, resource, subnets) ?? {
            status: 'unproven',
            message: `Cannot determine whether the load balancer of ${id} is public: its subnets or their VPC are not in the template.`,
          }),
    };
  }
}
