import { Account, LiveResource, Properties, Value } from '../account/account';
import type { DeployedApi } from '../apigateway/deployedApi';
import type { CustomResponses } from '../customResources/responses';
import type { NestedStacks } from '../cloudformation/nestedStacks';
import type { FunctionHost } from '../functions/functionHost';
import type { ObjectStore } from '../s3/objectStore';
import type { TableStore } from '../dynamodb/tableStore';
import type { AccountState } from '../state/accountState';

/** What a resource handler may use. */
export type ResourceServices = {
  account: Account;
  objects: ObjectStore;
  functions: FunctionHost;
  tables: TableStore;
  /** Where custom resources answer. */
  customResponses: CustomResponses;
  /** CloudFormation itself, for stacks as resources. */
  nestedStacks?: NestedStacks;
  /** What each API Gateway deployment froze, by deployment id. */
  deployments: Map<string, DeployedApi>;
  state: AccountState;
};

/** Where a resource belongs, and what its handler may use. */
export type ResourceContext = ResourceServices & {
  stackId: string;
  stackName: string;
  logicalId: string;
  /** Of a resource whose creation is seen already, as before a restart. */
  physicalId?: string;
  /** What {@link ResourceContext.once} has decided for the work under way. */
  memory: Properties;
  /**
   * A value that is decided once for the work under way, and is kept before it
   * is given: after a kill and a restart it is the same.
   */
  once<V extends Value>(name: string, decide: () => V): V;
  /** Aborted when the operation is cancelled: a handler that waits gives up. */
  signal?: AbortSignal;
  /**
   * Tells the physical id of what is being created before it is complete, for
   * resources that are seen while they come to be.
   */
  initiated?(physicalId: string): void;
};

/** What `create` made. */
export type Created = { physicalId: string; attributes?: Properties };

/** What `update` changed, if anything. */
export type Updated = {
  /** All attributes, in place of the former; absent: they stay. */
  attributes?: Properties;
  /**
   * The id of another physical resource that took the place of the former:
   * the operation then deletes the former in its cleanup (or, rolling back,
   * this one), as after a replacement. Custom resources only.
   */
  physicalId?: string;
};

/**
 * Makes, changes and removes one type of resource. All methods throw
 * {@link HandlerError} where AWS's own handler fails.
 */
export type ResourceHandler = {
  /** Properties that it understands; a template with others is refused. */
  accepts: readonly string[];
  create(
    context: ResourceContext,
    properties: Properties,
  ): Promise<Created> | Created;
  /** Changes it in place; absent: the new properties simply take effect. */
  update?(
    context: ResourceContext,
    resource: LiveResource,
    properties: Properties,
  ): Promise<Updated | void> | Updated | void;
  /** Absent: the resource is simply forgotten. */
  delete?(
    context: ResourceContext,
    resource: LiveResource,
  ): Promise<void> | void;
};

/** AWS's handler error codes that the sandbox uses. */
export type HandlerErrorCode =
  | 'AlreadyExists'
  | 'GeneralServiceException'
  | 'InvalidRequest'
  | 'NotFound'
  | 'ResourceConflict';

/** A failure of a resource handler, with AWS's `HandlerErrorCode`. */
export class HandlerError extends Error {
  constructor(
    message: string,
    readonly code: HandlerErrorCode = 'InvalidRequest',
  ) {
    super(message);
    this.name = 'HandlerError';
  }
}

/**
 * A failure whose message already is CloudFormation's whole reason, without
 * the words around a handler's: custom resources fail so.
 */
export class CustomResourceError extends Error {
  /**
   * @param physicalId - what a failed creation left all the same: the rollback
   *   sends a Delete for it, as CloudFormation does
   */
  constructor(message: string, readonly physicalId?: string) {
    super(message);
    this.name = 'CustomResourceError';
  }
}

/**
 * Finds a resource that another one names.
 *
 * Throws {@link HandlerError} `NotFound` with the given words.
 */
export function existing(
  account: Account,
  type: string,
  physicalId: Value | undefined,
  message: string,
): LiveResource {
  const resource = account.find(type, physicalId);
  if (!resource) throw new HandlerError(message, 'NotFound');
  return resource;
}

/**
 * Refuses a name that another resource of the type has.
 *
 * @param property - the property of the type that holds the name
 */
export function claimName(
  account: Account,
  type: string,
  property: string,
  name: string,
): string {
  if (account.find(type, name)) {
    throw new HandlerError(
      `Resource of type '${type}' with identifier '{"/properties/${property}":"${name}"}' already exists.`,
      'AlreadyExists',
    );
  }
  return name;
}
