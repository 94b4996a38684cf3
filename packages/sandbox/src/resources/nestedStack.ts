import { ResourceHandler } from './contract';
import { NESTED_STACK } from './types';

/** Nested stacks. CloudFormation itself implements them, behind the port. */
export const nestedStackHandlers: Record<string, ResourceHandler> = {
  [NESTED_STACK]: {
    accepts: ['Parameters', 'Tags', 'TemplateURL', 'TimeoutInMinutes'],
    create: (context, properties) =>
      context.nestedStacks.create(context, properties),
    update: (context, live, properties) =>
      context.nestedStacks.update(context, live, properties),
    delete: (context, live) => context.nestedStacks.delete(context, live),
  },
};
