import {
  containsCidr,
  type Truth,
  type Value,
} from '@private-serverless/template';
import { every, some } from '../policy/statement';
import type { Template } from '../template/Template';
import { identityOf, mayBeSame } from './identity';
import type { Source } from './ingressRules';
import { shownName } from './names';
import { ownRange } from './ownRange';
import type { VpcFunction } from './vpcFunctions';

/** Whether a source of an ingress rule includes a function, wherever in its subnets it runs. */
export function includesFunction(
  template: Template,
  source: Source,
  one: VpcFunction,
): Truth {
  switch (source.kind) {
    case 'group':
      if (one.groups.certain.includes(source.name)) return true;
      return one.groups.why !== undefined ||
        one.groups.possible.some(group => mayBeSame(group, source.name))
        ? undefined
        : false;
    case 'range':
      return includesSubnets(template, source.value, one);
    default:
      return undefined;
  }
}

function includesSubnets(
  template: Template,
  range: Value,
  one: VpcFunction,
): Truth {
  const vpc = one.vpc.value;
  const owner = ownRange(template, range);
  if (owner !== undefined && vpc === `resource ${owner}`) return true;
  if (vpc !== undefined && contains(range, rangesOf(template, vpc))) {
    return true;
  }
  return every(
    one.subnets.map((subnet): Truth => {
      if (subnet.name === undefined) return undefined;
      if (owner !== undefined && subnet.name === `resource ${owner}`) {
        return true;
      }
      return contains(range, rangesOf(template, subnet.name));
    }),
  );
}

/** The ranges of a VPC or subnet, by its name. */
function rangesOf(template: Template, name: string): Value[] {
  const resource = template.resource(shownName(name));
  if (name.startsWith('resource ') && resource) {
    return template.property(resource, 'CidrBlock');
  }
  const { network } = template;
  const vpc = network.vpc().value;
  const texts =
    vpc?.id === name
      ? vpc.cidrs
      : [network.subnet(name).value?.cidr ?? []].flat();
  const at = { kind: 'scalar', path: '', line: 0, value: name } as const;
  return texts.map(text => ({ kind: 'scalar', at, text, symbolic: false }));
}

/** Whether a range contains all others. Undefined if this is not known. */
function contains(range: Value, others: readonly Value[]): Truth {
  if (others.length === 0) return undefined;
  return every(
    others.map((other): Truth => {
      const isSame =
        identityOf(range) !== undefined &&
        identityOf(range) === identityOf(other);
      if (isSame) return true;
      return range.kind === 'scalar' &&
        other.kind === 'scalar' &&
        !range.symbolic &&
        !other.symbolic
        ? containsCidr(range.text, other.text)
        : undefined;
    }),
  );
}

/** Whether one of several sources includes a function. */
export function someIncludes(
  template: Template,
  sources: readonly Source[],
  one: VpcFunction,
): Truth {
  return some(sources.map(source => includesFunction(template, source, one)));
}
