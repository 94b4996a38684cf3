import { AwsError } from '../protocol/errors';
import { QueryParameters } from '../protocol/query';

/** Most items of a page. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeLoadBalancers.html */
const maxPageSize = 400;

/** Parameters of every operation with pages. */
export const pageParameters = ['Marker', 'PageSize'];

/**
 * One page of items. The marker is the position of the first item of the page.
 *
 * @throws AwsError `ValidationError` for a page size or marker that is not valid
 */
export function pageOf<T>(
  all: T[],
  parameters: QueryParameters,
): { items: T[]; NextMarker: string | undefined } {
  const size = Number(parameters.text('PageSize') ?? maxPageSize);
  if (!Number.isInteger(size) || size < 1 || size > maxPageSize) {
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value '${size}' at 'pageSize' failed to satisfy constraint: Member must have value less than or equal to ${maxPageSize}`,
    );
  }
  const first = Number(parameters.text('Marker') ?? 0);
  if (!Number.isInteger(first) || first < 0) {
    throw new AwsError('ValidationError', 'The marker is not valid');
  }
  const end = first + size;
  return {
    items: all.slice(first, end),
    NextMarker: end < all.length ? String(end) : undefined,
  };
}
