import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { createDeployAction } from '../actions/deploy';
import { exampleAnswers } from './answers';
import { generateInChild } from './realGenerator';
import { runAction } from './runAction';
import type { World } from './world';

/** Generates a service and deploys it as its own component. @returns the stack's ARN */
export async function deployBoundStack(
  world: World,
  name: string,
  options: { stackName?: string; workspacePath?: string } = {},
): Promise<string> {
  const workspacePath =
    options.workspacePath ?? (await generatedService(world, name));
  const action: TemplateAction<any, any> = createDeployAction(world);
  const { stackArn } = await runAction(action, {
    workspacePath,
    input: {
      environment: 'local',
      entityRef: `component:default/${name}`,
      ...(options.stackName ? { stackName: options.stackName } : {}),
    },
  });
  return stackArn;
}

/** A workspace with the generated repository of a service. @returns its path */
export async function generatedService(
  world: World,
  name: string,
): Promise<string> {
  const outDir = await world.workspace();
  await generateInChild({
    answers: exampleAnswers({ name }),
    environment: world.environments[0],
    outDir,
  });
  return outDir;
}
