import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** Examples of `privateServerless:stack:recordOutputs`; the tests run them. */
export const examples: TemplateExample[] = [
  {
    description: 'Record the stack of the deploy step',
    example: stringify({
      steps: [
        {
          id: 'record',
          name: 'Record',
          action: 'privateServerless:stack:recordOutputs',
          input: {
            environment: 'local',
            entityRef: 'component:default/orders',
            stackArn: '${{ steps.deploy.output.stackArn }}',
          },
        },
      ],
    }),
  },
];
