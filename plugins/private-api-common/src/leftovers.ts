/**
 * A stack whose owner tag names a component that is not in the catalog. Its service was never registered, or it was
 * removed from the catalog.
 * @public
 */
export type LeftoverStackView = {
  stackArn: string;
  stackName: string;
  /** Status of the stack in CloudFormation. */
  status: string;
  /** The component that the owner tag names. */
  entityRef: string;
  /** Owner of the component at the time of the deploy, if the stack records it. */
  owner?: string;
  /** Whether the user is this owner or a member of it. */
  isOwned: boolean;
};
