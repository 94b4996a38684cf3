import {
  ANNOTATION_LOAD_BALANCER_DNS_NAME,
  ANNOTATION_HEALTH_PATH,
  ANNOTATION_SERVICE_URL,
  ANNOTATION_STACK_ARN,
  ANNOTATION_TEMPLATE_VERSION,
  ANNOTATION_VPC_ENDPOINT_ID,
} from '@private-serverless/backstage-plugin-private-api-common';
import { parseCatalogFile } from './catalogDocuments';
import { setInText } from './yamlText';

/** Which output of the stack is recorded as which annotation. */
const recorded: Record<string, string> = {
  EndpointUrl: ANNOTATION_SERVICE_URL,
  HealthPath: ANNOTATION_HEALTH_PATH,
  VpcEndpointId: ANNOTATION_VPC_ENDPOINT_ID,
  LoadBalancerDnsName: ANNOTATION_LOAD_BALANCER_DNS_NAME,
  TemplateVersion: ANNOTATION_TEMPLATE_VERSION,
};

/** The annotations that record a stack: its ARN, and those of its outputs that people look for. */
export function annotationsOf(
  stackArn: string,
  outputs: Record<string, string>,
): Record<string, string> {
  const annotations: Record<string, string> = {
    [ANNOTATION_STACK_ARN]: stackArn,
  };
  for (const [output, annotation] of Object.entries(recorded)) {
    if (outputs[output]) annotations[annotation] = outputs[output];
  }
  return annotations;
}

/**
 * Sets annotations on the first Component of a catalog file. Every other character of it stays as it is.
 * @throws InputError where the text is no YAML or has no Component
 */
export function writeAnnotations(
  text: string,
  annotations: Record<string, string>,
): string {
  const { componentIndex } = parseCatalogFile(text);
  return Object.entries(annotations).reduce(
    (written, [name, value]) =>
      setInText(
        written,
        componentIndex,
        ['metadata', 'annotations', name],
        value,
      ),
    text,
  );
}
