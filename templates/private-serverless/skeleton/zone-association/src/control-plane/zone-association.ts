import {
  AssociateVPCWithHostedZoneCommand,
  DisassociateVPCFromHostedZoneCommand,
  GetHostedZoneCommand,
  Route53Client,
  type VPCRegion,
} from '@aws-sdk/client-route-53';
import { reasonOf, type Request, respond } from './custom-resource.ts';

/** Properties of the custom resource. */
export type Properties = { HostedZoneId: string; VpcId: string; VpcRegion: string };

type Association = { zoneId: string; vpcId: string; region: string };

const client = new Route53Client({
  maxAttempts: 5,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 8_000 },
});

/**
 * Associates the VPC of the service with the hosted zone of the environment, and undoes that when the stack is deleted.
 *
 * It always responds: without a response, CloudFormation waits until a timeout. The physical ID contains the zone and the
 * VPC, so that another zone is a replacement: CloudFormation then requests the deletion of the old association.
 */
export async function handler(request: Request<Properties>): Promise<void> {
  const wanted = associationOf(request);
  const id = request.RequestType === 'Delete' ? request.PhysicalResourceId : idOf(wanted);
  const failure = await (request.RequestType === 'Delete'
    ? disassociate(request.PhysicalResourceId)
    : associate(wanted)
  ).then(() => undefined, reasonOf);
  if (failure) console.error(failure);
  await respond(request, id ?? 'none', failure);
}

function associationOf({ ResourceProperties: given }: Request<Properties>): Association {
  return { zoneId: given.HostedZoneId, vpcId: given.VpcId, region: given.VpcRegion };
}

function idOf({ zoneId, vpcId, region }: Association): string {
  return [zoneId, vpcId, region].join('|');
}

async function associate({ zoneId, vpcId, region }: Association): Promise<void> {
  try {
    await client.send(
      new AssociateVPCWithHostedZoneCommand({
        HostedZoneId: zoneId,
        VPC: { VPCId: vpcId, VPCRegion: region as VPCRegion },
      }),
    );
  } catch (error) {
    // Route 53 has the same error for another zone of this name, and for a repeated request.
    if ((error as Error).name !== 'ConflictingDomainExists') throw error;
    const { VPCs = [] } = await client.send(new GetHostedZoneCommand({ Id: zoneId }));
    if (!VPCs.some(({ VPCId }) => VPCId === vpcId)) throw error;
  }
}

/** Succeeds if there is nothing to undo, so that a stack can always be deleted. */
async function disassociate(physicalId: string | undefined): Promise<void> {
  const [zoneId, vpcId, region] = physicalId?.split('|') ?? [];
  if (!zoneId || !vpcId || !region) return;
  try {
    await client.send(
      new DisassociateVPCFromHostedZoneCommand({
        HostedZoneId: zoneId,
        VPC: { VPCId: vpcId, VPCRegion: region as VPCRegion },
      }),
    );
  } catch (error) {
    const done = ['NoSuchHostedZone', 'VPCAssociationNotFound'];
    if (!done.includes((error as Error).name)) throw error;
  }
}
