import { ResponseError } from '@backstage/errors';

/** What went wrong with a request, as far as the reader can do something about it. */
export type Problem = {
  kind: 'forbidden' | 'notFound' | 'tooMany' | 'silent';
  message: string;
};

const kinds: Record<number, Problem['kind']> = {
  403: 'forbidden',
  404: 'notFound',
  429: 'tooMany',
};

/** Sorts what a request threw. Whatever is not a clear answer of the backend means that it is silent. */
export function toProblem(error: unknown): Problem {
  if (error instanceof ResponseError) {
    return {
      kind: kinds[error.statusCode] ?? 'silent',
      message: error.cause.message || error.message,
    };
  }
  return {
    kind: 'silent',
    message: error instanceof Error ? error.message : String(error),
  };
}
