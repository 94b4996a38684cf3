import type { DriftDifference, DriftResult, ResourceDrift } from './types';

/** Longer values are cut in lines for people; the result has them whole. */
const longestValue = 200;

/**
 * A drift as lines for people: the stack, what differs with the values of its properties, what could not be compared,
 * and how many resources are in sync. Secret values are hidden already.
 */
export function driftLines({
  stackArn,
  status,
  reason,
  resources,
}: DriftResult): string[] {
  const those = (...statuses: string[]) =>
    resources.filter(resource => statuses.includes(resource.status));
  const unchecked = those('NOT_CHECKED');
  return [
    `Stack ${stackArn}: ${status}${reason ? ` (${reason})` : ''}`,
    ...those('MODIFIED', 'DELETED').flatMap(resource => [
      `✗ ${nameOf(resource)} ${resource.status}`,
      ...resource.differences.map(difference => `    ${lineOf(difference)}`),
    ]),
    ...those('UNKNOWN').map(
      resource =>
        `? ${nameOf(resource)} could not be compared: ${
          resource.reason ?? 'CloudFormation gave no reason'
        }`,
    ),
    `${those('IN_SYNC').length} of ${resources.length} in sync${
      unchecked.length > 0
        ? `; not compared by CloudFormation: ${unchecked
            .map(({ logicalId }) => logicalId)
            .join(', ')}`
        : ''
    }`,
  ];
}

function nameOf({ logicalId, type, physicalId }: ResourceDrift): string {
  return [logicalId, type, physicalId].filter(Boolean).join(' ');
}

function lineOf({ path, kind, expected, actual }: DriftDifference): string {
  return `${path}: ${kind}, expected ${valueOf(expected)}, is ${valueOf(
    actual,
  )}`;
}

function valueOf(value: string | undefined): string {
  if (value === undefined) return 'nothing';
  const text = value.replace(/\s+/g, ' ');
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}
