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
      'Deploy the generated repository of a new service, and continue with its stack where an earlier task failed after the deploy',
    example: step({ onExisting: 'continue' }),
  },
  {
    description:
      'Update a stack, unless somebody else is at work on it, and let a rollback that is stuck skip the function',
    example: step({ onBusy: 'refuse', skipResources: ['ApiFunction'] }),
  },
];
