import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** Examples of `privateServerless:entity:await`; the tests run them. */
export const examples: TemplateExample[] = [
  {
    description: 'Wait for the component that a step has registered',
    example: stringify({
      steps: [
        {
          id: 'await',
          name: 'Wait for the catalog',
          action: 'privateServerless:entity:await',
          input: { entityRef: 'component:default/orders' },
        },
      ],
    }),
  },
];
