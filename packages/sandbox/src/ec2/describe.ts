import { LiveResource } from '../account/Account';
import { AwsError, notSupported } from '../protocol/errors';
import { QueryOperation, QueryParameters } from '../protocol/query';
import { XmlValue } from '../protocol/xml';

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html */
const maxFilterValues = 200;

/** The values of a resource for a filter. */
export type Filters<T> = Record<string, (resource: T) => string[]>;

/**
 * A Describe operation with filters. Responds with all resources, on one page.
 *
 * @param set - name of the list in the response
 * @param all - the resources of the account
 * @param filters - the supported filters. A request with any other filter is rejected.
 */
export function describe<T = LiveResource>(
  set: string,
  all: () => T[],
  filters: Filters<T>,
  render: (resource: T) => XmlValue,
): QueryOperation {
  return {
    parameters: ['Filter'],
    run: parameters => ({
      [set]: matching(all(), parameters, filters).map(render),
    }),
  };
}

/** The resources that fit every filter of a request. */
function matching<T>(
  all: T[],
  parameters: QueryParameters,
  filters: Filters<T>,
): T[] {
  return filtersOf(parameters).reduce((left, { name, values }) => {
    if (!Object.hasOwn(filters, name)) {
      throw notSupported(`filter ${name} of EC2`, 'InvalidParameterValue');
    }
    return left.filter(resource =>
      filters[name](resource).some(value => values.includes(value)),
    );
  }, all);
}

function filtersOf(parameters: QueryParameters) {
  const numbered = (prefix: string) => {
    const found: string[] = [];
    for (let index = 1; ; index++) {
      const value = parameters.text(`${prefix}.${index}`);
      if (value === undefined) return found;
      found.push(value);
    }
  };
  const filters: Array<{ name: string; values: string[] }> = [];
  for (let index = 1; ; index++) {
    const name = parameters.text(`Filter.${index}.Name`);
    if (name === undefined) return filters;
    const values = numbered(`Filter.${index}.Value`);
    if (values.length > maxFilterValues) {
      throw new AwsError(
        'FilterLimitExceeded',
        `The maximum number of filter values specified on a single call is ${maxFilterValues}`,
      );
    }
    filters.push({ name, values });
  }
}
