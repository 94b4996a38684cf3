/** One property whose live value is not the template's. Secret values are `****`. */
export type DriftDifference = {
  /** JSON pointer below the resource's properties, e.g. `/SecurityGroupIngress/0/CidrIp`. */
  path: string;
  /** CloudFormation's word: `ADD`, `REMOVE` or `NOT_EQUAL`. */
  kind: string;
  expected?: string;
  actual?: string;
};

/** What a detection says about one resource. */
export type ResourceDrift = {
  logicalId: string;
  physicalId?: string;
  type: string;
  /**
   * CloudFormation's word: `IN_SYNC`, `MODIFIED`, `DELETED`, `UNKNOWN` where it failed to compare, or `NOT_CHECKED`
   * for what it does not compare: some types, and what is in nested stacks.
   */
  status: string;
  /** Why it was not compared, where CloudFormation says. */
  reason?: string;
  differences: DriftDifference[];
};

/** How the live resources of a stack differ from its template, as CloudFormation found out. */
export type DriftResult = {
  stackArn: string;
  /** `DRIFTED`: something differs; `UNKNOWN`: nothing is known to differ, but not everything could be compared. */
  status: 'IN_SYNC' | 'DRIFTED' | 'UNKNOWN';
  /** Why the detection is incomplete, where CloudFormation says. */
  reason?: string;
  /** When the detection was begun, ISO 8601. */
  at: string;
  resources: ResourceDrift[];
};
