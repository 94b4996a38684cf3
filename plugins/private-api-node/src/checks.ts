import { type TextRule, textRules } from '@private-serverless/environment';

/** Checks one configured text. Returns undefined if it is valid, otherwise what is wrong and what to do. @public */
export type Check = (value: string) => string | undefined;

const checkOf =
  ({ is, fix, test }: TextRule): Check =>
  value =>
    test(value) ? undefined : `${is}. ${fix}`;

/** An id that is safe in URLs, file names and permission policies. @public */
export const isId = checkOf(textRules.id);

/** The number of an AWS account. @public */
export const isAccountId = checkOf(textRules['account-id']);

/** The name of an AWS region. @public */
export const isRegion = checkOf(textRules.region);

/** The name of an S3 bucket. @public */
export const isBucketName = checkOf(textRules.bucket);

/** The end of a host name, with or without the leading dot. @public */
export const isDomainSuffix = checkOf(textRules['domain-suffix']);

/** An IPv4 or IPv6 address range. @public */
export const isCidr = checkOf(textRules.cidr);

/** A URL of http or https. @public */
export const isHttpUrl: Check = value => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url && ['http:', 'https:'].includes(url.protocol)
    ? undefined
    : 'a URL that starts with http:// or https://';
};

/** An ARN of one service, such as `arn:aws:iam::…`. @public */
export const isArn = (service: string): Check => {
  const pattern = new RegExp(
    `^arn:aws(-[a-z]+)*:${service}:[a-z0-9-]*:(\\d{12})?:.+$`,
  );
  return value =>
    pattern.test(value)
      ? undefined
      : `an ARN of ${service}, such as arn:aws:${service}:…`;
};

/** An id that AWS assigned, such as `vpc-0a1b2c3d`. @public */
export const isResourceId = (prefix: string): Check => {
  const pattern = new RegExp(`^${prefix}-[0-9a-z-]+$`);
  return value =>
    pattern.test(value) ? undefined : `an id that starts with ${prefix}-`;
};
