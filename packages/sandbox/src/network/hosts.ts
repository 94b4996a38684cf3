import { isIPv6 } from 'node:net';
import { Duplex } from 'node:stream';
import { Account, LiveResource } from '../account/Account';
import { ipv4ToNumber, parseCidr, sizeOf } from '../account/cidr';
import { listenersOf, LOAD_BALANCER } from '../elbv2/model';
import { VPC } from '../resources/ec2';
import { NETWORK_INTERFACE } from '../resources/networkInterfaces';
import { serviceOf, VPC_ENDPOINT } from '../resources/vpcEndpoint';
import { allowedCaller, allowsConnection } from './admission';
import { EndpointServer } from './endpointServer';
import { SilentAddresses } from './SilentAddresses';

/** What happens to an attempt to connect. */
export type Attempt =
  | { kind: 'rejected'; status: string; reason: string }
  /** No response, as from a security group: the caller runs into a timeout. */
  | { kind: 'dropped' }
  | { kind: 'open'; accept(socket: Duplex): void };

/** Connects a network interface of a load balancer to an address. */
export type Connect = (address: string, port: number) => Attempt;

/** A connection to a load balancer. */
export type Entered = {
  listener: LiveResource;
  /** The network interface of the load balancer. */
  node: LiveResource;
  callerAddress: string;
  /** Connects from that network interface. */
  connect: Connect;
  /** Whether the address still responds. Otherwise, a request on the open connection gets no response. */
  isLive: () => boolean;
};

/** The network of all VPCs: who can connect to which address. */
export type Hosts = {
  /**
   * A connection from a corporate network.
   *
   * @param authority - `address:port`
   * @param vpcId - the VPC that the network is connected to. @defaultValue all VPCs
   */
  fromCorporate(authority: string, vpcId?: string): Attempt;
  /** A connection from a network interface of a load balancer. */
  fromNode(node: LiveResource, address: string, port: number): Attempt;
};

/** Creates the network. */
export function createHosts(o: {
  account: Account;
  silent: SilentAddresses;
  endpoints: EndpointServer;
  balancers(socket: Duplex, entered: Entered): void;
}): Hosts {
  const { account } = o;
  const interfaceAt = (address: string, vpcId: string | undefined) =>
    o.silent.has(address)
      ? undefined
      : account
          .list(NETWORK_INTERFACE)
          .find(
            ({ properties: { PrivateIpAddress, Ipv6Address, VpcId } }) =>
              [PrivateIpAddress, Ipv6Address].includes(address) &&
              (vpcId === undefined || VpcId === vpcId),
          );

  /** The service at an interface that admits the caller. */
  function open(at: LiveResource, callerAddress: string): Attempt {
    const { LoadBalancerArn, VpcEndpointId, PrivateIpAddress } = at.properties;
    const isLive = () =>
      !o.silent.has(String(PrivateIpAddress)) &&
      account.find(NETWORK_INTERFACE, at.physicalId) !== undefined;
    if (account.find(LOAD_BALANCER, LoadBalancerArn)) {
      const [listener] = listenersOf(account, String(LoadBalancerArn));
      return listener
        ? {
            kind: 'open',
            accept: socket =>
              o.balancers(socket, {
                listener,
                node: at,
                callerAddress,
                connect: (address, port) => fromNode(at, address, port),
                isLive,
              }),
          }
        : { kind: 'dropped' };
    }
    const endpoint = account.find(VPC_ENDPOINT, VpcEndpointId);
    if (!endpoint) return { kind: 'dropped' };
    if (serviceOf(endpoint) !== 'execute-api') {
      return {
        kind: 'rejected',
        status: '502 Bad Gateway',
        reason: `sandbox: requests to the ${serviceOf(
          endpoint,
        )} endpoint are not supported`,
      };
    }
    return {
      kind: 'open',
      accept: socket =>
        o.endpoints(socket, { endpoint, callerAddress }, isLive),
    };
  }

  function fromNode(
    node: LiveResource,
    address: string,
    port: number,
  ): Attempt {
    const at = interfaceAt(address, String(node.properties.VpcId));
    if (!at || port !== 443 || !allowsConnection(account, node, at, port)) {
      return { kind: 'dropped' };
    }
    return open(at, String(node.properties.PrivateIpAddress));
  }

  return {
    fromCorporate(authority, vpcId) {
      const [, address, port] =
        /^\[?(\d+\.\d+\.\d+\.\d+|[0-9a-f:]+)\]?:(\d+)$/.exec(authority) ?? [];
      if (!address || !isInVpc(account, address, vpcId)) {
        return closed(
          `${authority} is not an address in ${vpcId ?? 'a VPC of a stack'}`,
        );
      }
      if (port !== '443') {
        return closed(`Port ${port} is closed. Only port 443 is open.`);
      }
      const at = interfaceAt(address, vpcId);
      const callerAddress = at && allowedCaller(account, at);
      return callerAddress ? open(at, callerAddress) : { kind: 'dropped' };
    },
    fromNode,
  };
}

function closed(reason: string): Attempt {
  return { kind: 'rejected', status: '403 Forbidden', reason };
}

function isInVpc(
  account: Account,
  address: string,
  vpcId: string | undefined,
): boolean {
  if (isIPv6(address)) {
    // Only endpoints have IPv6 addresses here.
    return account
      .list(NETWORK_INTERFACE)
      .some(
        ({ properties: { Ipv6Address, VpcId } }) =>
          Ipv6Address === address && (vpcId === undefined || VpcId === vpcId),
      );
  }
  let value: number;
  try {
    value = ipv4ToNumber(address);
  } catch {
    return false;
  }
  return account.list(VPC).some(vpc => {
    if (vpcId !== undefined && vpc.physicalId !== vpcId) return false;
    const { first, prefix } = parseCidr(String(vpc.attributes.CidrBlock));
    return value >= first && value < first + sizeOf(prefix);
  });
}
