import { withoutSecrets } from '@private-serverless/stack';
import type { GeneratedConflict } from './generator';

/**
 * A conflict for the task's log: the file, the reason and the diff without possible secrets. Only removed lines can contain
 * text that is not generated.
 */
export function conflictLines({
  path,
  reason,
  diff = '',
}: GeneratedConflict): string[] {
  const [header, ...lines] = diff.replace(/\n$/, '').split('\n');
  const shown = lines.map(line =>
    line.startsWith('-') ? `-${withoutSecrets(line.slice(1))}` : line,
  );
  return [`Conflict: ${path} ${reason}`, header, ...shown].filter(Boolean);
}
