/**
 * An environment as readers may see it: no ids of networks, no credentials.
 * @public
 */
export type EnvironmentView = {
  /** Id from `privateServerless.environments`. */
  id: string;
  title: string;
  region: string;
  /** Twelve digits. */
  accountId: string;
  /** Which kinds of network a service can get there. */
  network: { existing: boolean; new: boolean };
  /** Whether own domain names are possible there (entries other than `endpoint`). */
  domain: boolean;
};
