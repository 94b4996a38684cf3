import type { PlannedChange } from '@private-serverless/stack';

/** What services use as long as they exist, with what they would lose. */
const shared: Record<string, string> = {
  'AWS::EC2::VPC': 'every service in it would lose its network',
  'AWS::EC2::Subnet': 'functions in it would lose their addresses',
  'AWS::EC2::VPCEndpoint': 'the services behind it could not be reached',
  'AWS::Route53::HostedZone': 'the records of the services would be lost',
};

/**
 * Gate of an update of the environment's stack: rejects a plan that replaces or deletes what services share.
 *
 * @throws Error that names each resource and the reason
 */
export function refuseReplacement(changes: PlannedChange[]): void {
  const lines = changes.filter(isReplaced).map(change => {
    const { logicalId, physicalId, type, action, replacement } = change;
    const what =
      action === 'Remove'
        ? 'would be deleted'
        : `${replacement === 'True' ? 'would' : 'might'} be replaced${reason(
            change,
          )}`;
    return `${logicalId} (${type}, ${physicalId}) ${what}: ${shared[type]}.`;
  });
  if (lines.length === 0) return;
  throw new Error(
    `${lines.join(
      '\n',
    )}\nKeep the former values in --parameters, or set --allow-replacement after you have moved the services.`,
  );
}

function isReplaced({ action, replacement, type }: PlannedChange): boolean {
  if (!Object.hasOwn(shared, type)) return false;
  return (
    action === 'Remove' ||
    action === 'Dynamic' ||
    (action === 'Modify' && replacement !== 'False')
  );
}

/** The properties that cannot change in place. */
function reason({ properties = [] }: PlannedChange): string {
  const causes = properties
    .filter(({ recreation }) => recreation !== 'Never')
    .map(({ path, before, after, cause }) =>
      before !== undefined && after !== undefined
        ? `${path} changes from ${before} to ${after}`
        : `${path} changes${cause ? ` with ${cause}` : ''}`,
    );
  return causes.length > 0 ? `, since ${causes.join(', and ')}` : '';
}
