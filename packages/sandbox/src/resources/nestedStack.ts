import { HandlerError, ResourceContext, ResourceHandler } from './handler';

/** A stack as a resource of another one. */
export const NESTED_STACK = 'AWS::CloudFormation::Stack';

function nestedStacks({ nestedStacks: handler }: ResourceContext) {
  if (!handler) {
    throw new HandlerError(
      'sandbox: nested stacks need the CloudFormation service',
      'GeneralServiceException',
    );
  }
  return handler;
}

/** Leads to CloudFormation itself, which comes to life after the handlers. */
export const nestedStackHandlers: Record<string, ResourceHandler> = {
  [NESTED_STACK]: {
    accepts: ['Parameters', 'Tags', 'TemplateURL', 'TimeoutInMinutes'],
    create: (context, properties) =>
      nestedStacks(context).create(context, properties),
    update: (context, live, properties) =>
      nestedStacks(context).update(context, live, properties),
    delete: (context, live) => nestedStacks(context).delete(context, live),
  },
};
