import { AwsError } from '../protocol/errors';

/** Query parameters of a list. */
export const paging = ['limit', 'position'];

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetDomainNames.html */
const defaultLimit = 25;
const maxLimit = 500;

/**
 * One page of a list. `position` of the response leads to the next one, which
 * starts behind the items that were there before.
 *
 * @throws AwsError for a limit or a position that is not valid
 */
export function pageOf<T>(
  items: T[],
  query: URLSearchParams,
): { item: T[]; position?: string } {
  const limit = Number(query.get('limit') ?? defaultLimit);
  const first = Number(query.get('position') ?? 0);
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit) {
    throw badRequest('Invalid limit specified');
  }
  if (!Number.isInteger(first) || first < 0) {
    throw badRequest('Invalid position parameter specified');
  }
  const end = first + limit;
  return {
    item: items.slice(first, end),
    ...(end < items.length ? { position: String(end) } : {}),
  };
}

function badRequest(message: string): AwsError {
  return new AwsError('BadRequestException', message);
}
