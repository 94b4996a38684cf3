import type { DriftDifference, DriftResult, ResourceDrift } from './types';

/** Maximum length of a value in a line. The result contains the whole value. */
const maxValueLength = 200;

/**
 * A drift as lines of text: the stack, the resources that differ with the values of their properties, those that could
 * not be compared, and the number of resources in sync.
 * @public
 */
export function driftLines({
  stackArn,
  status,
  reason,
  resources,
}: DriftResult): string[] {
  const withStatus = (...statuses: string[]) =>
    resources.filter(resource => statuses.includes(resource.status));
  const unchecked = withStatus('NOT_CHECKED');
  return [
    `Stack ${stackArn}: ${status}${reason ? ` (${reason})` : ''}`,
    ...withStatus('MODIFIED', 'DELETED').flatMap(resourceDriftLines),
    ...withStatus('UNKNOWN').flatMap(resourceDriftLines),
    `${withStatus('IN_SYNC').length} of ${resources.length} in sync${
      unchecked.length > 0
        ? `; not compared by CloudFormation: ${unchecked
            .map(({ logicalId }) => logicalId)
            .join(', ')}`
        : ''
    }`,
  ];
}

/** A resource that differs, with the values of its properties, or that could not be compared. */
export function resourceDriftLines(resource: ResourceDrift): string[] {
  const { status, reason, differences } = resource;
  if (status === 'MODIFIED' || status === 'DELETED') {
    return [
      `✗ ${nameOf(resource)} ${status}`,
      ...differences.map(difference => `    ${lineOf(difference)}`),
    ];
  }
  return [
    `? ${nameOf(resource)} could not be compared: ${
      reason ?? 'CloudFormation gave no reason'
    }`,
  ];
}

function nameOf({ logicalId, type, physicalId }: ResourceDrift): string {
  return [logicalId, type, physicalId].filter(Boolean).join(' ');
}

function lineOf({ path, kind, expected, actual }: DriftDifference): string {
  return `${path}: ${kind}, expected ${valueOf(expected)}, actual ${valueOf(
    actual,
  )}`;
}

function valueOf(value: string | undefined): string {
  if (value === undefined) return 'nothing';
  const text = value.replace(/\s+/g, ' ');
  return text.length > maxValueLength
    ? `${text.slice(0, maxValueLength)}…`
    : text;
}
