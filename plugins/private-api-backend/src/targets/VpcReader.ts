import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  type AwsClients,
  type Environment,
  loadReadiness,
} from '@private-serverless/backstage-plugin-private-api-node';
import type { VpcRanges } from '@private-serverless/readiness';
import { awsFault } from './awsFault';

/** Minimum time between two reads of the VPCs of an account and region, in milliseconds. */
const minIntervalMs = 60_000;

/** The same after a read without a response, in milliseconds: the network of the backend may have no way to EC2. */
const silentIntervalMs = 5 * 60_000;

/** Every VPC of an account and region, or why they are not known. Safe to show to every user. */
export type KnownVpcs =
  | { vpcs: VpcRanges[]; unknown?: undefined }
  | { vpcs?: undefined; unknown: string };

/** Reads the ranges of VPCs. */
export interface VpcReader {
  /** Never throws: a failed read leaves the ranges unknown. */
  vpcs(environment: Environment): Promise<KnownVpcs>;
}

/**
 * Reads the VPCs of all stacks of an account and region at once, at most once per minute, failed reads included. Every sync of
 * a stack waits for the read, so it has a short timeout.
 */
export class AwsVpcReader implements VpcReader {
  private readonly clients: AwsClients;
  private readonly logger: LoggerService;
  private readonly clock: () => number;
  private readonly timeoutMs: number;
  private readonly reads = new Map<
    string,
    { until: number; known: Promise<KnownVpcs> }
  >();
  /** Problems by account and region, as logged. */
  private readonly logged = new Map<string, string>();

  constructor(options: {
    clients: AwsClients;
    logger: LoggerService;
    /** Monotonic, in milliseconds: a clock that is set back must not put off a read. */
    clock?: () => number;
    /** Timeout of a read, in milliseconds. @defaultValue 5000 */
    timeoutMs?: number;
  }) {
    this.clients = options.clients;
    this.logger = options.logger;
    this.clock = options.clock ?? (() => performance.now());
    this.timeoutMs = options.timeoutMs ?? 5_000;
  }

  async vpcs(environment: Environment): Promise<KnownVpcs> {
    const { accountId, region, awsEndpointUrl = '' } = environment;
    const place = `${accountId} ${region} ${awsEndpointUrl}`;
    const latest = this.reads.get(place);
    const now = this.clock();
    if (latest && now < latest.until) return latest.known;
    const known = this.read(environment, place);
    this.reads.set(place, { until: now + minIntervalMs, known });
    return known;
  }

  private async read(
    environment: Environment,
    place: string,
  ): Promise<KnownVpcs> {
    try {
      const { ec2 } = this.clients.forReadiness(environment);
      const signal = AbortSignal.timeout(this.timeoutMs);
      const vpcs = await loadReadiness().readVpcs(ec2, { signal });
      this.logged.delete(place);
      return { vpcs };
    } catch (error) {
      const { answered, code, message } = awsFault(error);
      if (this.logged.get(place) !== message) {
        this.logged.set(place, message);
        this.logger.warn(
          `Failed to describe the VPCs of account ${environment.accountId} in ${environment.region}: ${message}`,
        );
      }
      const latest = this.reads.get(place);
      if (!answered && latest) latest.until += silentIntervalMs - minIntervalMs;
      // Users get only the code, because the message of AWS names roles and accounts.
      const problem = answered ? `failed (${code})` : 'has no response';
      return {
        unknown: isDenied(code)
          ? 'ec2:DescribeVpcs is denied'
          : `ec2:DescribeVpcs ${problem}`,
      };
    }
  }
}

function isDenied(code: string): boolean {
  return /^(AccessDenied(Exception)?|UnauthorizedOperation)$/.test(code);
}
