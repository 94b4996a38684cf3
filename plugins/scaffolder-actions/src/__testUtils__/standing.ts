import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { describeStack } from '@private-serverless/stack';
import type { World } from './world';

/** Creates a stack of any template that is bound to a component, without our own actions. @returns its ARN */
export async function standingStack(
  { clients, environments }: World,
  component: string,
  template: string,
  stackName = `${component}-local`,
  tags: Record<string, string> = {},
): Promise<string> {
  const { cloudFormation } = clients.forEnvironment(environments[0]);
  await cloudFormation.send(
    new CreateStackCommand({
      StackName: stackName,
      TemplateBody: template,
      Tags: Object.entries({
        'private-serverless.dev/entity-ref': `component:default/${component}`,
        ...tags,
      })
        .filter(([, Value]) => Value)
        .map(([Key, Value]) => ({ Key, Value })),
      Capabilities: ['CAPABILITY_AUTO_EXPAND'],
    }),
  );
  for (;;) {
    const stack = await describeStack({ cloudFormation, stackName });
    if (stack?.status === 'CREATE_COMPLETE') return stack.stackArn;
    if (stack?.status !== 'CREATE_IN_PROGRESS') {
      throw new Error(`${stackName} is in ${stack?.status}`);
    }
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
