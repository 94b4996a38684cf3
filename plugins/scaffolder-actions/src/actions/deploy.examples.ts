import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

const step = (input: Record<string, unknown>) =>
  stringify({
    steps: [
      {
        id: 'deploy',
        name: 'Deploy',
        action: 'privateServerless:stack:deploy',
        input: {
          environment: 'local',
          entityRef: 'component:default/orders',
          ...input,
        },
      },
    ],
  });

/** Examples of `privateServerless:stack:deploy`; the tests run them. */
export const examples: TemplateExample[] = [
  {
    description:
      'Deploy the generated repository of a new service, and continue with its stack if an earlier task failed after the deploy',
    example: step({ onExisting: 'continue' }),
  },
  {
    description:
      'Update a stack unless another stack operation is in progress, and skip the function in a stuck rollback',
    example: step({ onBusy: 'refuse', skipResources: ['ApiFunction'] }),
  },
  {
    description:
      'Compare the stack with its actual state, and set back what was changed by hand',
    example: step({ revertDrift: true }),
  },
];
