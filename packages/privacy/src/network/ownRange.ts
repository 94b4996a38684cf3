import type { Value } from '@private-serverless/template';
import type { Template } from '../template/Template';
import { referenceOf } from './uses';

const ranges = ['CidrBlock', 'Ipv6CidrBlocks'];
const networks = ['aws::ec2::vpc', 'aws::ec2::subnet'];

/**
 * The VPC or subnet of the template whose own range a value is, although the addresses are not known before the deploy, such as
 * those of an IPAM pool. Undefined for another value.
 */
export function ownRange(template: Template, value: Value): string | undefined {
  const { id, attribute } = referenceOf(value);
  if (id === undefined || !ranges.includes(attribute ?? '')) return undefined;
  const type = template.resource(id)?.lowerType ?? '';
  return networks.includes(type) ? id : undefined;
}
