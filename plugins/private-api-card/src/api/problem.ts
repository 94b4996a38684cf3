import { ResponseError } from '@backstage/errors';

/** Why a request failed, by what the reader can do about it. */
export type Problem = {
  kind: 'forbidden' | 'notFound' | 'tooManyRequests' | 'unavailable';
  message: string;
};

const kinds: Record<number, Problem['kind']> = {
  403: 'forbidden',
  404: 'notFound',
  429: 'tooManyRequests',
};

/**
 * Classifies the error of a request. Every error that is not a response of the backend itself means that it is
 * unavailable.
 */
export function toProblem(error: unknown): Problem {
  if (error instanceof ResponseError) {
    return {
      kind: kinds[error.statusCode] ?? 'unavailable',
      message: error.cause.message || error.message,
    };
  }
  return {
    kind: 'unavailable',
    message: error instanceof Error ? error.message : String(error),
  };
}
