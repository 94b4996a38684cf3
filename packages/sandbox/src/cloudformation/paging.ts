import { validationError } from '../protocol/errors';
import { QueryParameters } from '../protocol/query';

const PAGE = 100;

/**
 * One page of a list; the token is the index at which the next one starts.
 *
 * Throws `ValidationError` for a token that no page gave.
 *
 * @param limit - the request's parameter for the size of a page, if it has one
 */
export function page<T>(
  items: T[],
  request: QueryParameters,
  limit?: { parameter: string; most: number },
): { items: T[]; next?: string } {
  const start = tokenOf(request, items.length) ?? 0;
  const end = start + (limit ? sizeOf(request, limit) : PAGE);
  return {
    items: items.slice(start, end),
    next: end < items.length ? String(end) : undefined,
  };
}

/**
 * One page of a list that grows, newest first. Tokens count from the oldest,
 * so that new items shift no page. Throws as {@link page} does.
 */
export function pageFromNewest<T>(
  oldestFirst: T[],
  request: QueryParameters,
): { items: T[]; next?: string } {
  const end = tokenOf(request, oldestFirst.length) ?? oldestFirst.length;
  const start = Math.max(0, end - PAGE);
  return {
    items: oldestFirst.slice(start, end).reverse(),
    next: start > 0 ? String(start) : undefined,
  };
}

function tokenOf(request: QueryParameters, most: number): number | undefined {
  const token = request.text('NextToken');
  if (token === undefined) return undefined;
  const position = Number(token);
  if (!/^\d+$/.test(token) || position > most) {
    throw validationError(
      `NextToken ${token} is not valid: take it from the page before`,
    );
  }
  return position;
}

function sizeOf(
  request: QueryParameters,
  { parameter, most }: { parameter: string; most: number },
): number {
  const text = request.text(parameter);
  if (text === undefined) return most;
  const size = Number(text);
  if (!Number.isInteger(size) || size < 1 || size > most) {
    const member = parameter[0].toLowerCase() + parameter.slice(1);
    const bound =
      size > most
        ? `less than or equal to ${most}`
        : 'greater than or equal to 1';
    throw validationError(
      `1 validation error detected: Value '${text}' at '${member}' failed to satisfy constraint: Member must have value ${bound}`,
    );
  }
  return size;
}
