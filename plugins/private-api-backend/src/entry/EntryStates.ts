import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import type { Binding } from '../targets/Target';
import type { EntryPartStore, ReadPart } from './EntryPartStore';
import { works } from './works';
import type { EntryReader } from './EntryReader';
import {
  certificateKeysOf,
  type EntryState,
  intervalsMs,
  keysOf,
  type PartKey,
} from './EntryState';

const minute = 60_000;

/**
 * After a read of a part that does not work, in milliseconds, and after a read that failed, unless it was denied: that stays so
 * until somebody changes the permission.
 */
const retryMs = 5 * minute;

/** Maximum number of parts that are read at once. */
const batch = 200;

/** Parts that no target has used for this long are deleted, in milliseconds. */
const unusedMs = 24 * 60 * minute;

type Bound = Pick<Binding, 'environmentId' | 'parts'>;

/** AWS's side of the entries of all targets: stored in the database, and read when it is due. */
export class EntryStates {
  private readonly environments: readonly Environment[];
  private readonly store: EntryPartStore;
  private readonly reader: EntryReader;
  private readonly clock: () => number;
  private onChange: (placeId: string, keys: PartKey[]) => Promise<void> =
    async () => {};

  constructor(options: {
    environments: readonly Environment[];
    store: EntryPartStore;
    reader: EntryReader;
    clock?: () => number;
  }) {
    this.environments = options.environments;
    this.store = options.store;
    this.reader = options.reader;
    this.clock = options.clock ?? Date.now;
  }

  /**
   * Calls a function after each read with the parts that AWS reports differently than before.
   * @param listener - gets the id of the place, see {@link EntryStates.placeOf}
   */
  listen(listener: (placeId: string, keys: PartKey[]) => Promise<void>): void {
    this.onChange = listener;
  }

  /** Id of the first environment with the account and region of this one. Its rows are those of all of them. */
  placeOf(environmentId: string): string | undefined {
    return this.place(environmentId)?.id;
  }

  /** Adds the parts of a target, and marks them as used. */
  async use({ environmentId, parts }: Bound): Promise<void> {
    const place = this.place(environmentId);
    if (!place || !parts) return;
    await this.store.use(place.id, keysOf(parts), this.clock());
  }

  /** What is known of the entry of a target. Sends no request to AWS. */
  async stateOf({ environmentId, parts }: Bound): Promise<EntryState> {
    const state: EntryState = { certificates: {} };
    const place = this.place(environmentId);
    if (!place || !parts) return state;
    const known = await this.store.parts(place.id, keysOf(parts));
    for (const { key, part } of known) {
      Object.assign(state, { [key.kind]: part });
    }
    const certificates = await this.store.parts(
      place.id,
      certificateKeysOf(known),
    );
    for (const { key, part } of certificates) {
      Object.assign(state.certificates, { [key.resource]: part });
    }
    return state;
  }

  /** Makes the parts of a target due, at most once per minute. @param withCertificates - also the certificates */
  async expedite(
    { environmentId, parts }: Bound,
    withCertificates: boolean,
  ): Promise<void> {
    const place = this.place(environmentId);
    if (!place || !parts) return;
    const keys = keysOf(parts);
    const certificates = withCertificates
      ? certificateKeysOf(await this.store.parts(place.id, keys))
      : [];
    await this.store.expedite(
      place.id,
      [...keys, ...certificates],
      this.clock(),
    );
  }

  /** Reads the parts of a target now. */
  async readNow(bound: Bound): Promise<void> {
    const place = this.place(bound.environmentId);
    if (!place || !bound.parts) return;
    await this.use(bound);
    const keys = keysOf(bound.parts);
    const certificates = await this.readAndSave(place, keys);
    await this.readAndSave(place, certificates);
  }

  /** Reads all parts that are due. @param signal - stops further reads */
  async refresh(signal?: AbortSignal): Promise<void> {
    const places = new Map(
      this.environments
        .map(({ id }) => this.place(id)!)
        .map(place => [place.id, place]),
    );
    while (!signal?.aborted) {
      // What is due in the other ones stays due, and what is known of it counts until it is too old.
      const readable = [...places.values()].filter(
        place => !this.reader.isPaused(place),
      );
      const due = await this.store.due({
        environmentIds: readable.map(({ id }) => id),
        now: this.clock(),
        limit: batch,
      });
      if (due.length === 0) return;
      await Promise.all(
        readable.map(place =>
          this.readAndSave(
            place,
            due
              .filter(({ environmentId }) => environmentId === place.id)
              .map(({ key }) => key),
          ),
        ),
      );
    }
  }

  /** Deletes parts that no target has any more. */
  async deleteUnused(): Promise<void> {
    await this.store.deleteUnusedBefore(this.clock() - unusedMs);
  }

  /** @returns the certificates that the parts name. They are due if they are new */
  private async readAndSave(
    place: Environment,
    keys: readonly PartKey[],
  ): Promise<PartKey[]> {
    if (keys.length === 0) return [];
    // The start of the read: what it returns is at least as new.
    const readAt = this.clock();
    const outcomes = await this.reader.read(place, keys);
    const parts = keys.flatMap((key, index): ReadPart[] => {
      const outcome = outcomes[index];
      if (!outcome) return [];
      const nextDueAt = readAt + intervalAfter(key, outcome, readAt);
      return [{ key, outcome, readAt, nextDueAt }];
    });
    const changed = await this.store.save(place.id, parts);
    const certificates = certificateKeysOf(
      parts.map(({ key, outcome }) => ({ key, part: outcome })),
    );
    await this.store.use(place.id, certificates, readAt);
    if (changed.length > 0) await this.onChange(place.id, changed);
    return certificates;
  }

  /** The first environment with the same account and region, so that its parts are read once for all of them. */
  private place(environmentId: string): Environment | undefined {
    const environment = this.environments.find(
      ({ id }) => id === environmentId,
    );
    return (
      environment &&
      this.environments.find(
        one =>
          one.accountId === environment.accountId &&
          one.region === environment.region &&
          one.awsEndpointUrl === environment.awsEndpointUrl,
      )
    );
  }
}

function intervalAfter(
  { kind }: PartKey,
  outcome: ReadPart['outcome'],
  now: number,
): number {
  const { unknown } = outcome;
  const isSettled =
    unknown === undefined
      ? works(kind, outcome.value, now)
      : unknown.endsWith('denied');
  return isSettled ? intervalsMs[kind] : Math.min(retryMs, intervalsMs[kind]);
}
