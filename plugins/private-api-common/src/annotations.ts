// @private-serverless/environment defines the names, because the CLI, the generator and the sandbox use them too.
export {
  ANNOTATION_ENTRY,
  ANNOTATION_ENVIRONMENT,
  ANNOTATION_HEALTH_PATH,
  ANNOTATION_LOAD_BALANCER_DNS_NAME,
  ANNOTATION_SERVICE_URL,
  ANNOTATION_STACK_ARN,
  ANNOTATION_TEMPLATE_VERSION,
  ANNOTATION_VPC_ENDPOINT_ID,
  hasPrivateServerlessAnnotation,
  MAX_STACK_ARNS,
  ownerRefOf,
  PRIVATE_API_STACK_OWNER_TAG,
  PRIVATE_API_STACK_TAG,
  PRIVATE_SERVERLESS_ANNOTATION_PREFIX,
} from '@private-serverless/environment';
