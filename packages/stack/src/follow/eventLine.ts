import type { StackEvent } from '../types';

/**
 * An event on one line for people: `✓ ItemsTable AWS::DynamoDB::Table CREATE_COMPLETE`, with the reason
 * behind it where CloudFormation gives one, and the nested stacks that lead to it before. `✓` is done, `✗` failed or rolled back, `·` under way (and
 * whatever else CloudFormation may say). The time is the log's own matter.
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

/** The rollback of a stack is CloudFormation's success and the deploy's failure. */
function signOf(status: string): string {
  if (/_FAILED$|ROLLBACK_COMPLETE$/.test(status)) return '✗';
  return /_(COMPLETE|SKIPPED)$/.test(status) ? '✓' : '·';
}
