import { LiveResource } from '../account/Account';
import { AwsError, notSupported } from '../protocol/errors';
import { QueryOperation, QueryParameters } from '../protocol/query';
import { XmlValue } from '../protocol/xml';
import { pageOf, pagingParameters } from './paging';

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html */
const maxFilterValues = 200;

/** The values of a resource for a filter. */
export type Filters<T> = Record<string, (resource: T) => string[]>;

/** How a request names single resources. */
export type ById<T> = {
  /** The parameter without its number, e.g. `VpcEndpointId`. */
  parameter: string;
  idOf(resource: T): string;
  /** EC2's error for an ID that does not exist. */
  notFound(id: string): AwsError;
};

/**
 * A Describe operation with filters.
 *
 * @param set - name of the list in the response
 * @param all - the resources of the account
 * @param filters - the supported filters. A request with any other filter is rejected.
 * @param byId - how to name single resources. The operation then also has pages.
 *   @defaultValue it supports neither
 */
export function describe<T = LiveResource>(
  set: string,
  all: () => T[],
  filters: Filters<T>,
  render: (resource: T) => XmlValue,
  byId?: ById<T>,
): QueryOperation {
  return {
    parameters: [
      'Filter',
      ...(byId ? [byId.parameter, ...pagingParameters] : []),
    ],
    run(parameters) {
      const ids = byId ? numbered(parameters, byId.parameter) : [];
      const named = byId && ids.length > 0 ? find(all(), ids, byId) : all();
      const { items, nextToken } = pageOf(
        matching(named, parameters, filters),
        parameters,
        ids.length > 0,
      );
      return { [set]: items.map(render), nextToken };
    },
  };
}

/** @throws AwsError if an ID does not exist */
function find<T>(all: T[], ids: string[], { idOf, notFound }: ById<T>): T[] {
  const missing = ids.find(id => !all.some(one => idOf(one) === id));
  if (missing !== undefined) throw notFound(missing);
  return all.filter(one => ids.includes(idOf(one)));
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
      filters[name](resource).some(value =>
        values.some(pattern => fits(value, pattern)),
      ),
    );
  }, all);
}

/** Filters have the wildcards `*` and `?`. */
function fits(value: string, pattern: string): boolean {
  if (!/[*?]/.test(pattern)) return value === pattern;
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${expression}$`).test(value);
}

/** The values `prefix.1`, `prefix.2`, … of a request. */
function numbered(parameters: QueryParameters, prefix: string): string[] {
  const found: string[] = [];
  for (let index = 1; ; index++) {
    const value = parameters.text(`${prefix}.${index}`);
    if (value === undefined) return found;
    found.push(value);
  }
}

function filtersOf(parameters: QueryParameters) {
  const filters: Array<{ name: string; values: string[] }> = [];
  for (let index = 1; ; index++) {
    const name = parameters.text(`Filter.${index}.Name`);
    if (name === undefined) return filters;
    const values = numbered(parameters, `Filter.${index}.Value`);
    if (values.length > maxFilterValues) {
      throw new AwsError(
        'FilterLimitExceeded',
        `The maximum number of filter values specified on a single call is ${maxFilterValues}`,
      );
    }
    filters.push({ name, values });
  }
}
