import type { StackDescription } from '../session/describe';
import type { StackSession } from '../session/StackSession';
import { isStackGone } from '../session/states';
import { readStack } from '../session/describe';
import type { Claim } from './AddressRange';
import { type ClaimObjects, isDenied } from './ClaimObjects';

/**
 * Releases the claim of a deploy, unless the stack has the range now. If the stack cannot be described, the claim stays.
 * Another deploy can take it over later. Does not throw.
 *
 * @param parameter - the parameter of the stack with its range
 */
export async function releaseUnused(
  session: StackSession,
  objects: ClaimObjects,
  { cidr, etag }: Claim,
  { stackArn, parameter }: { stackArn?: string; parameter: string },
): Promise<void> {
  if (!etag) return;
  await quietly(session, cidr, async () => {
    const stack = await readStack(session, stackArn || undefined);
    const isUsed = !isStackGone(stack) && stack.parameters[parameter] === cidr;
    if (!isUsed) await objects.delete({ cidr, etag });
  });
}

/**
 * Releases the range of a stack that was deleted, if the stack claimed it. Does not throw.
 *
 * @param parameter - the parameter of the stack with its range
 */
export async function releaseOfDeleted(
  session: StackSession,
  objects: ClaimObjects,
  { stackName, parameters }: StackDescription,
  parameter: string,
): Promise<void> {
  const cidr = parameters[parameter];
  if (!cidr) return;
  await quietly(session, cidr, async () => {
    // A range that nobody claimed can look like a denied one.
    const stored = await objects.read(cidr).catch(error => {
      if (!isDenied(error)) throw error;
      return undefined;
    });
    if (stored?.record?.stackName !== stackName) return;
    await objects.delete({ cidr, etag: stored.etag });
  });
}

/** A claim that stays has no effect on the result of a deploy or a deletion. */
async function quietly(
  session: StackSession,
  cidr: string,
  release: () => Promise<void>,
): Promise<void> {
  try {
    await release();
  } catch (error) {
    session.progress(
      `The address range ${cidr} stays claimed (${
        (error as Error).message
      }). A later deploy can take it over after an hour.`,
      'warn',
    );
  }
}
