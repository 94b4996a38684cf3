import { withoutSecrets } from '@private-serverless/stack/local';

/** A conflict of the generator. */
type Conflict = { path: string; reason: string; diff?: string };

/**
 * Hides possible secrets in the diff of a conflict. Only removed lines come from the edited file; all others are
 * generated.
 */
export function shownConflict(conflict: Conflict): Conflict {
  const [header, ...lines] = conflict.diff?.split('\n') ?? [];
  if (header === undefined) return conflict;
  const shown = lines.map(line =>
    line.startsWith('-') ? `-${withoutSecrets(line.slice(1))}` : line,
  );
  return { ...conflict, diff: [header, ...shown].join('\n') };
}
