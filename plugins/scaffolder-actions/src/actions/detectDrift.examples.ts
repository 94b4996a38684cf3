import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

const step = (input: Record<string, unknown>) =>
  stringify({
    steps: [
      {
        id: 'drift',
        name: 'Compare with the template',
        action: 'privateServerless:stack:detectDrift',
        input: { entityRef: 'component:default/orders', ...input },
      },
    ],
  });

/** Examples of `privateServerless:stack:detectDrift`; the tests run them. */
export const examples: TemplateExample[] = [
  {
    description:
      'Detect drift of the stacks that a component names in the catalog',
    example: step({}),
  },
  {
    description: 'Fail if the stack of the deploy step has drifted',
    example: step({
      environment: 'local',
      stackArn: '${{ steps.deploy.output.stackArn }}',
      failOnDrift: true,
    }),
  },
];
