import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { ANNOTATION_STACK_ARN } from '@private-serverless/backstage-plugin-private-api-common';

/** The entities whose targets a caller can see. */
export type Visible = 'all' | { refs: readonly string[] };

/** Who sends a request, by its credentials. Each caller has its own limits and caches. */
export function callerOf({ principal }: BackstageCredentials): string {
  const who = principal as { userEntityRef?: string; subject?: string };
  return who.userEntityRef ?? who.subject ?? 'unknown';
}

const maxAgeMs = 30_000;
const pageSize = 500;

/**
 * Finds out which entities a caller can see. The permission framework decides. If its decision depends on the entity, the
 * catalog applies the conditions, with the credentials of the caller. An error of either one is the error of the request:
 * without a decision, nothing is visible.
 */
export class Visibility {
  private readonly permissions: PermissionsService;
  private readonly catalog: CatalogService;
  private readonly clock: () => number;
  private readonly maxCallers: number;
  /** By caller and conditions, the oldest one first. */
  private readonly known = new Map<
    string,
    { at: number; refs: Promise<string[]> }
  >();

  constructor(options: {
    permissions: PermissionsService;
    catalog: CatalogService;
    /** Monotonic, in milliseconds: a clock that is set back must not keep a permission that was withdrawn. */
    clock?: () => number;
    /** Maximum number of callers whose entities are kept. @defaultValue 100 */
    maxCallers?: number;
  }) {
    this.permissions = options.permissions;
    this.catalog = options.catalog;
    this.clock = options.clock ?? (() => performance.now());
    this.maxCallers = options.maxCallers ?? 100;
  }

  async of(credentials: BackstageCredentials): Promise<Visible> {
    const [decision] = await this.permissions.authorizeConditional(
      [{ permission: catalogEntityReadPermission }],
      { credentials },
    );
    if (decision.result === AuthorizeResult.ALLOW) return 'all';
    if (decision.result !== AuthorizeResult.CONDITIONAL) return { refs: [] };
    // The conditions can contain the groups of the caller, which can differ between two tokens.
    const key = JSON.stringify([callerOf(credentials), decision.conditions]);
    return { refs: await this.refs(key, credentials) };
  }

  private refs(
    key: string,
    credentials: BackstageCredentials,
  ): Promise<string[]> {
    const now = this.clock();
    for (const [other, { at }] of this.known) {
      if (now - at >= maxAgeMs) this.known.delete(other);
    }
    const known = this.known.get(key);
    if (known) return known.refs;
    const entry = { at: now, refs: this.readRefs(credentials) };
    this.known.set(key, entry);
    entry.refs.catch(() => {
      if (this.known.get(key) === entry) this.known.delete(key);
    });
    const [oldest] = this.known.keys();
    if (this.known.size > this.maxCallers) this.known.delete(oldest);
    return entry.refs;
  }

  private async readRefs(credentials: BackstageCredentials): Promise<string[]> {
    const refs: string[] = [];
    let cursor: string | undefined;
    do {
      const { items, pageInfo } = await this.catalog.queryEntities(
        {
          ...(cursor
            ? { cursor }
            : {
                filter: {
                  [`metadata.annotations.${ANNOTATION_STACK_ARN}`]:
                    CATALOG_FILTER_EXISTS,
                },
              }),
          fields: ['kind', 'metadata.namespace', 'metadata.name'],
          limit: pageSize,
        },
        { credentials },
      );
      refs.push(...items.map(stringifyEntityRef));
      cursor = pageInfo.nextCursor;
    } while (cursor);
    return refs;
  }
}
