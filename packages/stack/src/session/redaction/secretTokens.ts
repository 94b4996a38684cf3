import { hidden } from './secretNames';

/** One kind of secret in a text. The text in the first group, if there is one, stays. */
export type Pattern = [pattern: RegExp, replacement: string];

/** Tokens that are recognized by their format, whatever precedes them. */
export const tokenPatterns: Pattern[] = [
  // JWT (RFC 7519), AWS access key IDs and session tokens, GitHub, GitLab, Slack, npm, Google.
  [/\beyJ[\w-]{10,}(?:\.[\w-]*){0,4}/g, hidden],
  [/\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/g, hidden],
  [/\b(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz)[\w/+=]+/g, hidden],
  [
    /\b(?:gh[oprsu]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|npm_\w{30,}|AIza[\w-]{30,})/g,
    hidden,
  ],
  // Docker, Vault, PyPI, Stripe, OpenAI, SendGrid, Shopify, age.
  [
    /\b(?:dckr_pat_[\w-]{20,}|hvs\.[\w-]{16,}|pypi-[\w-]{16,}|[rs]k_(?:live|test)_\w{10,}|sk-(?=[\w-]{0,80}\d)[\w-]{20,}|SG\.[\w-]{16,}\.[\w-]{16,}|shp[ac]t_\w{16,}|gl(?:rt|dt|cbt|ptt|ft|soat|agent|imt)-[\w-]{16,}|xapp-[\w-]{16,}|ya29\.[\w-]{20,}|AGE-SECRET-KEY-1\w{16,})/g,
    hidden,
  ],
];
