import type { PlanWarning } from '../../session/results';
import { uncovered } from '../policy/covers';
import { noLongerDenied } from '../policy/exemptions';
import { accountIn, isOfStack } from '../policy/reach';
import type { Statement } from '../policy/Statement';
import { statementText } from '../policy/statementText';
import type { Comparison } from '../view/Comparison';
import { referredIds } from '../view/references';
import { type Grant, identityGrants } from './identityGrants';

/**
 * Actions that AWS's managed policies for functions in a VPC and for traces grant on every resource: AWS supports no
 * narrower one for most of them.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaVPCAccessExecutionRole.html
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSXRayDaemonWriteAccess.html
 */
const usuallyOnEverything =
  /^(ec2:(Create|Describe|Delete)NetworkInterfaces?|ec2:Describe(Subnets|SecurityGroups|Vpcs)|ec2:(Una|A)ssignPrivateIpAddresses|xray:(Put(TraceSegments|TelemetryRecords)|GetSampling(Rules|Targets|StatisticSummaries))|cloudwatch:PutMetricData)$/i;

/** AWS's managed policies with these and with log events only. */
const usualManagedPolicy =
  /:aws:policy\/(service-role\/AWSLambda(Basic|VPCAccess)ExecutionRole|AWSXRayDaemonWriteAccess|AWSXrayWriteOnlyAccess)$/;

/**
 * Marks of the permissions of roles, users and groups: new ones of an existing identity or of one outside the stack, those
 * of a new role that reach beyond the stack, and denials that are removed.
 */
export function identityMarks(comparison: Comparison): PlanWarning[] {
  const before = identityGrants(comparison.before);
  const after = identityGrants(comparison.after);
  return [
    ...after
      .filter(({ source }) => comparison.isChanged(source))
      .flatMap(grant => additions(grant, before, comparison)),
    ...before
      .filter(({ source }) => comparison.isChanged(source))
      .flatMap(grant => removals(grant, after, comparison)),
  ];
}

function additions(
  grant: Grant,
  before: Grant[],
  comparison: Comparison,
): PlanWarning[] {
  const { own } = grant;
  const mark = markOf(grant, comparison);
  const known = before.filter(({ identity }) => identity === grant.identity);
  const isNew = own !== undefined && comparison.isNew(own);
  if ('managedPolicy' in grant) {
    const { managedPolicy } = grant;
    const isKnown = known.some(
      other =>
        'managedPolicy' in other && other.managedPolicy === managedPolicy,
    );
    const isUsual = isNew && usualManagedPolicy.test(managedPolicy);
    return isKnown || isUsual
      ? []
      : [mark(`new managed policy: ${managedPolicy}`)];
  }
  const { policy } = grant;
  if (policy.unknown !== undefined) {
    return [
      mark(`its new permissions are unknown: the policy ${policy.unknown}`),
    ];
  }
  return policy.statements.flatMap(statement => {
    if (statement.effect !== 'Allow') return [];
    const added = uncovered(statement, statementsOf(known));
    if (!added) return [];
    if (added.unknown !== undefined) {
      return [
        mark(
          `its new permissions are unknown: a value of its policy ${added.unknown}`,
        ),
      ];
    }
    const wider = isNew ? outsidePart(added, comparison) : added;
    if (!wider) return [];
    const isBeyond =
      isNew && !wider.resources.values.every(one => isOfStack(one, comparison));
    return [
      mark(
        `new permission: ${statementText(wider, comparison.all)}${
          isBeyond ? ' (reaches beyond this stack)' : ''
        }`,
      ),
    ];
  });
}

function removals(
  grant: Grant,
  after: Grant[],
  comparison: Comparison,
): PlanWarning[] {
  const isGone = grant.own !== undefined && !comparison.after.has(grant.own);
  if (isGone || 'managedPolicy' in grant) return [];
  const left = after.filter(({ identity }) => identity === grant.identity);
  return grant.policy.statements.flatMap(statement => {
    if (statement.effect !== 'Deny') return [];
    const removed = uncovered(statement, statementsOf(left));
    return removed
      ? [
          markOf(
            grant,
            comparison,
          )(
            removed.unknown === undefined
              ? `no longer denied: ${noLongerDenied(
                  removed,
                  statementsOf(left),
                  comparison.all,
                )}`
              : `it is unknown what is no longer denied: a value of its policy ${removed.unknown}`,
          ),
        ]
      : [];
  });
}

function statementsOf(grants: Grant[]): Statement[] {
  return grants.flatMap(grant =>
    'policy' in grant ? grant.policy.statements : [],
  );
}

/**
 * The part of a new identity's permission that concerns more than new resources of the stack and what every function
 * needs. Undefined if there is none.
 */
function outsidePart(
  statement: Statement,
  comparison: Comparison,
): Statement | undefined {
  const { actions, resources } = statement;
  if (actions.not || resources.not) return statement;
  const values = resources.values.filter(resource => {
    const own = referredIds(resource, comparison.after);
    if (own.length > 0) return !own.every(id => comparison.isNew(id));
    if (resource === '*') {
      return !actions.values.every(action => usuallyOnEverything.test(action));
    }
    return !isKeyForService(resource, statement, comparison);
  });
  return values.length > 0
    ? { ...statement, resources: { not: false, values } }
    : undefined;
}

/** Whether a permission allows the use of one key of the account, through a service only, as for encrypted data. */
function isKeyForService(
  resource: string,
  { actions, tests }: Statement,
  { identity }: Comparison,
): boolean {
  return (
    /^arn:[^:]*:kms:[^:]*:\d{12}:key\/[^*?]+$/.test(resource) &&
    accountIn(resource) === identity.accountId &&
    actions.values.every(action =>
      /^kms:(Decrypt|DescribeKey|Encrypt|GenerateDataKey\w*|ReEncrypt(From|To))$/i.test(
        action,
      ),
    ) &&
    tests.some(
      ({ operator, key, values }) =>
        operator === 'StringEquals' &&
        /^kms:ViaService$/i.test(key) &&
        values.length > 0,
    )
  );
}

function markOf(
  { identity, own, source }: Grant,
  comparison: Comparison,
): (text: string) => PlanWarning {
  const name = own
    ? comparison.nameOf(own)
    : `${comparison.nameOf(source)} for ${identity}`;
  return text => ({
    kind: 'iam',
    logicalId: own ?? source,
    text: `${name}: ${text}`,
  });
}
