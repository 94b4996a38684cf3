import { classifyCidr } from '@private-serverless/template';
import {
  interfaceEndpoints,
  nameOfEndpoint,
  placeOfEndpoint,
  type ServedEndpoint,
} from '../network/clients';
import { type IngressRule, ingressRulesOf } from '../network/ingressRules';
import { ownRange } from '../network/ownRange';
import { someIncludes } from '../network/reach';
import { every, some } from '../policy/statement';
import { Observation, Rule } from '../rule';
import type { Template } from '../template/Template';

const port = 443;

/** PS22: the security groups of endpoints allow 443 from the functions that need the service, and from no public source. */
export const endpointGroups: Rule = {
  id: 'PS22',
  title:
    'Security groups of endpoints allow 443 from the functions that call the service, and nothing from public sources',
  severity: 'M',
  why: 'If the group of an endpoint does not admit a function, its calls of the service time out. If it admits public sources, only routing protects the endpoint.',
  fix: 'Allow ingress on port 443 from the security group of the function.',
  *check(template) {
    for (const served of interfaceEndpoints(template)) {
      yield* observe(template, served);
    }
  },
};

function* observe(
  template: Template,
  served: ServedEndpoint,
): Iterable<Observation> {
  const { clients, endpoint } = served;
  const name = nameOfEndpoint(template, endpoint);
  const base = placeOfEndpoint(served);
  const unproven = (why: string): Observation => ({
    ...base,
    status: 'unproven',
    message: `Cannot determine whom the security groups of ${name} admit: ${why}.`,
    ...(!endpoint.resource && { fix: template.network.advice }),
  });
  const groups = groupsOf(endpoint.groups.possible, endpoint.vpc.value);
  const known = groups.map(group => ingressRulesOf(template, group));
  const unknown =
    endpoint.groups.why ?? known.find(({ why }) => why !== undefined)?.why;
  const rules = known.flatMap(({ value }) => value ?? []);
  const open = publicSources(template, rules);
  for (const range of open) {
    yield {
      ...base,
      status: 'violated',
      message: `A security group of ${name} allows ingress from ${range}, which contains public addresses.`,
      fix: 'Allow ingress only from the security groups of the functions, or from private CIDRs.',
    };
  }
  let isProven = open.length === 0;
  for (const client of clients) {
    const { id } = client.lambda;
    const isAdmitted = some(
      rules.map(rule =>
        every([
          rule.admits(port),
          someIncludes(template, rule.sources, client),
        ]),
      ),
    );
    if (isAdmitted === true) continue;
    isProven = false;
    yield isAdmitted === undefined || unknown !== undefined
      ? unproven(unknown ?? `whether they admit ${id} on port 443 is not known`)
      : {
          ...base,
          status: 'violated',
          message: `No security group of ${name} allows port 443 from ${id}, which calls its service.`,
        };
  }
  if (!isProven) return;
  yield unknown !== undefined
    ? unproven(unknown)
    : {
        ...base,
        status: 'proven',
        message: `The security groups of ${name} admit no public source${
          clients.length > 0
            ? `, and port 443 from ${clients
                .map(({ lambda }) => lambda.id)
                .join(', ')}`
            : ''
        }.`,
      };
}

/** An endpoint without a group has the default group of its VPC. */
function groupsOf(groups: string[], vpc: string | undefined): string[] {
  if (groups.length > 0) return groups;
  return [vpc?.startsWith('resource ') ? vpc : 'the default group of the VPC'];
}

/** The public ranges that the rules admit. PS06 reports unknown ones. */
function publicSources(
  template: Template,
  rules: readonly IngressRule[],
): string[] {
  return rules
    .flatMap(({ sources }) => sources)
    .flatMap(source => {
      if (source.kind !== 'range' || source.value.kind !== 'scalar') return [];
      const { value } = source;
      const isPublic =
        ownRange(template, value) === undefined &&
        classifyCidr(value.text) === 'public' &&
        !template.network.isPrivate(value.text);
      return isPublic ? [value.text.trim()] : [];
    });
}
