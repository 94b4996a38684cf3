import {
  ANNOTATION_ENTRY,
  ANNOTATION_ENVIRONMENT,
  ANNOTATION_HEALTH_PATH,
  ANNOTATION_TEMPLATE_VERSION,
} from '@private-serverless/environment';
import { stringify } from 'yaml';
import type { Answers } from './answers.ts';
import { templateVersion } from './package-root.ts';

/** Path of the health check. The template's output `HealthPath` has the same value. */
export const healthPath = '/health';

/** Renders the service's catalog entity, without the values that are known after a deploy (the stack's ARN and outputs). */
export function renderCatalogInfo(answers: Answers): string {
  return stringify(
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name: answers.name,
        description: answers.description,
        annotations: {
          'backstage.io/techdocs-ref': 'dir:.',
          [ANNOTATION_ENVIRONMENT]: answers.environment,
          [ANNOTATION_ENTRY]: answers.entry,
          [ANNOTATION_TEMPLATE_VERSION]: templateVersion,
          [ANNOTATION_HEALTH_PATH]: healthPath,
        },
        tags: ['private-serverless'],
      },
      spec: {
        type: 'service',
        lifecycle: 'experimental',
        owner: answers.owner,
        ...(answers.system ? { system: answers.system } : {}),
      },
    },
    { lineWidth: 0 },
  );
}
