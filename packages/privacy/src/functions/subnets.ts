import { unknown, type Value } from '@private-serverless/template';
import type { Resource, Template } from '../template/Template';

/**
 * Every alternative of the subnets that a function runs in: its own or, with managed instances, those of its capacity provider. Absent for
 * a function outside the VPC.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html
 */
export function subnetsOf(template: Template, lambda: Resource): Value[] {
  const own = template.property(lambda, 'VpcConfig', 'SubnetIds');
  return own.flatMap(value =>
    value.kind === 'absent'
      ? ofProvider(template, lambda, 'SubnetIds', value)
      : [value],
  );
}

/** Every alternative of the security groups of a function, as {@link subnetsOf}. */
export function groupsOf(template: Template, lambda: Resource): Value[] {
  const own = template.property(lambda, 'VpcConfig', 'SecurityGroupIds');
  return own.flatMap(value =>
    value.kind === 'absent'
      ? ofProvider(template, lambda, 'SecurityGroupIds', value)
      : [value],
  );
}

/** Whether a function may run on managed instances, which are in the VPC themselves. */
export function mayBeOnInstances(
  template: Template,
  lambda: Resource,
): boolean {
  return template
    .property(lambda, 'CapacityProviderConfig')
    .some(({ kind }) => kind !== 'absent');
}

function ofProvider(
  template: Template,
  lambda: Resource,
  name: 'SecurityGroupIds' | 'SubnetIds',
  none: Value,
): Value[] {
  return template
    .property(
      lambda,
      'CapacityProviderConfig',
      'LambdaManagedInstancesCapacityProviderConfig',
      'CapacityProviderArn',
    )
    .flatMap((arn): Value[] => {
      if (arn.kind === 'absent') return [none];
      const provider =
        arn.kind === 'reference' ? template.resource(arn.id) : undefined;
      return provider
        ? template.property(provider, 'VpcConfig', name)
        : [
            unknown(
              arn.at,
              'is that of a capacity provider outside the template',
            ),
          ];
    });
}
