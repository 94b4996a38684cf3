import { Account } from '../account/Account';
import { QueryService } from '../protocol/query';
import { endpointOperations } from './endpoints';
import { groupOperations } from './groups';
import { interfaceOperations } from './interfaces';
import { ipamOperations } from './ipam';
import { networkOperations } from './network';
import { prefixListOperations } from './prefixLists';
import { routeOperations } from './routes';

/** EC2: the operations that describe the network of the stacks. */
export function ec2(account: Account): QueryService {
  return {
    name: 'EC2',
    namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
    protocol: 'ec2',
    operations: {
      ...networkOperations(account),
      ...routeOperations(account),
      ...endpointOperations(account),
      ...interfaceOperations(account),
      ...groupOperations(account),
      ...prefixListOperations(account),
      ...ipamOperations(account),
    },
  };
}
