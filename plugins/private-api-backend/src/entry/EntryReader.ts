import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  AwsClients,
  Environment,
} from '@private-serverless/backstage-plugin-private-api-node';
import type { SendRequest } from '@private-serverless/readiness';
import { awsFault } from '../targets/awsFault';
import type { Known, PartKey, PartKind, PartValues } from './EntryState';
import { Pace } from './Pace';
import { problemText } from './problemText';
import { readParts, type ReadOutcome } from './readParts';

/** How long no request is sent to an account and region after one without a response, in milliseconds. */
const pauseMs = 60_000;

/** Reads what AWS reports of parts of entries. */
export interface EntryReader {
  /**
   * Never throws: a read that fails leaves the part unknown. The result has the order of the keys. It is undefined for a part for
   * which no request was sent, because AWS did not respond to another one.
   */
  read(
    environment: Environment,
    keys: readonly PartKey[],
  ): Promise<Array<Known<PartValues[PartKind]> | undefined>>;
  /** Whether no requests are sent at the moment, because AWS did not respond. */
  isPaused(environment: Environment): boolean;
}

/** No request was sent. */
class PausedError extends Error {}

/** Reads parts with the AWS clients of the environment, at a limited rate per account and region. */
export class AwsEntryReader implements EntryReader {
  private readonly clients: AwsClients;
  private readonly logger: LoggerService;
  private readonly timeoutMs: number;
  private readonly clock: () => number;
  private readonly limits: { perSecond: number; maxParallel: number };
  private readonly paces = new Map<string, Pace>();
  /** When requests are sent again, by environment. */
  private readonly pausedUntil = new Map<string, number>();
  /** Problems by environment, as logged. */
  private readonly logged = new Set<string>();

  constructor(options: {
    clients: AwsClients;
    logger: LoggerService;
    /** Timeout of one request with its retries, in milliseconds. @defaultValue 5000 */
    timeoutMs?: number;
    /**
     * Limits per account and region. Elastic Load Balancing and API Gateway throttle at about 10 requests per second, which
     * deploys need as well. @defaultValue 4 requests per second, 4 at the same time
     */
    limits?: { perSecond: number; maxParallel: number };
    /** Monotonic, in milliseconds: a clock that is set back must not prolong a pause. */
    clock?: () => number;
  }) {
    this.clients = options.clients;
    this.logger = options.logger;
    this.timeoutMs = options.timeoutMs ?? 5_000;
    this.limits = options.limits ?? { perSecond: 4, maxParallel: 4 };
    this.clock = options.clock ?? (() => performance.now());
  }

  async read(environment: Environment, keys: readonly PartKey[]) {
    try {
      const outcomes = await readParts(
        this.clients.forEntries(environment),
        keys,
        this.sendTo(environment),
      );
      return outcomes.map(outcome => this.known(environment, outcome));
    } catch (error) {
      // The clients cannot be created.
      this.log(environment, `${error}`);
      return keys.map(() => ({
        unknown: 'the AWS clients of the environment cannot be created',
      }));
    }
  }

  isPaused({ id }: Environment): boolean {
    return this.clock() < (this.pausedUntil.get(id) ?? 0);
  }

  private sendTo(environment: Environment): SendRequest {
    const { id } = environment;
    const pace = this.paces.get(id) ?? new Pace(this.limits);
    this.paces.set(id, pace);
    return request =>
      pace.run(async () => {
        if (this.isPaused(environment)) throw new PausedError();
        try {
          return await request({
            abortSignal: AbortSignal.timeout(this.timeoutMs),
          });
        } catch (error) {
          if (!awsFault(error).answered) {
            this.pausedUntil.set(id, this.clock() + pauseMs);
          }
          throw error;
        }
      });
  }

  /** Users get only the code, because the message of AWS names roles and accounts. */
  private known(
    environment: Environment,
    outcome: ReadOutcome,
  ): Known<PartValues[PartKind]> | undefined {
    if (!outcome.problem) return { value: outcome.value };
    const { action, error } = outcome.problem;
    if (error instanceof PausedError) return undefined;
    this.log(environment, `${action}: ${awsFault(error).message}`);
    return { unknown: problemText(outcome.problem) };
  }

  private log({ id }: Environment, message: string): void {
    const line = `Failed to read AWS's side of entries in environment ${id}: ${message}`;
    if (this.logged.has(line)) return;
    // Messages of AWS can contain IDs of requests.
    if (this.logged.size >= 100) this.logged.clear();
    this.logged.add(line);
    this.logger.warn(line);
  }
}
