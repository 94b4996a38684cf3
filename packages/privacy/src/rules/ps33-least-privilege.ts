import { boundariesOf } from '../iam/boundaries';
import { excessOf } from '../iam/grants';
import { type IdentityPolicy, identityPolicies } from '../iam/identityPolicies';
import { attachmentsOf } from '../iam/managedPolicies';
import { isOfCloudFormation } from '../iam/roles';
import { mayAllow } from '../policy/statement';
import { Observation, Rule } from '../rule';
import { Template } from '../template/Template';

/**
 * PS33: policies of identities name their actions, and their resources where the action supports specific ones. Reading configuration
 * (Describe…, List…, Get… outside data services) needs no named resource. A service role of CloudFormation cannot name resources of services that assign their
 * IDs. Permissions boundaries grant nothing, so they do not count.
 */
export const leastPrivilege: Rule = {
  id: 'PS33',
  title: 'Permissions name their actions and resources',
  severity: 'H',
  why: 'With a wildcard, a mistake or an intruder in one function reaches the data of every service in the account.',
  fix: 'List the actions that the code calls, and name their resources.',
  *check(template) {
    const policies = identityPolicies(template);
    const boundaries = boundariesOf(template);
    for (const policy of policies) {
      if (boundaries.has(policy.owner.id)) {
        yield {
          status: 'proven',
          resource: policy.owner.id,
          at: policy.document.at,
          message: `${policy.owner.id} is a permissions boundary, which grants nothing.`,
        };
      } else {
        yield* assess(template, policy);
      }
    }
    for (const { owner, at, status, what, severity } of attachmentsOf(template)
      .all) {
      yield {
        status,
        resource: owner.id,
        at,
        message: `${owner.id} ${what}.`,
        ...(severity && { severity }),
        fix: 'Attach a policy of this template that lists the actions and resources.',
      };
    }
  },
};

function* assess(
  template: Template,
  { owner, document }: IdentityPolicy,
): Iterable<Observation> {
  const resource = owner.id;
  const unclear = (at: Observation['at'], why: string): Observation => ({
    status: 'unproven',
    resource,
    at,
    message: `Cannot evaluate a policy of ${resource}: it ${why}.`,
  });
  if (document.kind !== 'document') {
    if (document.kind === 'unknown') yield unclear(document.at, document.why);
    return;
  }
  const deploys = isOfCloudFormation(template, owner);
  let isLimited = true;
  for (const statement of document.statements) {
    if (statement.kind === 'unknown') {
      isLimited = false;
      yield unclear(statement.at, statement.why);
    } else if (mayAllow(template, statement.value)) {
      for (const excess of excessOf(template, statement.value, deploys)) {
        isLimited = false;
        const { status, what, fix, severity } = excess;
        const message = `${resource} ${what}.`;
        const base = { status, resource, at: statement.at, message, fix };
        yield { ...base, ...(severity && { severity }) };
      }
    }
  }
  if (isLimited) {
    yield {
      status: 'proven',
      resource,
      at: document.at,
      message: `A policy of ${resource} names its actions and resources.`,
    };
  }
}
