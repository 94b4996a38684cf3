import { Account } from '../account/Account';
import { asText } from '../account/values';
import { SECURITY_GROUP, SUBNET, VPC } from '../resources/ec2';
import { HOSTED_ZONE } from '../resources/route53';
import { Desired } from './types';
import { isUnknown } from './unknownValue';

/** The resource types of CloudFormation's parameter types for existing resources. */
const resourceTypes: Record<string, string> = {
  'AWS::EC2::VPC::Id': VPC,
  'AWS::EC2::Subnet::Id': SUBNET,
  'AWS::EC2::SecurityGroup::Id': SECURITY_GROUP,
  'AWS::Route53::HostedZone::Id': HOSTED_ZONE,
};

/**
 * Checks that the resources exist that parameters of an AWS-specific type name.
 * AWS does this before it creates anything. Other types, such as key pairs, are
 * not checked.
 *
 * @returns the status reason of the failed change set
 */
export function missingResource(
  account: Account,
  { parameters, template }: Desired,
): string | undefined {
  for (const [name, text] of Object.entries(parameters)) {
    const type = asText(template.parameters[name]?.Type) ?? '';
    const [, inner = type] = /^List<(.+)>$/.exec(type) ?? [];
    if (!Object.hasOwn(resourceTypes, inner) || isUnknown(text)) continue;
    const ids = inner === type ? [text] : text.split(',').map(id => id.trim());
    const missing = ids.find(id => !exists(account, resourceTypes[inner], id));
    if (missing !== undefined) {
      return `Parameter validation failed: parameter value ${missing} for parameter name ${name} does not exist`;
    }
  }
  return undefined;
}

function exists(account: Account, type: string, id: string): boolean {
  if (account.find(type, id)) return true;
  return (
    type === SECURITY_GROUP &&
    account.list(VPC).some(vpc => vpc.attributes.DefaultSecurityGroup === id)
  );
}
