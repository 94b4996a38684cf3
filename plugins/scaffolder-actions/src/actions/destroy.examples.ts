import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** Examples of `privateServerless:stack:destroy`; the tests run them. */
export const examples: TemplateExample[] = [
  {
    description: 'Destroy a service and take it out of the catalog',
    example: stringify({
      steps: [
        {
          id: 'destroy',
          name: 'Destroy',
          action: 'privateServerless:stack:destroy',
          input: {
            entityRef: 'component:default/orders',
            confirm: 'orders',
            unregister: true,
          },
        },
      ],
    }),
  },
];
