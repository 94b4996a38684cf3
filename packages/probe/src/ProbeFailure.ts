import {
  Failure,
  FailureCode,
  FailureMeaning,
  meaningOf,
  Phase,
} from '@private-serverless/wire';

/** Values of a failure beyond its code and message. */
export type FailureDetails = Pick<
  Failure,
  'meaning' | 'address' | 'port' | 'date'
>;

/** Ends a probe, or one attempt of it. It becomes the `failure` of the result. */
export class ProbeFailure extends Error {
  constructor(
    readonly phase: Phase,
    readonly code: FailureCode,
    message: string,
    readonly details: FailureDetails = {},
  ) {
    super(message);
    this.name = 'ProbeFailure';
  }

  /** What the failure says about the target. */
  get meaning(): FailureMeaning {
    return meaningOf({ code: this.code, meaning: this.details.meaning });
  }

  /** The same failure with the peer at which it happened, unless it already names one. */
  at(address: string, port: number): ProbeFailure {
    return new ProbeFailure(this.phase, this.code, this.message, {
      address,
      port,
      ...this.details,
    });
  }

  /** The failure as a part of the result. */
  toFailure(): Failure {
    const { phase, code, message, details } = this;
    return { phase, code, message, ...details };
  }
}

/** The `code` of a Node or OpenSSL error, or an empty string. */
export function errorCode(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : '';
}
