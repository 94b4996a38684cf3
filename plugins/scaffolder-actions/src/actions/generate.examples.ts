import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

const answers = {
  name: 'orders',
  description: 'Takes orders',
  owner: 'group:default/payments',
  environment: 'local',
  network: 'new',
  entry: 'endpoint',
  privateDns: false,
  frontend: 'none',
  data: ['dynamodb'],
  services: [],
  authorization: 'none',
  mtls: false,
  waf: false,
  ci: 'github-actions',
};

/** Examples of `privateServerless:project:generate`; the tests run them. */
export const examples: TemplateExample[] = [
  {
    description: 'Generate a private API with a DynamoDB table in a new VPC',
    example: stringify({
      steps: [
        {
          id: 'generate',
          action: 'privateServerless:project:generate',
          name: 'Generate',
          input: { answers },
        },
      ],
    }),
  },
  {
    description:
      'Generate a service again in its repository, which an earlier step has fetched into the workspace, and keep edited files',
    example: stringify({
      steps: [
        {
          id: 'generate',
          action: 'privateServerless:project:generate',
          name: 'Generate again',
          input: {
            answers: { ...answers, description: 'Takes and ships orders' },
            onExisting: 'update',
            onConflict: 'keep',
          },
        },
      ],
    }),
  },
];
