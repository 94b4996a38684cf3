import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  Values,
  isAccountId,
  isArn,
  isBucketName,
  isHttpUrl,
  isRegion,
} from '@private-serverless/backstage-plugin-private-api-node';

/** `privateServerless.workspace` after validation. */
export type WorkspaceSettings = {
  bucket: string;
  /** Empty, or ends with a slash. */
  prefix: string;
  region: string;
  /** Account whose credentials are used and that must own the bucket. If absent: the backend's own credentials, any owner. */
  accountId?: string;
  /** Base URL of a local AWS. Absent for the real one. */
  endpoint?: string;
  kmsKeyArn?: string;
  maxMegabytes: number;
};

const key = 'privateServerless.workspace';
const defaultMegabytes = 50;

/**
 * Reads `privateServerless.workspace`.
 * @returns undefined if it is not configured
 * @throws InputError with the key, the value and the fix
 */
export function readWorkspaceSettings(
  config: Config,
): WorkspaceSettings | undefined {
  const section = config.getOptionalConfig(key);
  if (!section) return undefined;
  const values = new Values(section, key);
  const prefix = values.optional('prefix', isPrefix) ?? 'scaffolder-workspaces';
  const maxMegabytes =
    values.optionalNumber('maxMegabytes') ?? defaultMegabytes;
  if (!(maxMegabytes > 0)) {
    throw new InputError(
      `${key}.maxMegabytes: ${maxMegabytes} is not a valid size in MiB. Use a number above 0, such as 50.`,
    );
  }
  return {
    bucket: values.required('bucket', isBucketName),
    prefix: `${prefix}/`,
    region: values.required('region', isRegion),
    accountId: values.optional('accountId', isAccountId),
    endpoint: values.optional('endpoint', isHttpUrl),
    kmsKeyArn: values.optional('kmsKeyArn', isArn('kms')),
    maxMegabytes,
  };
}

function isPrefix(text: string): string | undefined {
  return /^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/.test(text)
    ? undefined
    : 'folders of letters, digits, - and _, such as backstage/workspaces';
}
