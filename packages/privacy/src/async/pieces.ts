import { setImmediate } from 'node:timers/promises';
import type { Verdict } from '../Verdict';

/**
 * Maximum number of entries in a piece. JSON.parse takes about a millisecond for this many findings.
 */
const maxEntries = 500;

/**
 * The verdict as JSON in pieces: first everything but the lists, then parts of the lists. A hostile template can have a
 * verdict of many megabytes, and parsing it at once would block the main thread.
 */
export function toPieces(verdict: Verdict): string[] {
  const lists = Object.entries<unknown>(verdict).flatMap(
    ([name, value]): Array<[string, unknown[]]> =>
      Array.isArray(value) ? [[name, value]] : [],
  );
  const empty = Object.fromEntries(lists.map(([name]) => [name, []]));
  const frame = { ...verdict, ...empty };
  return [
    JSON.stringify(frame),
    ...lists.flatMap(([name, entries]) =>
      Array.from({ length: Math.ceil(entries.length / maxEntries) }, (_, i) =>
        JSON.stringify([
          name,
          entries.slice(i * maxEntries, (i + 1) * maxEntries),
        ]),
      ),
    ),
  ];
}

/** Restores a verdict. Returns to the event loop after each piece. */
export async function fromPieces(pieces: readonly string[]): Promise<Verdict> {
  const [frame = '', ...parts] = pieces;
  const verdict: Verdict & Record<string, unknown> = JSON.parse(frame);
  for (const part of parts) {
    const [name, entries]: [string, unknown[]] = JSON.parse(part);
    (verdict[name] as unknown[]).push(...entries);
    await setImmediate();
  }
  return verdict;
}
