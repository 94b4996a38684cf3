import type { StackEvent } from '../session/results';

/**
 * An event on one line for people: `✓ ItemsTable AWS::DynamoDB::Table CREATE_COMPLETE`. The nested stacks that lead to
 * the resource precede its name, and CloudFormation's reason follows. `✓` means done, `✗` failed or rolled back, `·` in
 * progress or any other status. The line has no time, since a log adds its own.
 * @public
 */
export function eventLine({
  path,
  logicalId,
  type,
  status,
  reason,
}: StackEvent): string {
  const place = [...path, logicalId].join(' › ');
  const line = `${signOf(status)} ${place} ${type} ${status}`;
  const words = reason?.replace(/\s+/g, ' ').trim();
  return words ? `${line}: ${words}` : line;
}

/** A completed rollback is a success for CloudFormation, but a failed deploy. */
function signOf(status: string): string {
  if (/_FAILED$|ROLLBACK_COMPLETE$/.test(status)) return '✗';
  return /_(COMPLETE|SKIPPED)$/.test(status) ? '✓' : '·';
}
