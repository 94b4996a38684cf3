import { Account, LiveResource } from '../account/Account';
import { AwsError } from '../protocol/errors';
import { QueryOperation } from '../protocol/query';
import { prefixLists } from '../resources/prefixLists';
import { serviceOf } from '../resources/vpcEndpoint';
import { describe } from './describe';

/** The prefix list to which a gateway endpoint routes. */
export function prefixListOf(endpoint: LiveResource): string {
  return prefixLists[serviceOf(endpoint)]?.id ?? '';
}

/** Managed prefix lists: those that AWS has for gateway endpoints. */
export function prefixListOperations({
  identity: { region },
}: Account): Record<string, QueryOperation> {
  const all = Object.entries(prefixLists).map(([service, list]) => ({
    ...list,
    name: `com.amazonaws.${region}.${service}`,
  }));
  return {
    DescribeManagedPrefixLists: describe(
      'prefixListSet',
      () => all,
      { 'prefix-list-name': one => [one.name] },
      ({ id, name }) => ({
        prefixListId: id,
        prefixListName: name,
        addressFamily: 'IPv4',
        ownerId: 'AWS',
        state: 'create-complete',
      }),
    ),
    GetManagedPrefixListEntries: {
      parameters: ['PrefixListId'],
      run(parameters) {
        const id = parameters.required('PrefixListId');
        const list = all.find(one => one.id === id);
        if (!list) {
          throw new AwsError(
            'InvalidPrefixListID.NotFound',
            `The prefix list ID '${id}' does not exist`,
          );
        }
        return { entrySet: list.cidrs.map(cidr => ({ cidr })) };
      },
    },
  };
}
