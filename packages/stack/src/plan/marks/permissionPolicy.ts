import type { Policy, Test } from '../policy/Statement';
import { type Shape, Unknown } from '../view/Shape';
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

/** The property that names the function or layer. */
const namedBy = new Map([
  ['AWS::Lambda::Permission', 'FunctionName'],
  ['AWS::Lambda::LayerVersionPermission', 'LayerVersionArn'],
]);

/** Properties of a permission that restrict it, and the condition that each of them means. */
const restrictions: Array<[property: string, operator: string, key: string]> = [
  ['SourceArn', 'ArnLike', 'aws:SourceArn'],
  ['SourceAccount', 'StringEquals', 'aws:SourceAccount'],
  ['PrincipalOrgID', 'StringEquals', 'aws:PrincipalOrgID'],
  ['OrganizationId', 'StringEquals', 'aws:PrincipalOrgID'],
  ['FunctionUrlAuthType', 'StringEquals', 'lambda:FunctionUrlAuthType'],
];

/**
 * The statement that a permission adds to the policy of a function or a layer. Undefined for every other resource.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-permission.html
 */
export function permissionPolicy({
  id,
  type,
  properties,
}: ViewedResource): PermissionPolicy | undefined {
  const of = namedBy.get(type);
  if (!of) return undefined;
  const whys: string[] = [];
  const textOf = (name: string): string[] => {
    const value = properties[name];
    if (value instanceof Unknown) whys.push(value.why);
    return typeof value === 'string' ? [value] : [];
  };
  const tests = restrictions.flatMap(([name, operator, key]): Test[] =>
    textOf(name).map(value => ({ operator, key, values: [value] })),
  );
  const statement = {
    effect: 'Allow' as const,
    principals: { not: false, values: textOf('Principal').map(kindOf) },
    actions: { not: false, values: textOf('Action') },
    resources: { not: false, values: ['*'] },
    tests,
  };
  return {
    source: id,
    what: 'function policy',
    isTrust: false,
    of: properties[of],
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
