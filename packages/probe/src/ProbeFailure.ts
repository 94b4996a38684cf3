import { FailureCode, Phase } from '@private-serverless/wire';

/** Ends a probe. It becomes the `failure` of the result. */
export class ProbeFailure extends Error {
  constructor(
    readonly phase: Phase,
    readonly code: FailureCode,
    message: string,
  ) {
    super(message);
    this.name = 'ProbeFailure';
  }
}

/** The `code` of a Node or OpenSSL error, or an empty string. */
export function errorCode(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : '';
}
