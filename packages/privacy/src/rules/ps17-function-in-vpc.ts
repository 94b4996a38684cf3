import type { Value } from '@private-serverless/template';
import { identityOf } from '../network/identity';
import type { FactsSubnet } from '../network/NetworkFacts';
import { subnetsOf } from '../functions/subnets';
import { listed } from '../network/tables';
import { observeRevisions } from '../exposure/revisions';
import { meaning } from '../network/uses';
import { Observation, placeOf, Rule, whyUnknown } from '../rule';
import { Resource, Template } from '../template/Template';
import { isUndeclaredControlPlane } from './ps44-control-plane';

/** PS17: functions run in at least two subnets of the VPC, except control plane functions (PS44). */
export const functionInVpc: Rule = {
  id: 'PS17',
  title: 'Functions run in the VPC',
  severity: 'H',
  why: 'A function outside the VPC has unrestricted access to the internet.',
  fix: 'Add a VpcConfig with subnets in at least two Availability Zones.',
  *check(template) {
    yield* observeRevisions(template);
    for (const lambda of template.ofType('AWS::Lambda::Function')) {
      if (template.purposeOf(lambda) === 'control-plane') continue;
      if (isUndeclaredControlPlane(template, lambda)) continue;
      for (const subnets of subnetsOf(template, lambda)) {
        yield assess(template, lambda, subnets);
      }
    }
  },
};

function assess(
  template: Template,
  lambda: Resource,
  subnets: Value,
): Observation {
  const { id } = lambda;
  if (subnets.kind === 'absent') {
    return {
      status: 'violated',
      resource: id,
      at: placeOf(lambda),
      message: `${id} runs outside the VPC.`,
    };
  }
  const unknown = template
    .items([subnets])
    .find(({ kind }) => kind !== 'scalar' && kind !== 'reference');
  if (unknown) {
    return {
      status: 'unproven',
      resource: id,
      at: unknown.at,
      message: `Cannot determine the subnets of ${id}: the value ${whyUnknown(
        unknown,
      )}.`,
    };
  }
  const count = certainSubnets(template, subnets);
  const at = subnets.at;
  if (count < 2) {
    return {
      status: 'violated',
      resource: id,
      at,
      message:
        count === 0
          ? `${id} runs outside the VPC.`
          : `${id} runs in only one subnet.`,
    };
  }
  return (
    assessOutside(template, lambda, subnets) ?? {
      status: 'proven',
      resource: id,
      at,
      message: `${id} runs in ${count} subnets.`,
    }
  );
}

/** Observes the subnets that the template does not have. Undefined if it has all of them. */
function assessOutside(
  template: Template,
  { id }: Resource,
  subnets: Value,
): Observation | undefined {
  const { network } = template;
  const existing: FactsSubnet[] = [];
  let inside = 0;
  for (const item of template.items([subnets])) {
    const subnet = meaning(template, 'subnet', item);
    if (subnet.is === 'inside') {
      inside += 1;
      continue;
    }
    const known =
      subnet.is === 'outside'
        ? network.subnet(subnet.id)
        : { why: `the ID of a subnet ${subnet.why}` };
    if (known.why !== undefined) {
      return {
        status: 'unproven',
        resource: id,
        at: item.at,
        message: `Cannot determine whether ${id} runs in two Availability Zones of the VPC: ${known.why}.`,
        fix: template.network.advice,
      };
    }
    existing.push(known.value);
  }
  if (existing.length === 0) return undefined;
  const zones = [...new Set(existing.map(one => one.availabilityZoneId))];
  // The zones of subnets in the template are not compared: PS17 requires two subnets of it only.
  const isViolated = inside === 0 && zones.length < 2;
  return {
    status: isViolated ? 'violated' : 'proven',
    resource: id,
    at: subnets.at,
    message: `${id} runs in ${
      isViolated ? 'only one Availability Zone' : 'subnets'
    } of the VPC (${listed(zones)}), ${network.source}.`,
  };
}

/** Number of different subnets that exist regardless of conditions. */
function certainSubnets(template: Template, subnets: Value): number {
  if (subnets.kind !== 'list') return 1;
  const names = subnets.items.flatMap(item => {
    const values = template.values(item);
    if (values.some(({ kind }) => kind === 'absent')) return [];
    // An item with several alternatives counts as one subnet.
    return values.length > 1
      ? [item.path]
      : [identityOf(values[0]) ?? item.path];
  });
  return new Set(names).size;
}
