import { NetworkFactsError } from './NetworkFactsError';

/** Reads the value of a field, whose path is for messages. */
export type Field<T> = (value: unknown, path: string) => T;

/** The advice for a document that the product did not write. */
export const describeAgain =
  'Write the file again: private-serverless environment check --environment ID --network-facts FILE.';

const maxShown = 60;

function refuse(path: string, value: unknown, expected: string): never {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  const shown = text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
  throw new NetworkFactsError(
    `${path}: ${
      value === undefined ? 'is missing' : `${shown} is not ${expected}`
    }. ${describeAgain}`,
  );
}

/** A string that passes a test. `expected` completes "… is not". */
export const textThat =
  (test: (text: string) => boolean, expected: string): Field<string> =>
  (value, path) =>
    typeof value === 'string' && test(value)
      ? value
      : refuse(path, value, expected);

/** A string that matches a pattern. */
export const textLike = (pattern: RegExp, expected: string): Field<string> =>
  textThat(value => pattern.test(value), expected);

/** Any string, except an empty one. */
export const text = textLike(/\S/, 'a text');

/** True or false. */
export const flag: Field<boolean> = (value, path) =>
  typeof value === 'boolean' ? value : refuse(path, value, 'true or false');

/** A number. */
export const count: Field<number> = (value, path) =>
  typeof value === 'number' ? value : refuse(path, value, 'a number');

/** Anything, which the rules examine themselves. */
export const anything: Field<unknown> = value => value;

/** One of some values. */
export const oneOf =
  <T extends string | number>(...choices: readonly T[]): Field<T> =>
  (value, path) =>
    choices.find(choice => choice === value) ??
    refuse(path, value, choices.join(' or '));

/** A list. */
export const list =
  <T>(item: Field<T>): Field<T[]> =>
  (value, path) =>
    Array.isArray(value)
      ? value.map((one, index) => item(one, `${path}[${index}]`))
      : refuse(path, value, 'a list');

/** A field that may be absent. */
export const optional =
  <T>(field: Field<T>): Field<T | undefined> =>
  (value, path) =>
    value === undefined ? undefined : field(value, path);

/** An object with the given fields. Others are left out, because a later version may add some. */
export const object =
  <T extends object>(fields: {
    [K in keyof T]-?: Field<T[K]>;
  }): Field<T> =>
  (value, path) => {
    const source = record(value, path);
    const found = Object.entries(fields).map(([name, field]) => [
      name,
      (field as Field<unknown>)(
        Object.hasOwn(source, name) ? source[name] : undefined,
        path ? `${path}.${name}` : name,
      ),
    ]);
    return Object.fromEntries(found.filter(([, one]) => one !== undefined));
  };

/** An object with any names. */
export const map =
  <T>(field: Field<T>): Field<Record<string, T>> =>
  (value, path) =>
    Object.fromEntries(
      Object.entries(record(value, path)).map(([name, one]) => [
        name,
        field(one, `${path}.${name}`),
      ]),
    );

function record(value: unknown, path: string): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : refuse(path || 'The document', value, 'an object');
}
