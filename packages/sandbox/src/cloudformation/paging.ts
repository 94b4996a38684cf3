import { validationError } from '../protocol/errors';
import { QueryParameters } from '../protocol/query';

const pageSize = 100;

/**
 * One page of a list. The token is the index at which the next page starts.
 *
 * @param limit - the request parameter for the page size, if the operation has
 *   one
 * @throws AwsError `ValidationError` for an unknown token or a page size out of
 *   range
 */
export function page<T>(
  items: T[],
  request: QueryParameters,
  limit?: { parameter: string; maximum: number },
): { items: T[]; next?: string } {
  const start = tokenOf(request, items.length) ?? 0;
  const end = start + (limit ? sizeOf(request, limit) : pageSize);
  return {
    items: items.slice(start, end),
    next: end < items.length ? String(end) : undefined,
  };
}

/**
 * One page of a growing list, newest first. Tokens count from the oldest item,
 * so that new items do not shift the pages.
 *
 * @throws AwsError `ValidationError` for an unknown token
 */
export function pageFromNewest<T>(
  oldestFirst: T[],
  request: QueryParameters,
): { items: T[]; next?: string } {
  const end = tokenOf(request, oldestFirst.length) ?? oldestFirst.length;
  const start = Math.max(0, end - pageSize);
  return {
    items: oldestFirst.slice(start, end).reverse(),
    next: start > 0 ? String(start) : undefined,
  };
}

function tokenOf(
  request: QueryParameters,
  maximum: number,
): number | undefined {
  const token = request.text('NextToken');
  if (token === undefined) return undefined;
  const position = Number(token);
  if (!/^\d+$/.test(token) || position > maximum) {
    throw validationError(
      `NextToken: '${token}' is not valid. Use the token of the previous page.`,
    );
  }
  return position;
}

function sizeOf(
  request: QueryParameters,
  { parameter, maximum }: { parameter: string; maximum: number },
): number {
  const text = request.text(parameter);
  if (text === undefined) return maximum;
  const size = Number(text);
  if (!Number.isInteger(size) || size < 1 || size > maximum) {
    const member = parameter[0].toLowerCase() + parameter.slice(1);
    const bound =
      size > maximum
        ? `less than or equal to ${maximum}`
        : 'greater than or equal to 1';
    throw validationError(
      `1 validation error detected: Value '${text}' at '${member}' failed to satisfy constraint: Member must have value ${bound}`,
    );
  }
  return size;
}
