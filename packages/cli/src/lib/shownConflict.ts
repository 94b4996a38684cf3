import { withoutSecrets } from '@private-serverless/stack';

/** A conflict of the generator, as far as it is shown. */
type Conflict = { path: string; reason: string; diff?: string };

/**
 * The conflict with a diff that does not show what may be secret. Only removed lines come from the edited file alone; all
 * others are generated.
 */
export function shownConflict(conflict: Conflict): Conflict {
  const [header, ...lines] = conflict.diff?.split('\n') ?? [];
  if (header === undefined) return conflict;
  const shown = lines.map(line =>
    line.startsWith('-') ? `-${withoutSecrets(line.slice(1))}` : line,
  );
  return { ...conflict, diff: [header, ...shown].join('\n') };
}
