import { censusOf } from '../census/exposure';
import { type Decisions, observeSwitches } from '../census/observe';
import { valuesAt } from '../census/valuesAt';
import {
  isBusPolicy,
  observeBusStatement,
  observeOrganization,
} from '../exposure/eventBus';
import {
  observePolicies,
  observePrincipals,
  type PolicyKind,
} from '../exposure/policies';
import { present } from '../exposure/subnets';
import { provenAbsent, type Observation, type Rule } from '../rule';
import type { Resource, Template } from '../template/Template';

/** Properties that name principals instead of holding a policy. */
const principals = /(^|\.)(Allowed|DataLake)?Principals?$/;

const decisions: Decisions = {
  // The group "all" makes an image public. Source: LaunchPermissionConfiguration of EC2 Image Builder.
  'AWS::ImageBuilder::DistributionConfiguration Distributions.AmiDistributionConfiguration.LaunchPermissionConfiguration':
    (template, resource, value) => {
      const groups = template.items(template.child(value, 'UserGroups'));
      if (groups.some(({ kind }) => kind === 'unknown')) return undefined;
      return groups.length > 0
        ? {
            status: 'violated',
            message: `${resource.id} makes its image public: LaunchPermissionConfiguration has UserGroups.`,
            fix: 'Remove UserGroups, and name accounts in UserIds.',
          }
        : {
            status: 'proven',
            message: `${resource.id} shares its image with named accounts only.`,
          };
    },
};

/** PS49: no resource policy and no trust policy of a role admits strangers. The census names the properties. */
export const admittedPrincipals: Rule = {
  id: 'PS49',
  title: 'No resource policy and no role trust policy admits strangers',
  severity: 'H',
  why: 'A policy for everybody makes a resource or a role public, whatever the network looks like. The policies of queues, topics, keys, secrets and VPC Lattice are evaluated by PS10, those of functions by PS18.',
  fix: 'Name principals, accounts or sources in the policy.',
  *check(template) {
    const { policies } = censusOf('PS49');
    const found: Observation[] = [];
    for (const resource of template.resources) {
      const type = resource.lowerType;
      for (const { path } of policies.get(type) ?? []) {
        found.push(...observe(template, resource, path));
      }
      if (isBusPolicy(resource)) {
        found.push(...observeBusStatement(template, resource));
      }
    }
    found.push(...observeSwitches(template, 'PS49', decisions));
    yield* found;
    if (found.length === 0) yield provenAbsent('resource policy for others');
  },
};

function observe(
  template: Template,
  resource: Resource,
  path: string,
): Iterable<Observation> {
  const values = valuesAt(template, resource, path).filter(
    ({ kind }) => kind !== 'absent',
  );
  if (!principals.test(path)) {
    return observePolicies(
      template,
      resource,
      values,
      kindOf(template, resource),
    );
  }
  // The condition of a bus policy can name an organization only.
  const isOfOrganization =
    isBusPolicy(resource) &&
    present(template, resource, 'Condition').length > 0;
  return isOfOrganization
    ? observeOrganization(template, resource)
    : observePrincipals(template, resource, path, values);
}

function kindOf(template: Template, resource: Resource): PolicyKind {
  const type = resource.lowerType;
  if (type === 'aws::iam::role') return { of: 'trust' };
  // These are reached through the network of a VPC only, whatever the policy says.
  const isInVpc =
    type === 'aws::efs::filesystem' ||
    (/^aws::(opensearchservice|elasticsearch)::domain$/.test(type) &&
      present(template, resource, 'VPCOptions').length > 0);
  return {
    ...(isInVpc && { everybody: 'M' }),
    services: type === 'aws::s3::bucketpolicy' ? 'H' : 'M',
  };
}
