import type {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';

/** The health service waits up to 5 seconds for AWS and for a first result, and needs time for everything else. */
const timeoutMs = 15_000;

/**
 * Has the health service bind the stacks of an entity that is new in the catalog, so that lists show it at once and not only after
 * the next catalog pass. It reads the health of the entity on behalf of the user, which binds new stacks, and discards the response.
 * If it fails, the catalog pass does the same later, so the failure is only logged.
 */
export async function bindTargets(
  services: { auth: AuthService; discovery: DiscoveryService },
  request: {
    entityRef: string;
    credentials: BackstageCredentials;
    logger: Pick<LoggerService, 'info' | 'warn'>;
    signal?: AbortSignal;
  },
): Promise<void> {
  const { entityRef, logger } = request;
  const later = `Lists of private APIs show ${entityRef} after the next pass over the catalog (privateApi.syncInterval)`;
  try {
    const status = await readHealth(services, request);
    if (status === 404) {
      logger.info(
        `${later}: the health service is not installed, or you do not have permission to see the entity.`,
      );
    } else if (status >= 400) {
      logger.warn(
        `${later}: the health service responded with status ${status}.`,
      );
    }
  } catch (error) {
    if (request.signal?.aborted) return;
    logger.warn(
      `${later}: no response from the health service (${reasonOf(error)}).`,
    );
  }
}

/** Why there is no response. The message of `fetch` is always "fetch failed", and its cause has the reason. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: NodeJS.ErrnoException };
  return cause ? cause.code ?? cause.message : message;
}

/** @returns the status of the response */
async function readHealth(
  { auth, discovery }: { auth: AuthService; discovery: DiscoveryService },
  request: {
    entityRef: string;
    credentials: BackstageCredentials;
    signal?: AbortSignal;
  },
): Promise<number> {
  const { token } = await auth.getPluginRequestToken({
    onBehalfOf: request.credentials,
    targetPluginId: 'private-api',
  });
  const base = await discovery.getBaseUrl('private-api');
  const { kind, namespace, name } = parseEntityRef(request.entityRef);
  const path = [kind, namespace, name].map(encodeURIComponent).join('/');
  const response = await fetch(`${base}/v1/entities/${path}/health`, {
    headers: { Authorization: `Bearer ${token}` },
    signal: AbortSignal.any([
      AbortSignal.timeout(timeoutMs),
      ...(request.signal ? [request.signal] : []),
    ]),
  });
  await response.body?.cancel();
  return response.status;
}
