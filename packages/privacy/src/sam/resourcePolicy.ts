import { entry, type Node, stringOf } from '@private-serverless/template';
import { build, type Content, entriesOf, itemsOf } from '../template/build';

/**
 * The policy of an API that SAM makes of `Auth.ResourcePolicy`: for each kind of list, an Allow for everybody and a Deny for
 * requests that are not in the list, or are. SAM lists every path and method in both; here, both have all of them.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-resourcepolicystatement.html
 *
 * @returns undefined if SAM makes no policy
 */
export function resourcePolicyOf(node: Node | undefined): Node | undefined {
  if (node === undefined) return undefined;
  const list = (name: string) => itemsOf(entry(node, name));
  const statements: Content[] = [
    ...accounts('Allow', list('AwsAccountWhitelist')),
    ...accounts('Deny', list('AwsAccountBlacklist')),
    ...sources('NotIpAddress', 'aws:SourceIp', list('IpRangeWhitelist')),
    ...sources('IpAddress', 'aws:SourceIp', list('IpRangeBlacklist')),
    ...networks('StringEquals', {
      mixed: list('SourceVpcBlacklist'),
      vpcs: list('IntrinsicVpcBlacklist'),
      endpoints: list('IntrinsicVpceBlacklist'),
    }),
    ...networks('StringNotEquals', {
      mixed: list('SourceVpcWhitelist'),
      vpcs: list('IntrinsicVpcWhitelist'),
      endpoints: list('IntrinsicVpceWhitelist'),
    }),
    ...list('CustomStatements'),
  ];
  // A function instead of the map: nobody knows what it has.
  const isUnknown = [...entriesOf(node).keys()].some(
    key => key === 'Ref' || key.startsWith('Fn::'),
  );
  if (isUnknown) return node;
  return statements.length > 0
    ? build(node, { Version: '2012-10-17', Statement: statements })
    : undefined;
}

/**
 * Whether a resource policy has statements of its own beside lists. SAM denies others only the methods that the template declares, so a
 * statement for more than these is not restricted by the lists.
 */
export function hasListsAndStatements(node: Node | undefined): boolean {
  const names = [...entriesOf(node).keys()];
  return (
    names.includes('CustomStatements') &&
    names.some(name => /(White|Black)list$/.test(name))
  );
}

/**
 * The lists of networks in `Auth.ResourcePolicy` that are not lists. SAM accepts a text or a function, but reads its characters or the
 * name of the function, so the policy admits nobody or, with `SourceVpcWhitelist`, is missing.
 * Seen with samtranslator 1.110: a reported API without a policy is https://github.com/aws/serverless-application-model/issues/3764
 */
export function listsWithoutItems(
  node: Node | undefined,
): Array<{ name: string; at: Node }> {
  return [...entriesOf(node)].flatMap(([name, at]) =>
    /^(Source|Intrinsic)Vpce?(White|Black)list$/.test(name) &&
    at.kind !== 'list'
      ? [{ name, at }]
      : [],
  );
}

const everyMethod = {
  Action: 'execute-api:Invoke',
  Resource: 'execute-api:/*',
};

function accounts(effect: string, principals: readonly Node[]): Content[] {
  return principals.length > 0
    ? [{ Effect: effect, ...everyMethod, Principal: { AWS: principals } }]
    : [];
}

function sources(
  operator: string,
  key: string,
  values: readonly Node[],
): Content[] {
  return values.length > 0
    ? restriction({ [operator]: { [key]: values } })
    : [];
}

function networks(
  operator: string,
  lists: {
    mixed: readonly Node[];
    vpcs: readonly Node[];
    endpoints: readonly Node[];
  },
): Content[] {
  const starting = (prefix: string) =>
    lists.mixed.filter(node => stringOf(node)?.startsWith(prefix));
  const vpcs = [...starting('vpc-'), ...lists.vpcs];
  const endpoints = [...starting('vpce-'), ...lists.endpoints];
  if (vpcs.length + endpoints.length === 0) return [];
  return restriction({
    [operator]: {
      'aws:SourceVpc': vpcs.length > 0 ? vpcs : undefined,
      'aws:SourceVpce': endpoints.length > 0 ? endpoints : undefined,
    },
  });
}

function restriction(condition: Content): Content[] {
  return [
    { Effect: 'Allow', ...everyMethod, Principal: '*' },
    { Effect: 'Deny', ...everyMethod, Principal: '*', Condition: condition },
  ];
}
