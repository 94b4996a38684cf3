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
const silenceMs = 60_000;

/** Reads what AWS reports of parts of entries. */
export interface EntryReader {
  /** Never throws: a read that fails leaves the part unknown. The result has the order of the keys. */
  read(
    environment: Environment,
    keys: readonly PartKey[],
  ): Promise<Array<Known<PartValues[PartKind]>>>;
}

/** Reads parts with the AWS clients of the environment, at a limited rate per account and region. */
export class AwsEntryReader implements EntryReader {
  private readonly clients: AwsClients;
  private readonly logger: LoggerService;
  private readonly timeoutMs: number;
  private readonly clock: () => number;
  private readonly limits: { perSecond: number; maxParallel: number };
  private readonly paces = new Map<string, Pace>();
  private readonly silent = new Map<
    string,
    { until: number; error: unknown }
  >();
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
    clock?: () => number;
  }) {
    this.clients = options.clients;
    this.logger = options.logger;
    this.timeoutMs = options.timeoutMs ?? 5_000;
    this.limits = options.limits ?? { perSecond: 4, maxParallel: 4 };
    this.clock = options.clock ?? Date.now;
  }

  async read(environment: Environment, keys: readonly PartKey[]) {
    try {
      const outcomes = await readParts(
        this.clients.forEntries(environment),
        keys,
        this.sendTo(environment.id),
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

  private sendTo(id: string): SendRequest {
    const pace = this.paces.get(id) ?? new Pace(this.limits);
    this.paces.set(id, pace);
    return request =>
      pace.run(async () => {
        const silent = this.silent.get(id);
        if (silent && this.clock() < silent.until) throw silent.error;
        try {
          return await request({
            abortSignal: AbortSignal.timeout(this.timeoutMs),
          });
        } catch (error) {
          if (!awsFault(error).answered) {
            this.silent.set(id, { until: this.clock() + silenceMs, error });
          }
          throw error;
        }
      });
  }

  /** Users get only the code, because the message of AWS names roles and accounts. */
  private known(
    environment: Environment,
    outcome: ReadOutcome,
  ): Known<PartValues[PartKind]> {
    if (!outcome.problem) return { value: outcome.value };
    const { action, error } = outcome.problem;
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
