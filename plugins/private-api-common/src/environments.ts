import type { Entry } from './probe';

/**
 * An entry, and why an environment does not offer it.
 * @public
 */
export type EntryView = {
  entry: Entry;
  /** What the platform team has to add to the environment, one text per key. Empty if the environment offers the entry. */
  problems: string[];
};

/**
 * The fields of an environment that users can see. Network ids and credentials are not among them.
 * @public
 */
export type EnvironmentView = {
  /** Id from `privateServerless.environments`. */
  id: string;
  title: string;
  region: string;
  /** Twelve digits. */
  accountId: string;
  /** Kinds of network that the environment offers to a service. */
  network: {
    existing: boolean;
    new: boolean;
    /** Whether new VPCs are attached to a transit gateway. Absent if it is not known. */
    newIsConnected?: boolean;
  };
  /** Whether the environment offers custom domain names, which entries other than `endpoint` need. */
  domain: boolean;
  /**
   * Every entry, for a service in the default network: the existing one, if there is one. Absent in responses of a backend
   * that does not know.
   */
  entries?: EntryView[];
};
