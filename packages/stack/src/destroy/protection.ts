import { UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import type { Operation } from '../deploy/operation';

/**
 * Turns a stack's termination protection on or off.
 *
 * @throws UnreachableError, or what the SDK throws
 */
export async function setTerminationProtection(
  { calls, cloudFormation }: Operation,
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
