import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** Examples of `privateServerless:stack:cleanUp`; the tests run them. */
export const examples: TemplateExample[] = [
  {
    description:
      'Delete the stack that this task created, if a later step fails and the user chose this in the form',
    example: stringify({
      steps: [
        {
          id: 'clean-up',
          name: 'Clean up',
          if: '${{ failure() }}',
          action: 'privateServerless:stack:cleanUp',
          input: {
            choice: 'destroy',
            environment: 'local',
            entityRef: 'component:default/orders',
            stackName: 'orders-local',
          },
        },
      ],
    }),
  },
];
