import { Account } from '../account/Account';
import { QueryService } from '../protocol/query';
import { endpointOperations } from './endpoints';
import { groupOperations } from './groups';
import { interfaceOperations } from './interfaces';
import { ipamOperations } from './ipam';
import { modifyEndpointOperations } from './modifyEndpoint';
import { networkOperations } from './network';
import { prefixListOperations } from './prefixLists';
import { routeOperations } from './routes';

/**
 * EC2: the operations that describe the network of the stacks, and the one that gives an endpoint its addresses.
 *
 * @param persist - writes the changes to disk
 */
export function ec2(
  account: Account,
  persist: () => void = () => {},
): QueryService {
  return {
    name: 'EC2',
    namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
    protocol: 'ec2',
    persist,
    operations: {
      ...networkOperations(account),
      ...routeOperations(account),
      ...endpointOperations(account),
      ...modifyEndpointOperations(account),
      ...interfaceOperations(account),
      ...groupOperations(account),
      ...prefixListOperations(account),
      ...ipamOperations(account),
    },
  };
}
