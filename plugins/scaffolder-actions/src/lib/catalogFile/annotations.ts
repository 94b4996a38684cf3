import {
  ANNOTATION_HEALTH_PATH,
  ANNOTATION_LOAD_BALANCER_DNS_NAME,
  ANNOTATION_SERVICE_URL,
  ANNOTATION_STACK_ARN,
  ANNOTATION_TEMPLATE_VERSION,
  ANNOTATION_VPC_ENDPOINT_ID,
} from '@private-serverless/backstage-plugin-private-api-common';

/** Which output of a stack is recorded as which annotation. */
const annotationByOutput = new Map([
  ['EndpointUrl', ANNOTATION_SERVICE_URL],
  ['HealthPath', ANNOTATION_HEALTH_PATH],
  ['VpcEndpointId', ANNOTATION_VPC_ENDPOINT_ID],
  ['LoadBalancerDnsName', ANNOTATION_LOAD_BALANCER_DNS_NAME],
  ['TemplateVersion', ANNOTATION_TEMPLATE_VERSION],
]);

/** The annotations that record a stack: its ARN, and those of its outputs that people search for. */
export function annotationsOf(
  stackArn: string,
  outputs: Record<string, string>,
): Record<string, string> {
  const annotations: Record<string, string> = {
    [ANNOTATION_STACK_ARN]: stackArn,
  };
  for (const [output, annotation] of annotationByOutput) {
    if (outputs[output]) annotations[annotation] = outputs[output];
  }
  return annotations;
}
