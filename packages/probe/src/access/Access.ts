import { Socket } from 'node:net';
import { Deadline } from '../Deadline';
import { Dial } from './dial';

/** What an {@link Access} needs for one connection. */
export type OpenContext = {
  deadline: Deadline;
  dial: Dial;
  /** All sockets of the probe, so that the caller can destroy them. */
  sockets: Set<Socket>;
};

/** How a vantage reaches an address: directly, through a proxy, or through a local port that leads to it. */
export type Access = {
  /** For the result. Absent for a direct connection. */
  via?: 'proxy' | 'connectTo';
  /**
   * The address that replaces those of the name. Absent if the name is resolved.
   * @throws ProbeFailure `policy.host` if the access does not lead to this host
   */
  fixedAddress?(host: string): { address: string; port: number };
  /**
   * Opens a connection that leads to an address that the guard has checked.
   * @throws ProbeFailure `tcp.*` or `tunnel.*`
   */
  open(address: string, port: number, context: OpenContext): Promise<Socket>;
  /** Releases what the access holds between probes. */
  close?(): void;
};
