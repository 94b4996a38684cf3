/** Why a call has no result. */
export type Problem = {
  /** `missing`: AWS has no such resource. `denied`: the IAM action is not allowed. */
  kind: 'missing' | 'denied' | 'failed';
  /** IAM action of the call. */
  action: string;
  message: string;
  error: unknown;
};

/** The result of a call, or why there is none. */
export type Read<T> =
  | { value: T; problem?: undefined }
  | { value?: undefined; problem: Problem };

/** Upper bound of simultaneous calls, so that a check does not use up the rate limits of other programs. */
const maxCalls = 8;

/**
 * Maximum number of values of one filter:
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
 */
const maxFilterValues = 200;

/** Calls AWS, some calls at a time. A call never throws: its problem is the result. */
export class Reader {
  private active = 0;
  private readonly waiting: Array<() => void> = [];

  /**
   * @param action - the IAM action that the call needs
   * @param call - sends one request
   */
  async read<T>(action: string, call: () => Promise<T>): Promise<Read<T>> {
    if (this.active >= maxCalls) {
      await new Promise<void>(resolve => this.waiting.push(resolve));
    } else {
      this.active++;
    }
    try {
      return { value: await call() };
    } catch (error) {
      return { problem: problemOf(action, error) };
    } finally {
      const next = this.waiting.shift();
      // The next call takes over the place of this one.
      if (next) next();
      else this.active--;
    }
  }

  /**
   * Reads all pages of a list.
   *
   * @param page - requests one page
   */
  async readAll<Page extends { NextToken?: string }, Item>(
    action: string,
    page: (token: string | undefined) => Promise<Page>,
    items: (page: Page) => Item[] | undefined,
  ): Promise<Read<Item[]>> {
    const all: Item[] = [];
    let token: string | undefined;
    do {
      const from = token;
      const read: Read<Page> = await this.read(action, () => page(from));
      if (read.problem) return read;
      all.push(...(items(read.value) ?? []));
      token = read.value.NextToken;
    } while (token);
    return { value: all };
  }

  /**
   * Reads all pages of the resources with these IDs, some of them per request.
   *
   * @param page - requests one page of the resources with some of the IDs
   */
  async readByIds<Page extends { NextToken?: string }, Item>(
    action: string,
    ids: readonly string[],
    page: (some: string[], token: string | undefined) => Promise<Page>,
    items: (page: Page) => Item[] | undefined,
  ): Promise<Read<Item[]>> {
    const all: Item[] = [];
    for (let from = 0; from < ids.length; from += maxFilterValues) {
      const some = ids.slice(from, from + maxFilterValues);
      const read = await this.readAll(
        action,
        token => page(some, token),
        items,
      );
      if (read.problem) return read;
      all.push(...read.value);
    }
    return { value: all };
  }
}

/** Converts the result of a call, if there is one. */
export function mapped<T, U>(read: Read<T>, convert: (value: T) => U): Read<U> {
  return read.problem ? read : { value: convert(read.value) };
}

const denied = /^(AccessDenied(Exception)?|UnauthorizedOperation)$/;
const missing =
  /(\.NotFound|^NotFound|^NoSuch\w+|^ResourceNotFoundException|\.Malformed)$/;
/** Names of errors whose response had no body, as with HEAD. */
const withoutCode = /^(Forbidden|Unknown(Error)?|403)$/;

function problemOf(action: string, error: unknown): Problem {
  const { name, message, $metadata } = error as Error & {
    $metadata?: { httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  const isDenied =
    denied.test(name) || (status === 403 && withoutCode.test(name));
  const text = `${name}: ${message}`.split('\n')[0];
  if (isDenied) return { kind: 'denied', action, message: text, error };
  const isMissing = missing.test(name) || status === 404;
  return {
    kind: isMissing ? 'missing' : 'failed',
    action,
    message: text,
    error,
  };
}
