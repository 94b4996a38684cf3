import { awsFaultOf } from '@private-serverless/stack';

/** Why a request to AWS failed, and whether AWS responded. */
export type AwsFault = {
  /** Whether AWS responded with an error, such as a missing permission or throttling. */
  answered: boolean;
  /** Error code of AWS or Node, such as `AccessDenied` or `ECONNREFUSED`. Safe to show to every user. */
  code: string;
  /** The whole message in one line. It can contain ARNs of roles, so use it in the log only. */
  message: string;
};

/** Reads an error from an AWS client or from a function of `@private-serverless/stack`. */
export function awsFault(error: unknown): AwsFault {
  const { awsCode, hasAwsAnswered } = awsFaultOf(error);
  const { message } = (error ?? {}) as { message?: unknown };
  return {
    answered: hasAwsAnswered,
    code: awsCode ?? 'no response',
    message: String(message || awsCode || error)
      .split('\n')[0]
      .slice(0, 300),
  };
}
