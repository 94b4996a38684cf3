import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { shownValue } from '@private-serverless/environment';
import type { Check } from './checks';

/**
 * Reads validated values from one configuration object. Every message starts with the name of the object, such as
 * `privateServerless.environments[0]`.
 * @public
 */
export class Values {
  private readonly config: Config;
  private readonly name: string;

  constructor(config: Config, name: string) {
    this.config = config;
    this.name = name;
  }

  /**
   * Reads a string that must exist.
   * @throws InputError that names the key, the value and what to do
   */
  required(key: string, check: Check): string {
    return this.checked(key, this.config.getString(key), check);
  }

  /** Reads a string. Undefined if it is absent. */
  optional(key: string, check: Check = () => undefined): string | undefined {
    const value = this.config.getOptionalString(key);
    return value === undefined ? undefined : this.checked(key, value, check);
  }

  /** Reads a list of strings. Empty if it is absent. */
  list(key: string, check: Check): string[] {
    const values = this.config.getOptionalStringArray(key) ?? [];
    return values.map((value, index) =>
      this.checked(`${key}[${index}]`, value, check),
    );
  }

  /** Reads a boolean. False if it is absent. */
  flag(key: string): boolean {
    return this.optionalFlag(key) ?? false;
  }

  /** Reads a boolean. Undefined if it is absent. */
  optionalFlag(key: string): boolean | undefined {
    return this.config.getOptionalBoolean(key);
  }

  /** Reads a number. Undefined if it is absent. */
  optionalNumber(key: string): number | undefined {
    return this.config.getOptionalNumber(key);
  }

  /** Reads a map of strings. Keys can contain dots. */
  map(key: string, check: Check = () => undefined): Record<string, string> {
    const value: unknown = this.config.getOptional(key) ?? {};
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new InputError(
        `${this.name}.${key} is ${JSON.stringify(
          value,
        )}, not a valid map. Use a map of strings`,
      );
    }
    const entries = Object.entries(value).map(([name, text]) => {
      if (typeof text !== 'string') {
        throw new InputError(
          `${this.name}.${key}.${name} is ${JSON.stringify(
            text,
          )}, not a string. Put it in quotes`,
        );
      }
      return [name, this.checked(`${key}.${name}`, text, check)];
    });
    return Object.fromEntries(entries);
  }

  /** Reads a nested object. Undefined if it is absent. */
  under(key: string): Values | undefined {
    const config = this.config.getOptionalConfig(key);
    return config && new Values(config, `${this.name}.${key}`);
  }

  private checked(key: string, value: string, check: Check): string {
    const expected = check(value);
    if (expected) {
      throw new InputError(
        `${this.name}.${key} is ${JSON.stringify(
          shownValue(value),
        )}, not ${expected}`,
      );
    }
    return value;
  }
}
