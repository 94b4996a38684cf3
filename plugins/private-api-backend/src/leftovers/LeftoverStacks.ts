import type { AuthService } from '@backstage/backend-plugin-api';
import {
  KubernetesValidatorFunctions,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { ServiceUnavailableError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  PRIVATE_API_STACK_OWNER_TAG,
  PRIVATE_API_STACK_TAG,
} from '@private-serverless/backstage-plugin-private-api-common';
import type {
  AwsClients,
  Environment,
} from '@private-serverless/backstage-plugin-private-api-node';
import { listStacks, type StackDescription } from '@private-serverless/stack';

/** A stack whose owner tag names a component that is not in the catalog. */
export type LeftoverStack = {
  stackArn: string;
  stackName: string;
  status: string;
  entityRef: string;
  owner?: string;
};

/** Lifetime of a cached list in milliseconds. A form requests the list several times while a user fills it in. */
const maxAgeMs = 15_000;
/** Short, because a user waits for the response and can try again. */
const retryPolicy = { retries: 2, baseMs: 200, maxMs: 1_000 };
/** Number of entities per request to the catalog. */
const batchSize = 200;

/** Lists the leftover stacks of an environment. */
export class LeftoverStacks {
  private readonly clients: AwsClients;
  private readonly catalog: CatalogService;
  private readonly auth: AuthService;
  private readonly adoptedStacks: ReadonlyMap<string, string>;
  private readonly clock: () => number;
  private readonly listed = new Map<
    string,
    { at: number; stacks: Promise<StackDescription[]> }
  >();

  /** @param options.adoptedStacks - entity ref by stack ARN: `privateApi.adoptedStacks` */
  constructor(options: {
    clients: AwsClients;
    catalog: CatalogService;
    auth: AuthService;
    adoptedStacks: ReadonlyMap<string, string>;
    /** Monotonic, in milliseconds: a clock that is set back must not keep a list. */
    clock?: () => number;
  }) {
    this.clients = options.clients;
    this.catalog = options.catalog;
    this.auth = options.auth;
    this.adoptedStacks = options.adoptedStacks;
    this.clock = options.clock ?? (() => performance.now());
  }

  /**
   * Lists the leftover stacks in the account and region of an environment, sorted by name. It uses the credentials of
   * the plugin for the catalog, so that a component that is hidden from the caller counts as existing.
   *
   * @throws StackError if AWS does not respond or rejects the request, and any error of the catalog
   */
  async list(environment: Environment): Promise<LeftoverStack[]> {
    const stacks = (await this.stacksOf(environment)).flatMap(stack => {
      const entityRef = componentOf(stack);
      const isCandidate =
        entityRef &&
        !stack.parentArn &&
        !this.adoptedStacks.has(stack.stackArn);
      return isCandidate ? [{ ...stack, entityRef }] : [];
    });
    const known = await this.inCatalog(
      stacks.map(({ entityRef }) => entityRef),
    );
    return stacks
      .filter(({ entityRef }) => !known.has(entityRef))
      .map(({ stackArn, stackName, status, entityRef, tags }) => {
        const owner = tags[PRIVATE_API_STACK_OWNER_TAG];
        return {
          stackArn,
          stackName,
          status,
          entityRef,
          ...(owner ? { owner } : {}),
        };
      })
      .sort((a, b) => a.stackName.localeCompare(b.stackName));
  }

  /** Shares one request to AWS per environment. A failed request is not cached. */
  private async stacksOf(
    environment: Environment,
  ): Promise<StackDescription[]> {
    const { id, accountId } = environment;
    const known = this.listed.get(id);
    if (known && this.clock() - known.at < maxAgeMs) return known.stacks;
    const { cloudFormation, sts } = this.clients.forEnvironment(environment);
    const listed = {
      at: this.clock(),
      stacks: listStacks({ cloudFormation, sts, accountId, retryPolicy }),
    };
    this.listed.set(id, listed);
    try {
      return await listed.stacks;
    } catch (error) {
      if (this.listed.get(id) === listed) this.listed.delete(id);
      throw error;
    }
  }

  private async inCatalog(entityRefs: string[]): Promise<Set<string>> {
    const credentials = await this.auth.getOwnServiceCredentials();
    const wanted = [...new Set(entityRefs)];
    const found = new Set<string>();
    for (let from = 0; from < wanted.length; from += batchSize) {
      const batch = wanted.slice(from, from + batchSize);
      const { items } = await this.catalog.getEntitiesByRefs(
        {
          entityRefs: batch,
          fields: ['kind', 'metadata.name', 'metadata.namespace'],
        },
        { credentials },
      );
      if (items.length !== batch.length) {
        throw new ServiceUnavailableError(
          'The response of the catalog is incomplete. Try again',
        );
      }
      items.forEach((item, index) => {
        if (item) found.add(batch[index]);
      });
    }
    return found;
  }
}

/** @returns the owner tag, or undefined if it is not the reference of a component in the form that deploy writes */
function componentOf({ tags }: StackDescription): string | undefined {
  const tag = tags[PRIVATE_API_STACK_TAG] ?? '';
  try {
    const ref = parseEntityRef(tag);
    const isComponent =
      ref.kind.toLocaleLowerCase('en-US') === 'component' &&
      KubernetesValidatorFunctions.isValidObjectName(ref.name);
    return isComponent && stringifyEntityRef(ref) === tag ? tag : undefined;
  } catch {
    return undefined;
  }
}
