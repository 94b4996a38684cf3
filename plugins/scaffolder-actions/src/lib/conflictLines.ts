import { withoutSecrets } from '@private-serverless/stack';
import type { GeneratedConflict } from './generator';

/**
 * A conflict for the task's log: the file, why it differs, and the diff without what may be secret. Only removed lines come
 * from the edited file alone; all others are generated.
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
