import { Properties } from '../account/Account';
import { Fault } from '../cloudformation/Faults';
import { FunctionState } from '../functions/types';
import {
  addCertificate,
  expireCertificate,
  renewCertificate,
} from './certificate';
import {
  CertificateInput,
  checkChange,
  checkDenials,
  checkDurations,
  checkFault,
  checkPlace,
  checkRequestFaults,
  IpamPoolInput,
  Place,
} from './checks';
import { DeniedOperations } from './Denials';
import { changeResource, removeResource } from './drift';
import { addPool } from './ipamPool';
import { runSchedule } from './schedule';
import { deleteListener, startAddress, stopAddress } from './loadBalancers';
import {
  associateZone,
  checkAssociation,
  disassociateZone,
  replaceEndpointInterfaces,
  ZoneAssociation,
} from './network';
import { share } from './share';
import { RequestFaultSettings } from './RequestFaults';
import { ControlContext } from './calls';

/**
 * The control calls for use in the same process. They are the same as over
 * HTTP. All throw an error with the field, the value and the fix for invalid
 * input.
 * @public
 */
export type SandboxControl = {
  /**
   * Makes every invocation of a function fail.
   *
   * @throws Error with the existing names for an unknown name
   */
  stopFunction(name: string): void;
  /** Starts a stopped function. */
  startFunction(name: string): void;
  /** The functions of all stacks and whether they are stopped. */
  listFunctions(): FunctionState[];
  /**
   * Runs the schedule of a rule of EventBridge at once, whatever its rate is.
   * Resolves when its functions have ended.
   *
   * @param name - name or logical ID of the rule
   */
  runSchedule(name: string): Promise<void>;
  /** Makes the next operation on a resource fail. */
  addFault(fault: Omit<Fault, 'operation'> & Partial<Fault>): void;
  /** Removes all faults of resources. */
  clearFaults(): void;
  /** Injects faults into API requests. Replaces the former settings. `{}` removes all. */
  setRequestFaults(settings: RequestFaultSettings): void;
  /** Removes all faults of API requests. */
  clearRequestFaults(): void;
  /** API requests by operation since the start or the last reset. */
  requestCounts(): Record<string, number>;
  /** Sets all counts of API requests to 0. */
  resetRequestCounts(): void;
  /**
   * Denies API operations, as for a role without the permission. Replaces the
   * former settings. `{}` denies none.
   */
  setDeniedOperations(denied: DeniedOperations): void;
  /** Sets the duration of the whole work on resources, by logical ID, type or `*`. */
  setDurations(milliseconds: Record<string, number>): void;
  /** Changes live properties outside of CloudFormation. null removes a property. */
  changeResource(change: Place & { properties: Properties }): void;
  /** Deletes a live resource outside of CloudFormation. */
  removeResource(place: Place): Promise<void>;
  /**
   * Shares a transit gateway (`tgw-…`) or a Resolver rule (`rslvr-rr-…`) of
   * another account with the account of the sandbox.
   */
  shareResource(id: string): void;
  /**
   * Adds an IPAM pool, from which a VPC can get its range (`Ipv4IpamPoolId`).
   * Returns its ID.
   */
  addIpamPool(pool: IpamPoolInput): string;
  /** Adds a certificate to ACM, as an import does. Returns its ARN. */
  addCertificate(certificate: CertificateInput): string;
  /** Lets a certificate of ACM expire: the next TLS handshakes show an expired one. */
  expireCertificate(arn: string): void;
  /** Renews a certificate of ACM for 90 days, under the same ARN. */
  renewCertificate(arn: string): void;
  /**
   * Replaces the network interfaces of an interface endpoint by new ones with
   * other addresses. Names and descriptions follow at once, and the old addresses
   * do not respond. Returns the new addresses.
   */
  replaceEndpointInterfaces(vpcEndpointId: string): string[];
  /**
   * Takes a VPC from a private hosted zone, also the last one: resolvers of this
   * VPC no longer find the names of the zone.
   */
  disassociateZone(association: ZoneAssociation): void;
  /** Adds a VPC to a private hosted zone. */
  associateZone(association: ZoneAssociation): void;
  /**
   * Makes the address of a network interface, such as a target of a load
   * balancer, not respond, on new and on open connections.
   *
   * @throws Error with the existing addresses for an unknown address
   */
  stopAddress(address: string): void;
  /** Makes an address respond again. */
  startAddress(address: string): void;
  /**
   * Deletes a listener of a load balancer with its rules, outside of
   * CloudFormation: connections get no response, and its stack still lists it.
   */
  deleteListener(arn: string): Promise<void>;
};

/** Creates the control calls of a running sandbox. */
export function createControl(context: ControlContext): SandboxControl {
  const { functions, faults, gate, durations } = context;
  return {
    stopFunction: name => functions.stop(name),
    startFunction: name => functions.start(name),
    listFunctions: () => functions.list(),
    runSchedule: name => runSchedule(context, name),
    addFault: fault => faults.add(checkFault(fault)),
    clearFaults: () => faults.clear(),
    setRequestFaults: settings => gate.faults.set(checkRequestFaults(settings)),
    clearRequestFaults: () => gate.faults.clear(),
    requestCounts: () => gate.counts.all(),
    resetRequestCounts: () => gate.counts.reset(),
    setDeniedOperations: denied => gate.denials.set(checkDenials(denied)),
    setDurations: milliseconds => durations.set(checkDurations(milliseconds)),
    changeResource: change => changeResource(context, checkChange(change)),
    removeResource: place => removeResource(context, checkPlace(place)),
    shareResource: id => share(context, { id }),
    addIpamPool: pool => addPool(context, pool),
    addCertificate: certificate => addCertificate(context, certificate),
    expireCertificate: arn => expireCertificate(context, arn),
    renewCertificate: arn => renewCertificate(context, arn),
    replaceEndpointInterfaces: id => replaceEndpointInterfaces(context, id),
    disassociateZone: association =>
      disassociateZone(context, checkAssociation(association)),
    associateZone: association =>
      associateZone(context, checkAssociation(association)),
    stopAddress: address => stopAddress(context, address),
    startAddress: address => startAddress(context, address),
    deleteListener: arn => deleteListener(context, arn),
  };
}
