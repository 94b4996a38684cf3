import { ResponseError } from '@backstage/errors';

/** Why a request failed. The kind determines what the user can do about it. */
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
 * Classifies the error of a request. Without a response of the backend, the backend is unavailable.
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
