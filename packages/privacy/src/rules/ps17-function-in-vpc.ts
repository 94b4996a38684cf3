import { Observation, placeOf, Rule, whyNot } from '../rule';
import { entry, stringOf } from '@private-serverless/template';
import { Resource, Template } from '../template/template';
import { Value } from '../template/value';

/** PS17: functions are in the VPC, in two subnets or more; declared control-plane functions are not (PS44). */
export const functionInVpc: Rule = {
  id: 'PS17',
  title: 'Functions run in the VPC',
  severity: 'H',
  why: 'A function outside of the VPC has the whole internet for its outgoing traffic.',
  fix: 'Give it a VpcConfig with subnets in two Availability Zones or more.',
  *check(template) {
    for (const lambda of template.ofType('AWS::Lambda::Function')) {
      const declared = stringOf(
        entry(entry(lambda.node, 'Metadata'), 'privateServerless'),
      );
      if (declared === 'control-plane') continue;
      for (const config of template.property(lambda, 'VpcConfig')) {
        for (const subnets of template.child(config, 'SubnetIds')) {
          yield judge(template, lambda, subnets);
        }
      }
    }
  },
};

function judge(
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
      message: `${id} runs outside of the VPC.`,
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
      message: `The subnets of ${id} are not known: it ${whyNot(unknown)}.`,
    };
  }
  const count = certainSubnets(template, subnets);
  return count >= 2
    ? {
        status: 'proven',
        resource: id,
        at: subnets.at,
        message: `${id} runs in ${count} subnets.`,
      }
    : {
        status: 'violated',
        resource: id,
        at: subnets.at,
        message:
          count === 0
            ? `${id} runs outside of the VPC.`
            : `${id} runs in one subnet only.`,
      };
}

/** How many different subnets there are whatever the conditions are. */
function certainSubnets(template: Template, subnets: Value): number {
  if (subnets.kind !== 'list') return 1;
  const names = subnets.items.flatMap(item => {
    const values = template.values(item);
    if (values.some(({ kind }) => kind === 'absent')) return [];
    // An item that is a choice counts as one of its own.
    return values.length > 1 ? [item.path] : [nameOf(values[0])];
  });
  return new Set(names).size;
}

function nameOf(value: Value): string {
  if (value.kind === 'scalar') return value.text;
  return value.kind === 'reference' ? `${value.id}.${value.attribute}` : '';
}
