import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** Examples of `privateServerless:entity:register`; the tests run them. */
export const examples: TemplateExample[] = [
  {
    description:
      'Register the component of a published repository and wait until it is in the catalog',
    example: stringify({
      steps: [
        {
          id: 'register',
          name: 'Register in the catalog',
          action: 'privateServerless:entity:register',
          input: {
            repoContentsUrl: 'https://github.com/acme/orders/blob/main',
            entityRef: 'component:default/orders',
          },
        },
      ],
    }),
  },
  {
    description: 'Register a catalog file by its URL',
    example: stringify({
      steps: [
        {
          id: 'register',
          name: 'Register in the catalog',
          action: 'privateServerless:entity:register',
          input: {
            catalogInfoUrl: 'https://git.example/orders/catalog-info.yaml',
            entityRef: 'component:default/orders',
          },
        },
      ],
    }),
  },
];
