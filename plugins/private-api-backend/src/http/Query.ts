import { InputError } from '@backstage/errors';
import type express from 'express';

const maxValues = 100;
const maxLength = 500;

/**
 * Reads the parameters of a query. Every problem is an InputError with parameter, value and fix. A parameter that is not
 * known is one: without its filter, the response would show the wrong things.
 */
export class Query {
  private readonly values: URLSearchParams;

  /** @param known - names of all parameters of the route */
  constructor(req: express.Request, known: readonly string[]) {
    this.values = new URLSearchParams(req.url.split('?').slice(1).join('?'));
    for (const name of this.values.keys()) {
      if (!known.includes(name)) {
        throw new InputError(
          `${name.slice(
            0,
            100,
          )}: not a parameter of this route. Use ${known.join(', ')}`,
        );
      }
    }
  }

  /** The value of a parameter that can be there once. */
  text(name: string, max = maxLength): string | undefined {
    const values = this.values.getAll(name);
    if (values.length > 1) {
      throw new InputError(
        `${name}: ${values.length} values, but the parameter has one. Remove the others`,
      );
    }
    return this.checked(name, values, max)[0];
  }

  /** The values of a parameter that can be repeated. */
  texts(name: string): string[] | undefined {
    const values = this.checked(name, this.values.getAll(name), maxLength);
    return values.length > 0 ? values : undefined;
  }

  oneOf<T extends string>(name: string, values: readonly T[]): T | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : this.among(name, text, values);
  }

  manyOf<T extends string>(
    name: string,
    values: readonly T[],
  ): T[] | undefined {
    return this.texts(name)?.map(text => this.among(name, text, values));
  }

  /** A whole number in a range. */
  integer(name: string, min: number, max: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const number = Number(text);
    if (!/^\d{1,9}$/.test(text) || number < min || number > max) {
      throw this.problem(
        name,
        text,
        `not a whole number from ${min} to ${max}`,
        `Use such a number`,
      );
    }
    return number;
  }

  flag(name: string): boolean | undefined {
    const text = this.oneOf(name, ['true', 'false']);
    return text === undefined ? undefined : text === 'true';
  }

  /** Epoch milliseconds of a time in ISO 8601. */
  time(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const time = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : NaN;
    if (Number.isNaN(time)) {
      throw this.problem(
        name,
        text,
        'not a time',
        'Use ISO 8601 in UTC, such as 2026-11-29T12:00:00.000Z',
      );
    }
    return time;
  }

  private checked(name: string, values: string[], max: number): string[] {
    if (values.length > maxValues) {
      throw new InputError(
        `${name}: ${values.length} values. Use at most ${maxValues}`,
      );
    }
    const long = values.find(value => value.length > max);
    if (long !== undefined) {
      throw this.problem(
        name,
        `${long.slice(0, 50)}…`,
        `too long (${long.length} characters)`,
        `Use at most ${max}`,
      );
    }
    // PostgreSQL cannot store it in a text.
    if (values.some(value => value.includes('\0'))) {
      throw new InputError(`${name}: has a null character. Remove it`);
    }
    return values;
  }

  private among<T extends string>(
    name: string,
    text: string,
    values: readonly T[],
  ): T {
    const found = values.find(value => value === text);
    if (found !== undefined) return found;
    throw this.problem(
      name,
      text,
      'not a valid value',
      `Use one of: ${values.join(', ')}`,
    );
  }

  private problem(name: string, value: string, what: string, fix: string) {
    return new InputError(`${name}: '${value}' is ${what}. ${fix}`);
  }
}
