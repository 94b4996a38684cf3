import { AwsError } from '../protocol/errors';
import { QueryParameters } from '../protocol/query';

/** Parameters of an operation with pages. */
export const pagingParameters = ['MaxResults', 'NextToken'];

const limits = { min: 5, max: 1000 };

/**
 * One page of a list: all of it without `MaxResults`. The token is the place of
 * the next item.
 *
 * @param isById - the request names IDs, which EC2 does not combine with `MaxResults`
 * @throws AwsError with EC2's codes
 */
export function pageOf<T>(
  items: T[],
  parameters: QueryParameters,
  isById: boolean,
): { items: T[]; nextToken?: string } {
  const maxResults = parameters.text('MaxResults');
  const token = parameters.text('NextToken');
  if (maxResults !== undefined && isById) {
    throw new AwsError(
      'InvalidParameterCombination',
      'The parameter maxResults cannot be used with a list of IDs',
    );
  }
  const size = maxResults === undefined ? limits.max : Number(maxResults);
  if (!Number.isInteger(size) || size < limits.min || size > limits.max) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value ( ${maxResults} ) for parameter maxResults is invalid. Expecting a value from ${limits.min} to ${limits.max}.`,
    );
  }
  const first = token === undefined ? 0 : placeIn(token);
  const end = first + size;
  return {
    items: items.slice(first, end),
    ...(end < items.length ? { nextToken: tokenOf(end) } : {}),
  };
}

function tokenOf(place: number): string {
  return Buffer.from(`place ${place}`).toString('base64');
}

function placeIn(token: string): number {
  const text = Buffer.from(token, 'base64').toString('utf8');
  const [, place] = /^place (\d+)$/.exec(text) ?? [];
  if (place !== undefined) return Number(place);
  throw new AwsError('InvalidNextToken', `The token '${token}' is invalid`);
}
