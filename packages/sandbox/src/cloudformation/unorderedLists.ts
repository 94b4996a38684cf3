import { Properties, Value } from '../account/Account';
import { sameValue } from '../account/values';

/**
 * The lists whose order has no meaning (`insertionOrder: false` in the resource
 * schemas), so that another order is not drift.
 */
const unorderedLists: Record<string, string[]> = {
  'AWS::ApiGateway::Stage': ['MethodSettings', 'Tags'],
  'AWS::EC2::RouteTable': ['Tags'],
  'AWS::EC2::SecurityGroup': [
    'SecurityGroupEgress',
    'SecurityGroupIngress',
    'Tags',
  ],
  'AWS::EC2::VPC': ['Tags'],
  'AWS::EC2::VPCEndpoint': [
    'RouteTableIds',
    'SecurityGroupIds',
    'SubnetIds',
    'Tags',
  ],
  'AWS::IAM::Role': ['ManagedPolicyArns', 'Policies', 'Tags'],
  'AWS::Lambda::Function': ['Tags'],
  'AWS::Logs::LogGroup': ['Tags'],
  'AWS::S3::Bucket': ['Tags'],
};

/** The actual properties, with each unordered list in the order of the expected one. */
export function aligned(
  type: string,
  expected: Properties,
  actual: Properties,
): Properties {
  const result = { ...actual };
  for (const name of unorderedLists[type] ?? []) {
    const [left, right] = [expected[name], actual[name]];
    if (Array.isArray(left) && Array.isArray(right)) {
      result[name] = inOrderOf(left, right);
    }
  }
  return result;
}

/** The items in the order of another list, followed by the items that it does not have. */
function inOrderOf(order: Value[], items: Value[]): Value[] {
  const remaining = [...items];
  const common = order.flatMap(wanted => {
    const index = remaining.findIndex(item => sameValue(item, wanted));
    return index < 0 ? [] : remaining.splice(index, 1);
  });
  return [...common, ...remaining];
}
