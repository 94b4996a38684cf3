import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { ANNOTATION_STACK_ARN } from '@private-serverless/backstage-plugin-private-api-common';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import type { SyncPass, TargetSync } from './TargetSync';
import type { TargetStore } from './TargetStore';

/** Number of entities that are synced in parallel. CloudFormation throttles the Describe calls of an account. */
const maxParallel = 4;

/** Syncs the targets of the whole catalog. The catalog does not publish events about changed entities. */
export class CatalogPass {
  private readonly catalog: CatalogService;
  private readonly auth: AuthService;
  private readonly sync: TargetSync;
  private readonly store: TargetStore;
  private readonly logger: LoggerService;
  private readonly clock: () => number;

  constructor(options: {
    catalog: CatalogService;
    auth: AuthService;
    sync: TargetSync;
    store: TargetStore;
    logger: LoggerService;
    clock?: () => number;
  }) {
    this.catalog = options.catalog;
    this.auth = options.auth;
    this.sync = options.sync;
    this.store = options.store;
    this.logger = options.logger;
    this.clock = options.clock ?? Date.now;
  }

  /**
   * Syncs every entity with a stack annotation, then removes the targets of all other entities. It removes nothing if
   * it did not read the whole catalog.
   */
  async run(signal?: AbortSignal): Promise<void> {
    const seen = new Set<string>();
    const startedAt = this.clock();
    const syncPass = this.sync.pass();
    const pages = this.catalog.streamEntities(
      {
        filter: {
          [`metadata.annotations.${ANNOTATION_STACK_ARN}`]:
            CATALOG_FILTER_EXISTS,
        },
      },
      { credentials: await this.auth.getOwnServiceCredentials() },
    );
    for await (const page of pages) {
      for (let start = 0; start < page.length; start += maxParallel) {
        if (signal?.aborted) {
          return;
        }
        await Promise.all(
          page.slice(start, start + maxParallel).map(entity => {
            seen.add(stringifyEntityRef(entity));
            return this.syncOne(entity, syncPass);
          }),
        );
      }
      await this.sync.confirm(syncPass);
    }
    // An entity that is new since the start can be on a page that was read before, and be synced because a user opened it.
    for (const ref of await this.store.entityRefs(startedAt)) {
      if (!seen.has(ref)) {
        await this.store.keep(ref, [], this.clock());
      }
    }
  }

  private async syncOne(entity: Entity, syncPass: SyncPass): Promise<void> {
    try {
      await this.sync.sync(entity, syncPass);
    } catch (error) {
      this.logger.error(
        `Failed to sync the targets of ${stringifyEntityRef(entity)}`,
        error instanceof Error ? error : new Error(String(error)),
      );
    }
  }
}
