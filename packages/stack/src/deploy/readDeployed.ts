import { UnreachableError } from '../session/aws/faults';
import type { StackDescription } from '../session/describe';
import type { StackSession } from '../session/StackSession';
import { liveTemplateBody } from '../template/liveTemplate';

/**
 * Reads the template that the stack has now, with its parameters. A hidden value is `****`.
 *
 * @returns undefined for a stack that does not exist yet, and if the template cannot be read, which is reported as a warning
 * @public
 */
export type ReadDeployed = () => Promise<
  { templateBody: string; parameters: Record<string, string> } | undefined
>;

/** Creates the function for the gates of an attempt. It reads at most once. */
export function readDeployedOf(
  session: StackSession,
  existing: StackDescription | undefined,
): ReadDeployed {
  let result: ReturnType<ReadDeployed> | undefined;
  const read: ReadDeployed = async () => {
    if (!existing) return undefined;
    const { parameters, stackArn } = existing;
    try {
      const templateBody = await liveTemplateBody(session, { stackArn });
      return { templateBody, parameters };
    } catch (error) {
      if (error instanceof UnreachableError) throw error;
      session.progress(
        `Failed to read the current template of the stack (${
          (error as Error).message
        }), so every finding counts as new. Grant cloudformation:GetTemplate.`,
        'warn',
      );
      return undefined;
    }
  };
  return () => {
    result ??= read();
    return result;
  };
}
