import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

const stepWith = (input: Record<string, unknown>) =>
  stringify({
    steps: [
      {
        id: 'destroy',
        name: 'Destroy',
        action: 'privateServerless:stack:destroy',
        input,
      },
    ],
  });

const step = (input: Record<string, unknown>) =>
  stepWith({
    entityRef: 'component:default/orders',
    confirm: 'orders',
    ...input,
  });

/** Examples of `privateServerless:stack:destroy`; the tests run them. */
export const examples: TemplateExample[] = [
  {
    description: 'Report what would be deleted and retained',
    example: step({ plan: true }),
  },
  {
    description: 'Destroy a service and remove it from the catalog',
    example: step({ unregister: true }),
  },
  {
    description:
      'Destroy a protected service and all objects in its buckets, unless another stack operation is in progress',
    example: step({
      emptyBuckets: true,
      liftProtection: true,
      onBusy: 'refuse',
    }),
  },
  {
    description:
      'Destroy a leftover stack, whose component the catalog does not have',
    example: stepWith({
      environment: 'local',
      stackArn:
        'arn:aws:cloudformation:eu-central-1:111111111111:stack/invoices-local/4c3f9a60-0000-0000-0000-000000000000',
      confirm: 'invoices-local',
    }),
  },
];
