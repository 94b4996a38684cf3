import { absent, type Value } from '@private-serverless/template';
import type { Change } from '../Change';
import type { Resource, Template } from '../template/Template';

/**
 * Every possible value of an attribute of a load balancer (`LoadBalancerAttributes`).
 *
 * @returns the values, with an `absent` one if the attribute may be missing, and the key of an item if it is not known which
 *   attribute the item sets
 */
export function loadBalancerAttribute(
  template: Template,
  balancer: Resource,
  key: string,
): Value[] {
  return template
    .property(balancer, 'LoadBalancerAttributes')
    .flatMap(list => ofList(template, list, key));
}

function ofList(template: Template, list: Value, key: string): Value[] {
  if (list.kind !== 'list') return [list];
  const isKey = (one: Value) => one.kind === 'scalar' && one.text === key;
  let isCertain = false;
  const found = list.items.flatMap(node => {
    const alternatives = template.values(node).map(item => ({
      item,
      keys: template.child(item, 'Key'),
    }));
    isCertain ||= alternatives.every(({ keys }) => keys.every(isKey));
    return alternatives.flatMap(({ item, keys }) =>
      keys.flatMap(one => {
        if (isKey(one)) return template.child(item, 'Value');
        return one.kind === 'scalar' || one.kind === 'absent' ? [] : [one];
      }),
    );
  });
  return isCertain ? found : [...found, absent(list.at)];
}

/** The change that sets an attribute of a load balancer. */
export function attributeChange(key: string, value: string): Change {
  return {
    path: 'Properties.LoadBalancerAttributes[]',
    value: { Key: key, Value: value },
  };
}

/** Whether the value of an attribute is certainly this text. A boolean is the text `true` or `false`. */
export function isText(value: Value, text: string): boolean {
  return value.kind === 'scalar' && value.text.toLowerCase() === text;
}

/** Application load balancers: those of type `application`, which is the default, or of an unknown type. */
export function applicationLoadBalancers(template: Template): Resource[] {
  return template
    .ofType('AWS::ElasticLoadBalancingV2::LoadBalancer')
    .filter(balancer =>
      template
        .property(balancer, 'Type')
        .some(type => type.kind !== 'scalar' || type.text === 'application'),
    );
}
