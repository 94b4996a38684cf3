/** A value in a template or a resource, after the intrinsic functions. */
export type Value =
  | string
  | number
  | boolean
  | null
  | Value[]
  | { [key: string]: Value };

/** A template's or resource's properties. */
export type Properties = { [key: string]: Value };

/**
 * A live resource: the one truth that every service of the sandbox reads.
 */
export type LiveResource = {
  /** CloudFormation type, e.g. `AWS::EC2::VPC`. */
  type: string;
  /** What `Ref` gives. */
  physicalId: string;
  /** Resolved properties. */
  properties: Properties;
  /** What `Fn::GetAtt` gives. */
  attributes: Properties;
  stackId: string;
  stackName: string;
  logicalId: string;
};

/** Names of the sandbox's one account and region. */
export type Identity = {
  accountId: string;
  region: string;
  partition: string;
};

/** One AWS account in one region: everything that stacks have created. */
export class Account {
  private readonly resources = new Set<LiveResource>();

  /** @param changed - is called when a resource comes or goes */
  constructor(
    readonly identity: Identity,
    private readonly changed: () => void = () => {},
  ) {}

  /** Registers a resource as existing. */
  add(resource: LiveResource): void {
    this.resources.add(resource);
    this.changed();
  }

  /** Forgets a resource. */
  remove(resource: LiveResource): void {
    this.resources.delete(resource);
    this.changed();
  }

  /** All resources, oldest first; also those that no template names, such as network interfaces. */
  all(): LiveResource[] {
    return [...this.resources];
  }

  /** All resources of a type, oldest first. */
  list(type: string): LiveResource[] {
    return [...this.resources].filter(resource => resource.type === type);
  }

  /** A resource by type and physical id. */
  find(type: string, physicalId: Value | undefined): LiveResource | undefined {
    return this.list(type).find(resource => resource.physicalId === physicalId);
  }

  /** An ARN in this account and region. */
  arn(service: string, rest: string): string {
    const { partition, region, accountId } = this.identity;
    return `arn:${partition}:${service}:${region}:${accountId}:${rest}`;
  }
}
