import type { Template } from '../template/Template';
import { shownName } from './names';

/**
 * The Availability Zone of a subnet, by the name of the subnet: a text that is equal for the same zone. Undefined if it is not known.
 */
export function zoneOf(template: Template, subnet: string): string | undefined {
  const resource = template.resource(shownName(subnet));
  if (!subnet.startsWith('resource ')) {
    return template.network.subnet(subnet).value?.availabilityZoneId;
  }
  if (resource?.lowerType !== 'aws::ec2::subnet') return undefined;
  const zones = new Set(
    ['AvailabilityZone', 'AvailabilityZoneId'].flatMap(name =>
      template.property(resource, name).flatMap(value => {
        if (value.kind === 'absent') return [];
        if (value.kind === 'scalar') return [value.text];
        return [value.kind === 'unknown' ? value.string?.source : undefined];
      }),
    ),
  );
  return zones.size === 1 ? [...zones][0] : undefined;
}

/** Whether two zones can be compared: two names, two IDs, or two of the region's list. */
export function areComparable(one: string, other: string): boolean {
  return (
    one === other || (kindOf(one) !== 'other' && kindOf(one) === kindOf(other))
  );
}

function kindOf(zone: string): 'id' | 'listed' | 'name' | 'other' {
  if (/^\w+-az\d+$/.test(zone)) return 'id';
  if (/^\$\{AvailabilityZone\.\d\}$/.test(zone)) return 'listed';
  return /^[a-z]+(-[a-z]+)+-\d+[a-z]$/.test(zone) ? 'name' : 'other';
}
