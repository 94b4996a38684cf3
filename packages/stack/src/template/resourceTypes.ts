/** CloudFormation's resource type of a stack, in the events of the stack itself and of the stack that contains it. */
export const stackType = 'AWS::CloudFormation::Stack';

/** True for a resource that a function of the template provisions. */
export function isCustomResource(type: string): boolean {
  return (
    type.startsWith('Custom::') ||
    type === 'AWS::CloudFormation::CustomResource'
  );
}
