import { functionNamed } from '../exposure/functions';
import { placeOf, type Rule } from '../rule';

/** PS52: a function has permissions or a resource policy, not both. */
export const oneFunctionPolicy: Rule = {
  id: 'PS52',
  title: 'Functions have permissions or a resource policy, not both',
  severity: 'H',
  why: 'AWS::Lambda::ResourcePolicy replaces what AWS::Lambda::Permission added. With both, the order of the deploy decides who may call the function.',
  fix: 'Write the permissions as statements of the AWS::Lambda::ResourcePolicy, and remove the AWS::Lambda::Permission.',
  *check(template) {
    const policies = template.ofType('AWS::Lambda::ResourcePolicy');
    if (policies.length === 0) return;
    const permissions = template
      .ofType('AWS::Lambda::Permission')
      .flatMap(permission =>
        template
          .property(permission, 'FunctionName')
          .map(value => ({ permission, name: functionNamed(template, value) })),
      );
    for (const policy of policies) {
      const { id } = policy;
      for (const value of template.property(policy, 'ResourceArn')) {
        const name = functionNamed(template, value);
        const same = permissions.find(
          one => name !== undefined && one.name === name,
        );
        const unclear = permissions.find(
          one => name === undefined || one.name === undefined,
        );
        const other = (same ?? unclear)?.permission.id;
        yield {
          status: same ? 'violated' : (unclear && 'unproven') || 'proven',
          resource: id,
          at: other ? value.at : placeOf(policy),
          message: same
            ? `${name} has both a resource policy (${id}) and a permission (${other}).`
            : (unclear &&
                `Cannot determine whether ${id} and the permission ${other} are of the same function.`) ||
              `${id} is the only policy of its function.`,
        };
      }
    }
  },
};
