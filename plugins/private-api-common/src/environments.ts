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
};
