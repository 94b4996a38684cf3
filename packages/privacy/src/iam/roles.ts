import { policyDocuments } from '../policy/document';
import { mayAllow } from '../policy/statement';
import type { Resource, Template } from '../template/Template';
import { rolesOfPolicy } from './identityPolicies';

/** Whether CloudFormation is the only service or principal that may assume a role. */
export function isCloudFormationRole(
  template: Template,
  role: Resource,
): boolean {
  const documents = policyDocuments(
    template,
    template.property(role, 'AssumeRolePolicyDocument'),
  );
  return documents.every(
    document =>
      document.kind === 'document' &&
      document.statements.every(
        statement =>
          statement.kind === 'statement' &&
          (!mayAllow(template, statement.value) ||
            template
              .child(statement.value, 'Principal')
              .every(
                principal =>
                  principal.kind === 'map' &&
                  [...principal.entries.keys()].join() === 'Service' &&
                  template
                    .items(template.child(principal, 'Service'))
                    .every(
                      value =>
                        value.kind === 'scalar' &&
                        value.text === 'cloudformation.amazonaws.com',
                    ),
              )),
      ),
  );
}

/** Whether a policy belongs to service roles of CloudFormation only. */
export function isOfCloudFormation(
  template: Template,
  owner: Resource,
): boolean {
  const isOfOthers = ['Users', 'UserName', 'Groups', 'GroupName'].some(name =>
    template.property(owner, name).some(({ kind }) => kind !== 'absent'),
  );
  if (isOfOthers && !/^aws::iam::role$/i.test(owner.type)) return false;
  const roles = [...(rolesOfPolicy(template, owner) ?? [])].map(id =>
    template.resource(id),
  );
  return (
    roles.length > 0 &&
    roles.every(
      role =>
        role !== undefined &&
        /^aws::iam::role$/i.test(role.type) &&
        isCloudFormationRole(template, role),
    )
  );
}
