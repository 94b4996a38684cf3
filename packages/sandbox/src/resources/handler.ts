import { Account, LiveResource, Properties, Value } from '../account/account';
import type { DeployedApi } from '../apigateway/deployedApi';
import type { FunctionHost } from '../functions/functionHost';
import type { ObjectStore } from '../s3/objectStore';
import type { TableStore } from '../dynamodb/tableStore';

/** What a resource handler may use. */
export type ResourceServices = {
  account: Account;
  objects: ObjectStore;
  functions: FunctionHost;
  tables: TableStore;
  /** What each API Gateway deployment froze, by deployment id. */
  deployments: Map<string, DeployedApi>;
};

/** Where a resource belongs, and what its handler may use. */
export type ResourceContext = ResourceServices & {
  stackId: string;
  stackName: string;
  logicalId: string;
};

/** What `create` made. */
export type Created = { physicalId: string; attributes?: Properties };

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
  /**
   * Changes it in place; absent: the new properties simply take effect.
   *
   * @returns attributes that changed, if any
   */
  update?(
    context: ResourceContext,
    resource: LiveResource,
    properties: Properties,
  ): Promise<Properties | void> | Properties | void;
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
