/**
 * Sends one request to AWS. Every request of the readers of this folder goes through it, so that the caller can limit their rate
 * and their time.
 *
 * @param request - sends the request with the options for the AWS client
 * @public
 */
export type SendRequest = <T>(
  request: (options: { abortSignal?: AbortSignal }) => Promise<T>,
) => Promise<T>;

/** Sends a request at once. */
export const sendAtOnce: SendRequest = request => request({});

/**
 * The result of a read, or why there is none. `missing` is part of the value, so a problem says nothing about the resource.
 * @public
 */
export type EntryRead<T> =
  | { value: T; problem?: undefined }
  | {
      value?: undefined;
      problem: {
        kind: 'missing' | 'denied' | 'failed';
        /** IAM action of the call that failed, such as `elasticloadbalancing:DescribeTargetHealth`. */
        action: string;
        error: unknown;
      };
    };
