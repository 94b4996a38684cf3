import { GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { lookAtStack } from '../describe';
import { StackError } from '../errors';
import { planOf } from '../plan/plan';
import { wideningOfTemplates } from '../plan/widening';
import type { DeployOptions, Plan, PlanWarning } from '../types';
import type { ChangeSet } from './changeSet';
import type { Operation } from './operation';
import type { PreparedDeploy } from './prepare';

/**
 * Reads a change set as people need it: with what an update widens, found by a comparison with the template that the
 * stack has. Where that template cannot be had or compared, the change set alone speaks, and the plan says so.
 */
export async function planOfChangeSet(
  operation: Operation,
  { template, kind }: PreparedDeploy,
  { stackArn, changes }: ChangeSet,
): Promise<Plan> {
  if (kind !== 'update') return planOf(changes);
  let widening: PlanWarning[] = [];
  try {
    const body = await templateBody(operation, { StackName: stackArn });
    const before = await operation.parseTemplate(
      body,
      `of stack ${operation.stackName}`,
    );
    widening = wideningOfTemplates(before.content, template.content);
  } catch (error) {
    operation.progress(
      `What the update widens is told from the change set alone: the stack's template could not be compared (${
        (error as Error).message
      })`,
    );
  }
  return planOf(changes, widening);
}

/**
 * Asks the caller's gate about the plan. What will be deployed is the processed template where macros run.
 *
 * @throws StackError `blocked` with the gate's message; what the SDK throws
 */
export async function askPlanGate(
  operation: Operation,
  { planGate, stackName }: DeployOptions,
  prepared: PreparedDeploy,
  { stackArn, changeSetArn, changes }: ChangeSet,
  plan: Plan,
): Promise<void> {
  if (!planGate) return;
  const { template, parameters } = prepared;
  const body = template.hasTransform
    ? await templateBody(operation, {
        StackName: stackArn,
        ChangeSetName: changeSetArn,
      })
    : template.body;
  try {
    await planGate({ plan, changes, templateBody: body, parameters });
  } catch (error) {
    throw new StackError(
      'blocked',
      `Stack ${stackName} is not deployed: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/**
 * Asks the caller once more about the stack that the change set is for: the plan took a while, and somebody else may have
 * changed something that CloudFormation does not know.
 *
 * @throws StackError `exists` with the caller's reason; what the caller or the SDK throws
 */
export async function askAgain(
  { calls, cloudFormation }: Operation,
  { whyKeepExisting }: DeployOptions,
  { stackArn }: ChangeSet,
): Promise<void> {
  if (!whyKeepExisting) return;
  const reference = { cloudFormation, stackName: stackArn };
  const stack = await lookAtStack(reference, calls);
  const reason = stack && (await whyKeepExisting(stack));
  if (reason) throw new StackError('exists', reason);
}

async function templateBody(
  { calls, cloudFormation }: Operation,
  of: { StackName: string; ChangeSetName?: string },
): Promise<string> {
  const { TemplateBody: body } = await calls.call('GetTemplate', o =>
    cloudFormation.send(
      new GetTemplateCommand({ ...of, TemplateStage: 'Processed' }),
      o,
    ),
  );
  return body ?? '';
}
