import type { Node } from '@private-serverless/template';
import { type PolicyDocument, policyDocuments } from '../policy/document';
import { placeOf } from '../rule';
import { oncePerTemplate } from '../template/oncePerTemplate';
import type { Resource, Template } from '../template/Template';
import { identityOf } from './identity';

/** What a role allows: its policies, and why further ones are not known. */
export type RolePolicies = {
  documents: PolicyDocument[];
  unknown: Array<{ why: string; at: Pick<Node, 'path' | 'line'> }>;
};

/**
 * Policies of AWS for what Lambda itself does: logs, traces, network interfaces, and reading from event sources.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 */
const ofLambdaItself =
  /:iam::aws:policy\/(service-role\/)?(AWSLambda(BasicExecutionRole|VPCAccessExecutionRole|(DynamoDB|Kinesis|SQSQueue|MSK)ExecutionRole|ENIManagementAccess)|AWSXRayDaemonWriteAccess|AWSXrayWriteOnlyAccess)$/;

/** The policies that name their role, by its name as {@link identityOf} has it. */
const policiesByRole = oncePerTemplate(template => {
  const found = new Map<string, Resource[]>();
  for (const policy of template.ofType(
    'AWS::IAM::Policy',
    'AWS::IAM::RolePolicy',
    'AWS::IAM::ManagedPolicy',
  )) {
    const roles = template.items([
      ...template.property(policy, 'Roles'),
      ...template.property(policy, 'RoleName'),
    ]);
    for (const name of new Set(roles.map(identityOf))) {
      if (name === undefined) continue;
      const same = found.get(name) ?? [];
      same.push(policy);
      found.set(name, same);
    }
  }
  return found;
});

/** The policies of the role of a function. */
export function rolePolicies(
  template: Template,
  lambda: Resource,
): RolePolicies {
  const found: RolePolicies = { documents: [], unknown: [] };
  for (const value of template.property(lambda, 'Role')) {
    const name = identityOf(value);
    const role = template.resource(name?.replace(/^resource /, '') ?? '');
    if (role?.lowerType === 'aws::iam::role') {
      add(found, ofRole(template, role));
    } else {
      const at = value.kind === 'absent' ? placeOf(lambda) : value.at;
      found.unknown.push({ at, why: 'its role is not in the template' });
    }
  }
  return found;
}

function ofRole(template: Template, role: Resource): RolePolicies {
  const found: RolePolicies = { documents: [], unknown: [] };
  for (const policy of template.items(template.property(role, 'Policies'))) {
    found.documents.push(
      ...policyDocuments(template, template.child(policy, 'PolicyDocument')),
    );
  }
  const roleNames = template
    .property(role, 'RoleName')
    .flatMap(value => (value.kind === 'absent' ? [] : identityOf(value) ?? []));
  for (const name of [`resource ${role.id}`, ...roleNames]) {
    for (const policy of policiesByRole(template).get(name) ?? []) {
      add(found, documentsOf(template, policy));
    }
  }
  for (const arn of template.items(
    template.property(role, 'ManagedPolicyArns'),
  )) {
    if (arn.kind === 'scalar' && ofLambdaItself.test(arn.text)) continue;
    const id = identityOf(arn)?.replace(/^resource /, '') ?? '';
    const policy = template.resource(id);
    if (policy?.lowerType === 'aws::iam::managedpolicy') {
      add(found, documentsOf(template, policy));
    } else {
      const name =
        arn.kind === 'scalar'
          ? arn.text.replace(/^.*\//, '')
          : 'a managed policy';
      found.unknown.push({
        at: arn.at,
        why: `the actions of ${name} are not in the template`,
      });
    }
  }
  return found;
}

function documentsOf(template: Template, policy: Resource): RolePolicies {
  return {
    documents: policyDocuments(
      template,
      template.property(policy, 'PolicyDocument'),
    ),
    unknown: [],
  };
}

function add(to: RolePolicies, from: RolePolicies): void {
  to.documents.push(...from.documents);
  to.unknown.push(...from.unknown);
}
