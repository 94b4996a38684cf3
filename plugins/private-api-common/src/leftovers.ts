/**
 * A stack of an environment whose owner tag names a component that the catalog does not have: what is left of a service
 * that never got into the catalog, or was taken out of it.
 * @public
 */
export type LeftoverStackView = {
  stackArn: string;
  stackName: string;
  /** CloudFormation's status of the stack. */
  status: string;
  /** The component in the stack's owner tag. */
  entityRef: string;
  /** The owner that the stack was deployed for, where the stack records it. */
  owner?: string;
  /** Whether the reader belongs to this owner. */
  isOwned: boolean;
};
