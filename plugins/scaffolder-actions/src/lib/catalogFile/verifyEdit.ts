import { isDeepStrictEqual } from 'node:util';
import { InputError } from '@backstage/errors';
import { CatalogText } from './CatalogText';
import { comparable, expectedValues } from './expected';
import { type CatalogRecord, planRecord } from './plan';

/**
 * Requires that an edited catalog file has the same meaning as before, except for the recorded fields, and that those
 * have exactly the recorded values. Reads the file with and without YAML merge keys, since a catalog may do either.
 * @throws InputError that names the first difference
 */
export function verifyEdit(
  before: CatalogText,
  after: string,
  record: CatalogRecord,
): void {
  const { path, text } = before;
  const readings = text.includes('<<') ? [false, true] : [false];
  for (const merge of readings) {
    const old = CatalogText.parse(text, path, { merge });
    const plan = planRecord(old, record);
    const expected = expectedValues(old.values, record, plan);
    const actual = comparable(parsed(after, path, merge), record.entityRef);
    const difference = firstDifference(expected, actual);
    if (difference) {
      const where = difference.slice(1).join('.') || 'a document';
      const line = old.lineOf(old.documents[plan.component].range![0]);
      throw new InputError(
        `${path}:${line}: recording the stack would change ${where} too${
          merge ? ', which a << key repeats' : ''
        }. Write the metadata and spec of ${
          record.entityRef
        } without anchors, tags and merge keys, with one field per line, then run this step again. The file was not changed.`,
      );
    }
  }
}

function parsed(
  text: string,
  path: string,
  merge: boolean,
): readonly unknown[] {
  try {
    return CatalogText.parse(text, path, { merge }).values;
  } catch {
    return [];
  }
}

/** The path of the first value that differs, or undefined. */
export function firstDifference(a: unknown, b: unknown): string[] | undefined {
  if (isDeepStrictEqual(a, b)) return undefined;
  if (!isCollection(a) || !isCollection(b)) return [];
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  for (const name of names) {
    const rest = firstDifference(a[name], b[name]);
    if (rest) return [name, ...rest];
  }
  return [];
}

function isCollection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
