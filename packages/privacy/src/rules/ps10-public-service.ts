import { censusOf } from '../census/exposure';
import { observeSwitches } from '../census/observe';
import { observePresence } from '../census/observePresence';
import { valuesAt } from '../census/valuesAt';
import { observePolicies } from '../exposure/policies';
import { type Observation, provenAbsent, type Rule } from '../rule';
import type { Template } from '../template/Template';

/**
 * Types that AWS services call on behalf of others. A service that uses a key or a secret needs a permission for what it decrypts
 * or reads too.
 */
const actsForOthers = /^aws::(sqs|sns)::/;

/** PS10: no public service of the known types, and no policy of a queue, topic, key or secret for strangers. */
export const publicService: Rule = {
  id: 'PS10',
  title:
    'No public service of the known types, no policy of a queue, topic, key, secret or Lattice service for strangers',
  severity: 'H',
  why: 'Services other than API Gateway can also expose an address, a queue or a key to the internet. The known types are HTTP and WebSocket APIs, CloudFront distributions, AppSync APIs, Cognito domains, global accelerators, and App Runner and VPC Lattice services. PS48 to PS51 examine the others.',
  fix: 'Remove the resource, or make it private. In policies, name principals, accounts or sources.',
  *check(template) {
    const found = [
      ...observePresence(template, 'PS10'),
      ...observeSwitches(template, 'PS10'),
      ...observeResourcePolicies(template),
    ];
    yield* found;
    if (found.length === 0) {
      yield provenAbsent('other public service of the known types');
    }
  },
};

function* observeResourcePolicies(template: Template): Iterable<Observation> {
  const { policies } = censusOf('PS10');
  for (const resource of template.resources) {
    const type = resource.lowerType;
    for (const { path } of policies.get(type) ?? []) {
      yield* observePolicies(
        template,
        resource,
        valuesAt(template, resource, path),
        { services: actsForOthers.test(type) ? 'H' : 'none' },
      );
    }
  }
}
