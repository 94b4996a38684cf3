import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { ANNOTATION_STACK_ARN } from '@private-serverless/backstage-plugin-private-api-common';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import type { HealthStore } from '../store/HealthStore';
import type { SyncPass, TargetSync } from './TargetSync';

/** How many stacks are asked about at a time: CloudFormation throttles an account's Describe calls. */
const AT_A_TIME = 4;

/** Reads the whole catalog, since it publishes no events about entities that changed. */
export class CatalogPass {
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;
  readonly #sync: TargetSync;
  readonly #store: HealthStore;
  readonly #logger: LoggerService;

  constructor(options: {
    catalog: CatalogService;
    auth: AuthService;
    sync: TargetSync;
    store: HealthStore;
    logger: LoggerService;
  }) {
    this.#catalog = options.catalog;
    this.#auth = options.auth;
    this.#sync = options.sync;
    this.#store = options.store;
    this.#logger = options.logger;
  }

  /**
   * Syncs every entity that names a stack. Entities that no longer do are forgotten, but only after the catalog was
   * read to its end.
   */
  async run(signal?: AbortSignal): Promise<void> {
    const seen = new Set<string>();
    const syncPass = this.#sync.pass();
    const pages = this.#catalog.streamEntities(
      {
        filter: {
          [`metadata.annotations.${ANNOTATION_STACK_ARN}`]:
            CATALOG_FILTER_EXISTS,
        },
      },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    for await (const page of pages) {
      for (let start = 0; start < page.length; start += AT_A_TIME) {
        if (signal?.aborted) {
          return;
        }
        await Promise.all(
          page.slice(start, start + AT_A_TIME).map(entity => {
            seen.add(stringifyEntityRef(entity));
            return this.#syncOne(entity, syncPass);
          }),
        );
      }
    }
    for (const ref of await this.#store.entityRefs()) {
      if (!seen.has(ref)) {
        await this.#store.keepTargets(ref, []);
      }
    }
  }

  async #syncOne(entity: Entity, syncPass: SyncPass): Promise<void> {
    try {
      await this.#sync.sync(entity, syncPass);
    } catch (error) {
      this.#logger.error(
        `Can't sync the targets of ${stringifyEntityRef(entity)}`,
        error instanceof Error ? error : new Error(String(error)),
      );
    }
  }
}
