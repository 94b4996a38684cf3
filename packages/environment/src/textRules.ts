import { isCidr } from './cidr.ts';

/** The rule for one kind of configured string. @public */
export type TextRule = {
  /** Completes "… is not", such as `a valid AWS region`. */
  is: string;
  /** Advice for an invalid value, as a sentence. */
  fix: string;
  /** Whether a string is valid. */
  test(value: string): boolean;
};

const pattern = (expression: RegExp, is: string, fix: string): TextRule => ({
  is,
  fix,
  test: value => expression.test(value),
});

/** An ARN. AWS managed policies have `aws` in place of the account. */
const arn = (start: string, is: string, example: string): TextRule =>
  pattern(
    new RegExp(
      `^arn:aws(-[a-z]+)*:${start.replace(
        '<account>',
        '(\\d{12}|aws)',
      )}[!-~]{1,512}$`,
    ),
    is,
    `Use the full ARN, such as '${example}'.`,
  );

/** An ID that AWS assigned, such as `vpc-0a1b2c3d`. With a further hyphen, it is one of another type, such as `tgw-attach-0a1b2c3d`. */
const awsId = (prefix: string): TextRule =>
  pattern(
    new RegExp(`^${prefix}-[0-9a-z]{1,64}$`),
    'a valid ID of this type',
    `Use an ID such as ${prefix}-0a1b2c3d.`,
  );

const isUrl = (value: string, protocols: readonly string[]): boolean => {
  try {
    const { protocol, username, password } = new URL(value);
    return protocols.includes(protocol) && !username && !password;
  } catch {
    return false;
  }
};

/**
 * Every kind of string in an environment. The keys are the formats of the JSON schema.
 * @public
 */
export const textRules = {
  id: pattern(
    /^(?=.{1,63}$)[a-z0-9]+(-[a-z0-9]+)*$/,
    'a valid ID',
    'Use lowercase letters, digits and single hyphens, at most 63 characters, because stack names, file names and permission policies contain it.',
  ),
  text: pattern(
    /^\P{Cc}{1,1024}$/u,
    'a single line of text',
    'Use 1 to 1024 characters without line breaks.',
  ),
  'account-id': pattern(
    /^\d{12}$/,
    'a valid AWS account ID',
    'Use its 12 digits, in quotes so that YAML keeps leading zeros.',
  ),
  region: pattern(
    /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/,
    'a valid AWS region',
    "Use a full region name such as 'eu-central-1'.",
  ),
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  bucket: pattern(
    /^(?=.{3,63}$)(?!.*\.\.)(?!\d+(\.\d+){3}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])$/,
    'a valid S3 bucket name',
    'Use 3 to 63 lowercase letters, digits, hyphens and single dots, without s3://. An IP address is not allowed.',
  ),
  'domain-suffix': pattern(
    /^\.?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/,
    'a valid domain name',
    "Use lowercase letters and at least two labels, such as 'dev.acme.internal'.",
  ),
  'role-arn': arn(
    'iam::<account>:role/',
    'a valid role ARN',
    'arn:aws:iam::111111111111:role/deploy',
  ),
  'policy-arn': arn(
    'iam::<account>:policy/',
    'a valid policy ARN',
    'arn:aws:iam::111111111111:policy/boundary',
  ),
  'key-arn': arn(
    'kms:[a-z0-9-]+:<account>:key/',
    'a valid key ARN',
    'arn:aws:kms:eu-central-1:111111111111:key/<id>',
  ),
  'certificate-arn': arn(
    'acm:[a-z0-9-]+:<account>:certificate/',
    'a valid certificate ARN',
    'arn:aws:acm:eu-central-1:111111111111:certificate/<id>',
  ),
  vpc: awsId('vpc'),
  subnet: awsId('subnet'),
  'route-table': awsId('rtb'),
  'vpc-endpoint': awsId('vpce'),
  'security-group': awsId('sg'),
  'ipam-pool': awsId('ipam-pool'),
  'transit-gateway': awsId('tgw'),
  'resolver-rule': awsId('rslvr-rr'),
  'prefix-list': awsId('pl'),
  // The AWS CLI prints zones as /hostedzone/Z0123456789ABC, which a template does not accept.
  'hosted-zone': pattern(
    /^Z[0-9A-Z]{1,31}$/,
    'a valid ID of a hosted zone',
    'Use an ID such as Z0123456789ABC, without /hostedzone/.',
  ),
  cidr: {
    is: 'a valid address range',
    fix: "Use a range such as '10.0.0.0/8', without leading zeros.",
    test: isCidr,
  },
  'http-url': {
    is: 'a valid URL',
    fix: "Use http:// or https:// without user and password, such as 'http://127.0.0.1:4510'.",
    test: value => isUrl(value, ['http:', 'https:']),
  },
  'https-url': {
    is: 'a valid https URL',
    fix: "Use https:// without user and password, such as 'https://login.acme.internal'.",
    test: value => isUrl(value, ['https:']),
  },
  duration: pattern(
    /^(\d+(\.\d+)?\s?(ms|s|m|h|d|w)|P[0-9DTHMSW.]+)$/,
    'a valid duration',
    "Use a number with a unit, such as '24h'.",
  ),
  date: pattern(
    /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
    'a valid date',
    "Use year, month and day, such as '2027-01-31'.",
  ),
  'rule-id': pattern(
    /^PS\d{2,3}$/,
    'a valid privacy rule ID',
    "Use an ID such as 'PS01'.",
  ),
} satisfies Record<string, TextRule>;

/** The name of a kind of string. @public */
export type TextKind = keyof typeof textRules;
