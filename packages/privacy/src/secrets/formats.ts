/** Formats that only secrets have, and what they are. Sources: the documentation of the services, as secret scanners use it. */
const formats: Array<[format: RegExp, what: string]> = [
  [/\b(AKIA|ASIA)[A-Z2-7]{16}\b/, 'an access key of AWS'],
  [/-----BEGIN ([A-Z0-9]+ ){0,3}PRIVATE KEY-----/, 'a private key'],
  [
    /\b(gh[pousr]_[A-Za-z0-9]{30}|github_pat_[A-Za-z0-9_]{30})/,
    'a token of GitHub',
  ],
  [/\bglpat-[A-Za-z0-9_-]{20}/, 'a token of GitLab'],
  [/\bxox[abeprs]-[A-Za-z0-9-]{10}/, 'a token of Slack'],
  [/\b[sr]k_live_[A-Za-z0-9]{16}/, 'a key of Stripe'],
  [/\bnpm_[A-Za-z0-9]{36}\b/, 'a token of npm'],
  [/\bAIza[A-Za-z0-9_-]{35}\b/, 'a key of Google'],
  [/\bsk-(proj-|ant-)?[A-Za-z0-9_-]{32}/, 'a key of a model provider'],
  [/\beyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10}/, 'a signed token'],
  [
    /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s:/@$]{0,64}:[^\s:/@${]{1,128}@/i,
    'an address with a password',
  ],
];

/** What kind of secret a text contains, by its format. Undefined if it contains none that is known. */
export function secretFormat(text: string): string | undefined {
  return formats.find(([format]) => format.test(text))?.[1];
}

/**
 * Whether a text has a dynamic reference that CloudFormation replaces with a secret.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
export function resolvesSecret(text: string): boolean {
  return /\{\{resolve:(secretsmanager|ssm-secure):/i.test(text);
}

/** Whether a text can be a secret. Not for a switch, an ARN, the path of a parameter, or the address of something. */
export function canBeSecret(text: string): boolean {
  return (
    text.trim() !== '' &&
    !/^(true|false|yes|no|none|null)$/i.test(text.trim()) &&
    !/^(arn:|https?:\/\/|\/[\w./-]+$)/i.test(text.trim())
  );
}
