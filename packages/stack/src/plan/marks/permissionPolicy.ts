import type { Policy, Test } from '../policy/Statement';
import { member, type Shape, Unknown } from '../view/Shape';
import type { ViewedResource } from '../view/StackView';

/** The policy that a permission resource adds to another resource. */
export type PermissionPolicy = {
  source: string;
  what: string;
  isTrust: false;
  /** The resource that gets the policy. */
  of: Shape | undefined;
  policy: Policy;
};

/** The property that names the function, layer or event bus, and what its policy is called. */
const namedBy = new Map([
  ['AWS::Lambda::Permission', ['FunctionName', 'function policy']],
  ['AWS::Lambda::LayerVersionPermission', ['LayerVersionArn', 'layer policy']],
  ['AWS::Events::EventBusPolicy', ['EventBusName', 'event bus policy']],
]);

/** The event bus of a policy that names none. */
export const defaultBus = 'default';

/** Properties of a permission that restrict it, and the condition that each of them means. */
const restrictions: Array<[property: string, operator: string, key: string]> = [
  ['SourceArn', 'ArnLike', 'aws:SourceArn'],
  ['SourceAccount', 'StringEquals', 'aws:SourceAccount'],
  ['PrincipalOrgID', 'StringEquals', 'aws:PrincipalOrgID'],
  ['OrganizationId', 'StringEquals', 'aws:PrincipalOrgID'],
  ['FunctionUrlAuthType', 'StringEquals', 'lambda:FunctionUrlAuthType'],
];

/**
 * The statement that a permission adds to the policy of a function, a layer or an event bus. Undefined for every other
 * resource, and for the policy of an event bus that has a statement.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-permission.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-events-eventbuspolicy.html
 */
export function permissionPolicy({
  id,
  type,
  properties,
}: ViewedResource): PermissionPolicy | undefined {
  const [of, what] = namedBy.get(type) ?? [];
  if (!of || !what || properties.Statement !== undefined) return undefined;
  const whys: string[] = [];
  const textOf = (name: string): string[] => {
    const value = properties[name];
    if (value instanceof Unknown) whys.push(value.why);
    return typeof value === 'string' ? [value] : [];
  };
  const tests = restrictions.flatMap(([name, operator, key]): Test[] =>
    textOf(name).map(value => ({ operator, key, values: [value] })),
  );
  // That of an event bus: an organization.
  const organization = member(properties, 'Condition', 'Value');
  if (organization instanceof Unknown) whys.push(organization.why);
  if (typeof organization === 'string') {
    tests.push({
      operator: 'StringEquals',
      key: 'aws:PrincipalOrgID',
      values: [organization],
    });
  }
  const statement = {
    effect: 'Allow' as const,
    principals: { not: false, values: textOf('Principal').map(kindOf) },
    actions: { not: false, values: textOf('Action') },
    resources: { not: false, values: ['*'] },
    tests,
  };
  return {
    source: id,
    what,
    isTrust: false,
    of: properties[of] ?? (of === 'EventBusName' ? defaultBus : undefined),
    policy: {
      statements: [
        whys.length > 0 ? { ...statement, unknown: whys[0]! } : statement,
      ],
    },
  };
}

/** A principal of a permission is `*`, an account, an ARN or a service. */
function kindOf(principal: string): string {
  if (principal === '*') return '*';
  return /^(\d{12}$|arn:|\$\{)/.test(principal)
    ? `AWS:${principal}`
    : `Service:${principal}`;
}
