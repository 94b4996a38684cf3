import { containsCidr } from '@private-serverless/template';
import { readStack } from '../session/describe';
import { StackError } from '../session/StackError';
import type { StackSession } from '../session/StackSession';
import { isStackGone, isTerminal } from '../session/states';
import type { AddressRange, Claim, ClaimRecord } from './AddressRange';
import { type ClaimObjects, isDenied } from './ClaimObjects';

/**
 * Age from which the claim of a stack that does not exist, or has another network, is taken over, in milliseconds. The deploy
 * that made it has failed or was killed: a deploy creates its stack within minutes.
 */
const abandonedMs = 60 * 60_000;

/** How often a claim that changes at the same moment is examined again. */
const maxRounds = 5;

/** At most this many claims are named if every block is taken. */
const maxNamed = 5;

/**
 * The first block that no VPC uses, without a claim. Another deploy may claim it before this one does.
 *
 * @throws StackError `input` if VPCs use every block; what `usedRanges` throws
 */
export async function nextRange(range: AddressRange): Promise<string> {
  for await (const cidr of freeBlocks(range)) return cidr;
  throw noBlock(range, []);
}

/**
 * Claims a range for a stack: the first block that no VPC uses and no other stack has claimed. Shares what another attempt to
 * deploy the same stack has claimed, and takes over the old claims of stacks that do not exist or have another network.
 *
 * @throws StackError `input` if every block is taken; `failed` or `unreachable` when S3 rejects a call; what `usedRanges` throws
 */
export async function claimRange(
  session: StackSession,
  objects: ClaimObjects,
  range: AddressRange,
  owner: Omit<ClaimRecord, 'at'>,
): Promise<Claim> {
  const taken: string[] = [];
  for await (const cidr of freeBlocks(range)) {
    const { claim, by } = await claimBlock(session, objects, {
      range,
      cidr,
      owner,
    });
    if (claim) return claim;
    taken.push(`${cidr}${by ? ` by stack ${by}` : ''}`);
  }
  throw noBlock(range, taken);
}

/** The claim of a block, or the stack that has claimed it, if its object names one. */
type Outcome = { claim?: Claim; by?: string };

async function claimBlock(
  session: StackSession,
  objects: ClaimObjects,
  {
    range,
    cidr,
    owner,
  }: { range: AddressRange; cidr: string; owner: Omit<ClaimRecord, 'at'> },
): Promise<Outcome> {
  let by: string | undefined;
  for (let round = 0; round < maxRounds; round++) {
    session.throwIfCancelled();
    const now = session.clock.now();
    const record = { ...owner, at: new Date(now).toISOString() };
    const claim = await objects.write(cidr, record);
    if (claim) return { claim };
    const stored = await objects.read(cidr).catch(error => {
      if (!isDenied(error) || round === maxRounds - 1) throw error;
      return undefined;
    });
    // Released since, or denied, which can mean the same.
    if (!stored) continue;
    const other = stored.record;
    by = other?.stackName;
    if (!other) return {};
    // The response to the first request was lost, and the SDK repeated it.
    if (other.token === owner.token) {
      return { claim: { cidr, etag: stored.etag } };
    }
    const isOwn = other.stackName === owner.stackName;
    const isRecent = !(now - Date.parse(other.at) >= abandonedMs);
    if (isRecent && !isOwn) return { by };
    if (!isOwn && (await mayUse(session, other.stackName, range, cidr))) {
      return { by };
    }
    const written = await objects.write(cidr, record, stored.etag);
    if (!written) continue;
    // Only one of the two attempts can create the stack, and neither may release the claim while the other one does: the
    // first has an old ETag now, and this one gets none.
    return { claim: isRecent ? { cidr } : written };
  }
  return { by };
}

/**
 * Whether a stack has a range or may get it. One that was updated to another network has it no longer: its old VPC is gone,
 * because no block of a VPC is free.
 */
async function mayUse(
  session: StackSession,
  stackName: string,
  { parameter }: AddressRange,
  cidr: string,
): Promise<boolean> {
  const stack = await readStack(session, stackName);
  if (isStackGone(stack)) return false;
  return (
    !isTerminal(stack.status) ||
    stack.status.endsWith('_FAILED') ||
    stack.parameters[parameter] === cidr
  );
}

async function* freeBlocks({ blocks, usedRanges }: AddressRange) {
  const used = await usedRanges();
  for (const cidr of blocks) {
    if (!used.some(other => overlaps(cidr, other))) yield cidr;
  }
}

/** Of two ranges with an address in common, one contains the other. */
function overlaps(one: string, other: string): boolean {
  return containsCidr(one, other) || containsCidr(other, one);
}

function noBlock({ fix }: AddressRange, claimed: string[]): StackError {
  const named = claimed.slice(0, maxNamed).join(', ');
  const more = claimed.length > maxNamed ? ', …' : '';
  return new StackError(
    'input',
    `No address range is free for the VPC. ${
      claimed.length ? `Claimed: ${named}${more}. ` : ''
    }VPCs in the account and region use ${
      claimed.length ? 'the others' : 'all of them'
    }. ${fix} Nothing was changed.`,
  );
}
