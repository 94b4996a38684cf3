import { UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import type { StackSession } from './StackSession';

/**
 * Turns the termination protection of a stack on or off.
 *
 * @throws UnreachableError, or what the SDK throws
 */
export async function setTerminationProtection(
  { calls, cloudFormation }: StackSession,
  stackArn: string,
  isOn: boolean,
): Promise<void> {
  await calls.call('UpdateTerminationProtection', o =>
    cloudFormation.send(
      new UpdateTerminationProtectionCommand({
        StackName: stackArn,
        EnableTerminationProtection: isOn,
      }),
      o,
    ),
  );
}
