import { conflictDiff } from './conflict-diff.ts';
import { containsChange } from './contains-change.ts';
import {
  catalogPath,
  withoutRecorded,
  withRecorded,
} from './recorded-outputs.ts';
import type { Obstacle } from './repository-error.ts';
import type { RepositoryFile } from './repository-files.ts';
import type { TextForm } from './text-form.ts';

/** A generated file that differs from the repository's one and is left alone. */
export type Conflict = {
  path: string;
  /** Why it is one, for people. */
  reason: string;
  /** Unified diff from the repository's file to the generated one; absent where the file is not comparable text. */
  diff?: string;
};

/** What becomes of one generated file. */
export type Outcome =
  | { kind: 'write'; text: string; replaced?: { form: TextForm; mode: number } }
  | { kind: 'unchanged' }
  /** A person deleted or renamed it. */
  | { kind: 'deleted' }
  /** `isResolved`: the file has the changes of this generation, and differs by a person's own edits only. */
  | { kind: 'conflict'; conflict: Conflict; isResolved?: boolean }
  /** It would have to be written and cannot. */
  | { kind: 'obstacle'; obstacle: Obstacle };

/**
 * Compares one generated file with the repository's one and its text in the merge base: what equals its base is replaced,
 * what a person deleted stays deleted, what else differs is a conflict.
 *
 * @param generated - normalized text
 * @param base - the path's text in the merge base; `undefined` for a file that no earlier run has left there
 */
export function compareFile(
  path: string,
  file: RepositoryFile,
  generated: string,
  base: string | undefined,
): Outcome {
  switch (file.kind) {
    case 'absent':
      return compareAbsent(path, file, generated, base);
    case 'occupied':
      return obstacle(path, file.reason);
    case 'opaque':
      return conflict(path, file.reason);
    default:
      return compareText(path, file, generated, base);
  }
}

function compareAbsent(
  path: string,
  { beyond, variant }: RepositoryFile & { kind: 'absent' },
  generated: string,
  base: string | undefined,
): Outcome {
  if (base !== undefined) {
    return { kind: 'deleted' };
  }
  if (variant !== undefined) {
    return conflict(path, `differs only in letter case from ${variant}`);
  }
  return beyond
    ? obstacle(beyond.path, beyond.reason)
    : { kind: 'write', text: generated };
}

function compareText(
  path: string,
  file: RepositoryFile & { kind: 'text' },
  generated: string,
  base: string | undefined,
): Outcome {
  const proposed =
    path === catalogPath ? withRecorded(generated, file.text, base) : generated;
  if (file.text === proposed || isCurrent(path, file.text, generated)) {
    return { kind: 'unchanged' };
  }
  if (base !== undefined && isUnedited(path, file.text, base)) {
    return base === generated
      ? { kind: 'unchanged' }
      : { kind: 'write', text: proposed, replaced: file };
  }
  const diff = conflictDiff(path, file.text, proposed);
  const isResolved =
    base !== undefined &&
    containsChange(isolate(path, file.text, generated), base, generated);
  const reason = `${reasonOf(generated, base, isResolved)}${
    diff === undefined ? '; too many lines differ for a diff' : ''
  }`;
  return { kind: 'conflict', conflict: { path, reason, diff }, isResolved };
}

function reasonOf(
  generated: string,
  base: string | undefined,
  isResolved: boolean,
): string {
  if (base === undefined) {
    return 'differs, and has no merge base';
  }
  if (base === generated) {
    return 'was edited';
  }
  return isResolved
    ? 'was edited, and already has what the generator changed'
    : 'was edited, and the generator changed it too';
}

/** The file without recorded outputs. */
function isolate(path: string, text: string, generated: string): string {
  return path === catalogPath
    ? withoutRecorded(text, generated, 'restore')
    : text;
}

/** Whether a file is what its base says, apart from recorded outputs. */
export function isUnedited(path: string, text: string, base: string): boolean {
  return isolate(path, text, base) === base;
}

function isCurrent(path: string, text: string, generated: string): boolean {
  return (
    path === catalogPath &&
    withoutRecorded(text, generated, 'keep') === generated
  );
}

function conflict(path: string, reason: string): Outcome {
  return { kind: 'conflict', conflict: { path, reason } };
}

function obstacle(path: string, reason: string): Outcome {
  const message = `${reason}. A generated file has to go there: move it away and run again.`;
  return { kind: 'obstacle', obstacle: { path, message } };
}
