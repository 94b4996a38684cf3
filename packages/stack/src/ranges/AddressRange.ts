/**
 * The address range of the VPC that a stack creates. Each new stack gets its own, so that all of them can be connected to the
 * same network.
 * @public
 */
export type AddressRange = {
  /** The parameter of the template with the range. A range is chosen only if it has no value, such as `VpcCidr`. */
  parameter: string;
  /** The ranges that a VPC may have, in the order of preference. */
  blocks: Iterable<string>;
  /** The ranges in use: those of the VPCs in the account and region. */
  usedRanges: () => Promise<string[]>;
  /** The parameters of the template that depend on the range, with the range itself. */
  parametersOf: (cidr: string) => Record<string, string>;
  /** What to do if every block is taken. Names the setting with the blocks. */
  fix: string;
};

/** Content of the object in the artifact bucket that claims a range. */
export type ClaimRecord = {
  /** The stack whose VPC has the range, or will have it. */
  stackName: string;
  /** Client token of the attempt to deploy it. */
  token: string;
  /** Time of the claim, ISO 8601. */
  at: string;
};

/**
 * A claimed range, and the ETag of its object. Without an ETag, another attempt to deploy the same stack shares the claim, and
 * neither of the two releases it.
 */
export type Claim = { cidr: string; etag?: string };

/** Key of the object that claims a range. Only the stack whose name is in the object may use the range. */
export function claimKey(cidr: string): string {
  return `network-ranges/${cidr.replace('/', '-')}.json`;
}

/** The record in the text of an object. Undefined if somebody else wrote the object. */
export function parseClaim(text: string): ClaimRecord | undefined {
  try {
    const { stackName, token, at } = JSON.parse(text) as Partial<ClaimRecord>;
    return stackName && token && at ? { stackName, token, at } : undefined;
  } catch {
    return undefined;
  }
}
