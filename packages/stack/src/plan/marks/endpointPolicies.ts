import type { PlanWarning } from '../../session/results';
import { uncovered } from '../policy/covers';
import { noLongerDenied } from '../policy/exemptions';
import { accountIn, isOfStack, namesAccount } from '../policy/reach';
import { type Policy, readPolicy, type Statement } from '../policy/Statement';
import { statementText } from '../policy/statementText';
import type { Comparison } from '../view/Comparison';
import type { ViewedResource } from '../view/StackView';

const endpointType = 'AWS::EC2::VPCEndpoint';

/** What the resources of a service are called. */
const resourcesOf: Record<string, string> = {
  'execute-api': 'API',
  s3: 'bucket',
  dynamodb: 'table',
  lambda: 'function',
  secretsmanager: 'secret',
  sqs: 'queue',
  sns: 'topic',
  kms: 'key',
  logs: 'log group',
};

/**
 * The policy of an endpoint without one.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
const fullAccess: Statement = {
  effect: 'Allow',
  principals: { not: false, values: ['*'] },
  actions: { not: false, values: ['*'] },
  resources: { not: false, values: ['*'] },
  tests: [],
};

/**
 * Marks of endpoint policies: a policy that is removed, what a policy permits in addition or no longer denies, and a new
 * endpoint through which resources of every account can be reached.
 */
export function endpointPolicyMarks(comparison: Comparison): PlanWarning[] {
  return comparison
    .ofType('after', endpointType)
    .filter(({ id, properties }) => {
      // Gateway load balancer and resource endpoints take no policy.
      const { VpcEndpointType: kind = 'Gateway' } = properties;
      return (
        comparison.isChanged(id) &&
        ![
          'GatewayLoadBalancer',
          'Resource',
          'ServiceNetwork',
          'Tunnel',
        ].includes(String(kind))
      );
    })
    .flatMap(endpoint =>
      textsOf(endpoint, comparison.before.get(endpoint.id), comparison).map(
        (text): PlanWarning => ({
          kind: 'iam',
          logicalId: endpoint.id,
          text: `${comparison.nameOf(endpoint.id)}: ${text}`,
        }),
      ),
    );
}

function textsOf(
  endpoint: ViewedResource,
  former: ViewedResource | undefined,
  comparison: Comparison,
): string[] {
  const everything = everythingText(endpoint, comparison);
  const policy = policyOf(endpoint);
  const before = former && policyOf(former);
  if (policy.unknown !== undefined) {
    return [
      `it is unknown what its policy permits: the value ${policy.unknown}`,
    ];
  }
  const statements = policy.statements;
  const known = before?.statements ?? [];
  const added = statements.flatMap(statement => {
    if (statement.effect !== 'Allow') return [];
    const more = uncovered(statement, known);
    if (!more) return [];
    if (more.unknown !== undefined) {
      return [
        `it is unknown what its policy permits: a value in it ${more.unknown}`,
      ];
    }
    if (statement === fullAccess) {
      return [
        before
          ? `the endpoint policy is removed: ${everything}`
          : `has no endpoint policy: ${everything}`,
      ];
    }
    const isOpen = isEverything(more, comparison);
    if (!before) {
      return isOpen ? [`its policy permits full access: ${everything}`] : [];
    }
    return [
      `its policy has a new permission: ${statementText(more, comparison.all)}${
        isOpen ? `: ${everything}` : ''
      }`,
    ];
  });
  const removed = known.flatMap(statement => {
    const less =
      statement.effect === 'Deny'
        ? uncovered(statement, statements)
        : undefined;
    return less
      ? [
          `its policy no longer denies: ${noLongerDenied(
            less,
            statements,
            comparison.all,
          )}`,
        ]
      : [];
  });
  return [...added, ...removed];
}

function policyOf({ properties }: ViewedResource): Policy {
  const { PolicyDocument: document } = properties;
  return document === undefined
    ? { statements: [fullAccess] }
    : readPolicy(document);
}

/** Whether a statement admits resources of other accounts, because nothing in it names a resource or an account. */
function isEverything(statement: Statement, comparison: Comparison): boolean {
  const { resources, tests } = statement;
  if (namesAccount(tests)) return false;
  if (resources.not) return true;
  return resources.values.some(
    resource => !isOfStack(resource, comparison) && !isNamed(resource),
  );
}

/** Whether an ARN names an account, or a resource: `arn:aws:s3:::files/*`. */
function isNamed(arn: string): boolean {
  if (accountIn(arn) !== undefined) return true;
  const name = /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(.+)$/.exec(arn)?.[1];
  return (
    name !== undefined && !/^[*?]/.test(name) && !/^\w+[/:][*?]/.test(name)
  );
}

function everythingText(
  { id, properties }: ViewedResource,
  comparison: Comparison,
): string {
  const { ServiceName: service } = properties;
  const name =
    typeof service === 'string' ? service.split('.').at(-1) ?? '' : '';
  const what = Object.hasOwn(resourcesOf, name)
    ? `every ${resourcesOf[name]}`
    : 'every resource of its service';
  return `${what} can be called through ${comparison.physicalNameOf(
    id,
  )}, also in other accounts`;
}
