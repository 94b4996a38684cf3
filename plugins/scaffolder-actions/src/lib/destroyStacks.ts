import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import {
  type DestroyResult,
  StackError,
  destroyStack,
} from '@private-serverless/stack';
import { ownerTagOf } from './boundStack';
import { followInLog } from './followInLog';
import type { NamedStack } from './stacksOf';

/** What a deletion policy kept in AWS, and of which stack it was. */
export type Retained = DestroyResult['retained'][number] & { stackArn: string };

/**
 * Deletes stacks one after the other and follows each. Those that are gone already are told; a dry run tells all.
 * @throws StackError where a stack cannot be deleted; those before it are gone
 */
export async function destroyStacks(
  ctx: Pick<ActionContext<any, any>, 'logger' | 'signal' | 'isDryRun'>,
  entityRef: string,
  stacks: NamedStack[],
): Promise<Retained[]> {
  const retained: Retained[] = [];
  for (const { arn, isGone, environment, clients } of stacks) {
    if (isGone) {
      ctx.logger.info(`Stack ${arn} is gone already.`);
      continue;
    }
    if (ctx.isDryRun) {
      ctx.logger.info(`Would delete ${arn}.`);
      continue;
    }
    const result = await destroyStack({
      ...clients,
      ...followInLog(ctx),
      accountId: environment.accountId,
      stackName: arn,
      ownerTag: ownerTagOf(entityRef),
    }).catch(error => {
      // Somebody else deleted it in this moment.
      if (error instanceof StackError && error.code === 'notFound') return;
      throw error;
    });
    for (const resource of result?.retained ?? []) {
      retained.push({ stackArn: arn, ...resource });
      ctx.logger.info(
        `Kept by its deletion policy: ${resource.logicalId} (${
          resource.type
        }) ${resource.physicalId ?? ''}`,
      );
    }
  }
  return retained;
}
