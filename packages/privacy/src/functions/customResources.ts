import type { Resource, Template } from '../template/Template';
import { mentionsOf } from './references';
import { subnetsOf } from './subnets';

/** Types that name a function without calling it. */
const describing =
  /^(aws::iam::(policy|managedpolicy|rolepolicy|role)|aws::logs::loggroup|aws::cdk::metadata)$/i;

const custom = /^(custom::.*|aws::cloudformation::customresource)$/i;

/**
 * Whether only CloudFormation calls a function, for custom resources of the template: it is a ServiceToken, and nothing else names it as a
 * function to call, such as an API, an event source or a permission.
 */
export function isForCustomResources(
  template: Template,
  lambda: Resource,
): boolean {
  const mentions = mentionsOf(template, lambda.id).filter(
    ({ by }) => !describing.test(template.resource(by)?.type ?? ''),
  );
  return (
    mentions.length > 0 &&
    mentions.every(
      ({ by, at }) =>
        custom.test(template.resource(by)?.type ?? '') &&
        at.path.startsWith(
          `${template.resource(by)?.node.path}.Properties.ServiceToken`,
        ),
    )
  );
}

/** Whether a function runs outside the VPC, in any alternative. */
export function runsOutsideVpc(template: Template, lambda: Resource): boolean {
  return subnetsOf(template, lambda).some(({ kind }) => kind === 'absent');
}
