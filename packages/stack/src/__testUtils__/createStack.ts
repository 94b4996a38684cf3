import {
  CreateStackCommand,
  type Parameter,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { describeStack } from '../session/describe';
import type { World } from './world';

/** Creates a stack with the SDK alone and waits until it is complete. @returns its ARN */
export async function createStack(
  { cloudFormation }: World,
  StackName: string,
  TemplateBody: string,
): Promise<string> {
  await cloudFormation.send(
    new CreateStackCommand({
      StackName,
      TemplateBody,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Tags: [{ Key: 'owner', Value: 'orders' }],
    }),
  );
  const reference = { cloudFormation, stackName: StackName };
  for (;;) {
    const stack = await describeStack(reference);
    if (stack?.status === 'CREATE_COMPLETE') return stack.stackArn;
    if (stack?.status !== 'CREATE_IN_PROGRESS') {
      throw new Error(`${StackName} is in ${stack?.status}`);
    }
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

/** Starts an update with the SDK alone. */
export async function beginUpdate(
  { cloudFormation }: World,
  StackName: string,
  TemplateBody: string,
  parameters: Record<string, string> = {},
): Promise<void> {
  await cloudFormation.send(
    new UpdateStackCommand({
      StackName,
      TemplateBody,
      Parameters: Object.entries(parameters).map(
        ([ParameterKey, ParameterValue]): Parameter => ({
          ParameterKey,
          ParameterValue,
        }),
      ),
    }),
  );
}
