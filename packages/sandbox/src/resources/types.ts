/** CloudFormation's own type of custom resources. `Custom::…` types behave the same. */
export const CUSTOM_RESOURCE = 'AWS::CloudFormation::CustomResource';

/** A stack as a resource of another stack. */
export const NESTED_STACK = 'AWS::CloudFormation::Stack';

/** Whether a type is a custom resource. */
export function isCustomType(type: string): boolean {
  return (
    type === CUSTOM_RESOURCE || /^Custom::[A-Za-z0-9_@-]{1,60}$/.test(type)
  );
}

/** The type of the CDK's usage statistics. No resource specification contains it. */
export const CDK_METADATA = 'AWS::CDK::Metadata';
