import { Account, LiveResource, Properties, Value } from '../account/Account';
import type { DeployedApi } from '../apigateway/deployedApi';
import type { FunctionHost } from '../functions/FunctionHost';
import type { ObjectStore } from '../s3/ObjectStore';

/*
 * What a resource handler gets and what it returns. Parts of the sandbox that themselves depend on the handlers appear
 * here as ports, so that imports go in one direction: cloudformation, dynamodb, customResources, state → contract.
 */

/** The tables of the account. */
export interface TablePort {
  /**
   * Creates a table from the properties of `AWS::DynamoDB::Table`.
   *
   * @param isNew - false: the table may exist already, created before a restart
   * @throws HandlerError with DynamoDB's message
   */
  create(name: string, properties: Properties, isNew: boolean): Promise<void>;
  /** Deletes a table. Succeeds if the table does not exist. */
  delete(name: string): Promise<void>;
}

/** The fields by which the response of a custom resource refers to its request. */
export type CustomResourceIds = {
  StackId: string;
  RequestId: string;
  LogicalResourceId: string;
};

/** A presigned URL that accepts one response. */
export type ResponseUrl = {
  url: string;
  /** The body of the response; null if it exceeds CloudFormation's limit. */
  received: Promise<string | null>;
  /** Makes the URL reject every later response. */
  close(): void;
};

/** The URLs to which custom resources respond. */
export interface ResponseUrlPort {
  /** A random secret; whoever knows it may respond. */
  newSecret(): string;
  /**
   * Opens the URL for a request. The same secret and time give the same URL.
   *
   * @param save - called with the body before the sender gets its HTTP response
   */
  open(
    request: CustomResourceIds,
    o: { secret: string; at: number },
    save: (body: string | null) => void,
  ): ResponseUrl;
}

/** Stacks as resources of other stacks. */
export interface NestedStackPort {
  create(context: ResourceContext, properties: Properties): Promise<Created>;
  update(
    context: ResourceContext,
    live: LiveResource,
    properties: Properties,
  ): Promise<Updated>;
  delete(context: ResourceContext, live: LiveResource): Promise<void>;
  /** Removes the stacks that only a change set of the parent has created. */
  discardPlanned(parentId: string): void;
}

/** The file that keeps stacks and live resources between runs. */
export interface StatePort {
  /** Writes everything now. */
  save(): void;
  /** Writes what has changed since the last write. */
  flush(): void;
}

/** The parts of the account that CloudFormation and the handlers use. */
export type AccountServices = {
  account: Account;
  objects: ObjectStore;
  functions: FunctionHost;
  tables: TablePort;
  responseUrls: ResponseUrlPort;
  /** The snapshot that each API Gateway deployment took, by deployment ID. */
  deployments: Map<string, DeployedApi>;
  state: StatePort;
};

/** What a resource handler may use. */
export type ResourceServices = AccountServices & {
  nestedStacks: NestedStackPort;
};

/** The resource that a handler works on, and what the handler may use. */
export type ResourceContext = ResourceServices & {
  stackId: string;
  stackName: string;
  logicalId: string;
  /** Set if an event has already shown the physical ID, for example before a restart. */
  physicalId?: string;
  /** The values that {@link ResourceContext.once} has fixed for the current work. */
  memory: Properties;
  /**
   * Computes a value once for the current work and stores it before returning it,
   * so that the value stays the same if the process is killed and restarted.
   */
  once<V extends Value>(name: string, compute: () => V): V;
  /** Aborted when the stack operation is canceled: a waiting handler stops. */
  signal?: AbortSignal;
  /**
   * Reports the physical ID before the creation is complete. For resources whose
   * events show the ID while they are being created.
   */
  initiated?(physicalId: string): void;
};

/** The result of `create`. */
export type Created = { physicalId: string; attributes?: Properties };

/** The result of `update`, if it changed anything. */
export type Updated = {
  /** All attributes, replacing the former ones. @defaultValue the former attributes */
  attributes?: Properties;
  /**
   * ID of another physical resource that replaces the former one: the stack
   * operation deletes the former one in its cleanup (in a rollback, this one), as
   * after a replacement. Custom resources only.
   */
  physicalId?: string;
};

/**
 * Creates, changes and deletes one type of resource.
 *
 * All methods throw {@link HandlerError} where AWS's own handler fails.
 */
export type ResourceHandler = {
  /** Supported properties; a template with any other property is rejected. */
  accepts: readonly string[];
  /**
   * The property with the name of the resource, if it must be unique in the
   * account: CloudFormation checks it when it creates a change set.
   */
  nameProperty?: string;
  create(
    context: ResourceContext,
    properties: Properties,
  ): Promise<Created> | Created;
  /** Changes the resource in place. @defaultValue only the stored properties change */
  update?(
    context: ResourceContext,
    resource: LiveResource,
    properties: Properties,
  ): Promise<Updated | void> | Updated | void;
  /** Releases what the resource holds. @defaultValue only the record is removed */
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
 * A failure whose message is CloudFormation's complete status reason, without
 * the text that CloudFormation adds to a handler's message. Custom resources fail
 * like this.
 */
export class CustomResourceError extends Error {
  /**
   * @param physicalId - resource that a failed creation left behind: the rollback
   *   sends a Delete request for it, as CloudFormation does
   */
  constructor(message: string, readonly physicalId?: string) {
    super(message);
    this.name = 'CustomResourceError';
  }
}
