import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { isIP } from 'node:net';

/** A check of one configured text: undefined when it holds, else what the text must be. @public */
export type Check = (value: string) => string | undefined;

const pattern =
  (expression: RegExp, expected: string): Check =>
  value =>
    expression.test(value) ? undefined : expected;

/** An id that is safe in URLs, file names and permission policies. @public */
export const isId = pattern(
  /^(?=.{1,63}$)[a-z0-9]+(-[a-z0-9]+)*$/,
  'lower-case letters, digits and single dashes, at most 63 characters',
);

/** The number of an AWS account. @public */
export const isAccountId = pattern(
  /^\d{12}$/,
  'the 12 digits of an AWS account, quoted so that YAML keeps leading zeros',
);

/** The name of an AWS region. @public */
export const isRegion = pattern(
  /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/,
  'an AWS region such as eu-central-1',
);

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html @public */
export const isBucketName = pattern(
  /^(?=.{3,63}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])$/,
  'the name of an S3 bucket',
);

/** The end of a host name, with or without the leading dot. @public */
export const isDomainSuffix = pattern(
  /^\.?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/,
  'a domain name in lower case, such as dev.acme.internal',
);

/** An ARN of one service, such as `arn:aws:iam::…`. @public */
export const isArn = (service: string): Check =>
  pattern(
    new RegExp(`^arn:aws(-cn|-us-gov)?:${service}:[a-z0-9-]*:(\\d{12})?:.+$`),
    `an ARN of ${service}, such as arn:aws:${service}:…`,
  );

/** An id that AWS gave, such as `vpc-0a1b2c3d`. @public */
export const isResourceId = (prefix: string): Check =>
  pattern(
    new RegExp(`^${prefix}-[0-9a-z-]+$`),
    `an id that starts with ${prefix}-`,
  );

/** An IPv4 or IPv6 address range. @public */
export const isCidr: Check = value => {
  const [address, length, ...rest] = value.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  const valid =
    rest.length === 0 &&
    /^\d{1,3}$/.test(length ?? '') &&
    Number(length) <= bits;
  return valid ? undefined : 'an address range such as 10.0.0.0/8';
};

/** A URL of http or https. @public */
export const isHttpUrl: Check = value => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url && ['http:', 'https:'].includes(url.protocol)
    ? undefined
    : 'a URL that starts with http:// or https://';
};

/**
 * Reads checked texts out of one configuration object.
 * The name of the object (`privateServerless.environments[0]`) leads every message.
 * @public
 */
export class Values {
  readonly #config: Config;
  readonly #name: string;

  constructor(config: Config, name: string) {
    this.#config = config;
    this.#name = name;
  }

  /** @throws InputError that names key, value and what is expected */
  required(key: string, check: Check): string {
    return this.#checked(key, this.#config.getString(key), check);
  }

  optional(key: string, check: Check = () => undefined): string | undefined {
    const value = this.#config.getOptionalString(key);
    return value === undefined ? undefined : this.#checked(key, value, check);
  }

  list(key: string, check: Check): string[] {
    const values = this.#config.getOptionalStringArray(key) ?? [];
    return values.map((value, index) =>
      this.#checked(`${key}[${index}]`, value, check),
    );
  }

  flag(key: string): boolean {
    return this.optionalFlag(key) ?? false;
  }

  optionalFlag(key: string): boolean | undefined {
    return this.#config.getOptionalBoolean(key);
  }

  optionalNumber(key: string): number | undefined {
    return this.#config.getOptionalNumber(key);
  }

  /** A map of texts; keys are taken as they are, dots included. */
  map(key: string, check: Check = () => undefined): Record<string, string> {
    const value: unknown = this.#config.getOptional(key) ?? {};
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new InputError(
        `${this.#name}.${key} is ${JSON.stringify(
          value,
        )}; expected a map of texts`,
      );
    }
    const entries = Object.entries(value).map(([name, text]) => {
      if (typeof text !== 'string') {
        throw new InputError(
          `${this.#name}.${key}.${name} is ${JSON.stringify(
            text,
          )}; expected a text: put it in quotes`,
        );
      }
      return [name, this.#checked(`${key}.${name}`, text, check)];
    });
    return Object.fromEntries(entries);
  }

  /** The values of an object under this one, undefined where there is none. */
  under(key: string): Values | undefined {
    const config = this.#config.getOptionalConfig(key);
    return config && new Values(config, `${this.#name}.${key}`);
  }

  #checked(key: string, value: string, check: Check): string {
    const expected = check(value);
    if (expected) {
      throw new InputError(
        `${this.#name}.${key} is ${JSON.stringify(
          value,
        )}; expected ${expected}`,
      );
    }
    return value;
  }
}
