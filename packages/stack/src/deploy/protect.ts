import type { StackDescription } from '../session/describe';
import { setTerminationProtection } from '../session/terminationProtection';
import type { Attempt } from './Attempt';

/**
 * Turns on the termination protection of a stack, if the options request it and it is off. A failure is a warning and
 * does not fail the deploy: the service runs, and the rest of the deploy succeeded.
 */
export async function protectIfRequested(
  { session, options }: Attempt,
  stack: StackDescription | undefined,
): Promise<void> {
  if (!options.terminationProtection || !stack || stack.isProtected) return;
  try {
    await setTerminationProtection(session, stack.stackArn, true);
    session.progress('Termination protection turned on.');
  } catch (error) {
    session.progress(
      `Failed to turn on termination protection (${
        (error as Error).message
      }), so the stack is not protected. Grant cloudformation:UpdateTerminationProtection to the deploying role, then deploy again.`,
      'warn',
    );
  }
}
