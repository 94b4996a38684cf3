/** Prefix of every annotation and tag of Private Serverless. @public */
export const PRIVATE_SERVERLESS_ANNOTATION_PREFIX = 'private-serverless.dev/';

/**
 * ARNs of the CloudFormation stacks that run this entity's API,
 * comma-separated, at most {@link MAX_STACK_ARNS}. The backend reads it, and
 * {@link ANNOTATION_ENVIRONMENT} if several environments match an ARN. All
 * other annotations are information for people.
 * @public
 */
export const ANNOTATION_STACK_ARN = 'private-serverless.dev/stack-arn';
/** Version of the golden path that generated the service. @public */
export const ANNOTATION_TEMPLATE_VERSION =
  'private-serverless.dev/template-version';
/**
 * ID of the configured environment that the service was deployed to. It selects
 * one of the environments that have the account and region of a stack's ARN,
 * and no other environment.
 * @public
 */
export const ANNOTATION_ENVIRONMENT = 'private-serverless.dev/environment';
/** How a request reaches the service: `endpoint`, `custom-domain`, `alb` or `alb-lambda`. @public */
export const ANNOTATION_ENTRY = 'private-serverless.dev/entry';
/** ID of the execute-api VPC endpoint, `vpce-…`. @public */
export const ANNOTATION_VPC_ENDPOINT_ID =
  'private-serverless.dev/vpc-endpoint-id';
/** DNS name of the internal load balancer, if there is one. @public */
export const ANNOTATION_LOAD_BALANCER_DNS_NAME =
  'private-serverless.dev/load-balancer-dns-name';
/** Base URL of the service, with the stage and without a trailing slash. @public */
export const ANNOTATION_SERVICE_URL = 'private-serverless.dev/service-url';
/** Path of the health check, with its leading slash. @public */
export const ANNOTATION_HEALTH_PATH = 'private-serverless.dev/health-path';

/** ID of the scaffolder task that deployed the service last. @public */
export const ANNOTATION_DEPLOY_TASK = 'private-serverless.dev/deploy-task';

/**
 * Maintenance windows, as ISO 8601 intervals with a time zone, separated by commas:
 * `2026-12-01T20:00Z/2026-12-01T22:00Z` or `2026-12-01T20:00Z/PT2H`. During a window, nobody is notified.
 * @public
 */
export const ANNOTATION_MAINTENANCE = 'private-serverless.dev/maintenance';
/** Interval between two probes, such as `60s`, within the limits of the configuration. @public */
export const ANNOTATION_PROBE_INTERVAL =
  'private-serverless.dev/probe-interval';
/** Duration of a probe above which the service counts as slow, such as `500ms`. @public */
export const ANNOTATION_LATENCY_THRESHOLD =
  'private-serverless.dev/latency-threshold';

/** Maximum number of stack ARNs in the annotation of one entity. @public */
export const MAX_STACK_ARNS = 10;

/**
 * The owner tag: the tag of a CloudFormation stack that names the entity that
 * owns the stack, such as `component:default/orders`. Deploy sets it. A stack
 * is shown only on the entity that its tag names.
 * @public
 */
export const PRIVATE_API_STACK_TAG = 'private-serverless.dev/entity-ref';

/**
 * Tag of a CloudFormation stack with the owner for whom the stack was deployed:
 * the answer `owner`, as a full entity reference such as
 * `group:default/payments`. Deploy sets it. As long as the catalog has no
 * entity for the stack, the tag determines who may resume its deployment or
 * destroy it.
 * @public
 */
export const PRIVATE_API_STACK_OWNER_TAG = 'private-serverless.dev/owner';

/**
 * Whether an entity has at least one annotation of Private Serverless.
 * @param entity - a catalog entity, or anything with `metadata.annotations`
 * @public
 */
export function hasPrivateServerlessAnnotation(entity: {
  metadata?: { annotations?: Record<string, string> };
}): boolean {
  return Object.keys(entity.metadata?.annotations ?? {}).some(name =>
    name.startsWith(PRIVATE_SERVERLESS_ANNOTATION_PREFIX),
  );
}

/**
 * Parameters of a generated template that the deploy sets: the address range of a new VPC, and the bucket with the claim of
 * that range.
 * @public
 */
export const RANGE_PARAMETERS = {
  parameter: 'VpcCidr',
  bucketParameter: 'ArtifactBucket',
} as const;
