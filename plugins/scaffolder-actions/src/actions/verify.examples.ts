import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** Examples of `privateServerless:template:verify`; the tests run them. */
export const examples: TemplateExample[] = [
  {
    description: 'Verify the generated repository in the workspace',
    example: stringify({
      steps: [
        {
          id: 'verify',
          name: 'Prove that it is private',
          action: 'privateServerless:template:verify',
          input: { path: '.' },
        },
      ],
    }),
  },
  {
    description:
      'Verify a service in an existing network, which the action describes',
    example: stringify({
      steps: [
        {
          id: 'verify',
          name: 'Prove that it is private',
          action: 'privateServerless:template:verify',
          input: { path: '.', environment: 'local' },
        },
      ],
    }),
  },
];
