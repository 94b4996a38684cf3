import { InputError } from '@backstage/errors';
import type { ScmIntegrationRegistry } from '@backstage/integration';

/** Where a catalog file is: its address, or the root of its repository and the path in it. */
export type CatalogInfoInput = {
  catalogInfoUrl?: string;
  repoContentsUrl?: string;
  catalogInfoPath?: string;
};

/** @see createRegisterEntityAction */
export const defaultCatalogInfoPath = '/catalog-info.yaml';

/**
 * The address of the catalog file, in the form that the host's URL reader expects.
 *
 * @param options.isDryRun - accepts a `repoContentsUrl` that is not a URL and returns it: a dry run skips most publish
 * actions, and the scaffolder passes on placeholders for their outputs
 * @throws InputError that names the field, its value unless that holds a password, and the fix
 */
export function catalogInfoUrlOf(
  input: CatalogInfoInput,
  integrations: ScmIntegrationRegistry,
  options: { isDryRun?: boolean } = {},
): string {
  const { catalogInfoUrl, repoContentsUrl } = input;
  if (catalogInfoUrl !== undefined) {
    for (const other of ['repoContentsUrl', 'catalogInfoPath'] as const) {
      if (input[other] === undefined) continue;
      throw new InputError(
        `catalogInfoUrl: cannot be combined with ${other}. Remove one of them.`,
      );
    }
    requireNoUserinfo('catalogInfoUrl', catalogInfoUrl);
    return catalogInfoUrl;
  }
  if (repoContentsUrl === undefined) {
    throw new InputError(
      'repoContentsUrl: is missing. Set it to the output repoContentsUrl of the publish step, or set catalogInfoUrl.',
    );
  }
  const path = pathInRepository(input.catalogInfoPath);
  if (!URL.canParse(repoContentsUrl)) {
    if (options.isDryRun) return repoContentsUrl;
    throw new InputError(
      `repoContentsUrl: '${repoContentsUrl}' is not a valid URL. Set it to the output repoContentsUrl of the publish step.`,
    );
  }
  requireNoUserinfo('repoContentsUrl', repoContentsUrl);
  const { host, pathname } = new URL(repoContentsUrl);
  const integration = integrations.byUrl(repoContentsUrl);
  if (!integration) {
    throw new InputError(
      `repoContentsUrl: no integration is configured for the host '${host}'. Add the host under integrations in app-config.yaml.`,
    );
  }
  return integration.resolveUrl({
    base: repoContentsUrl,
    // A leading slash means the root that the integration finds in the URL; for Gitea's /src/branch/main/ that lacks
    // the branch (@backstage/integration 2.2). Where the URL is a folder, a relative path is always right.
    url: pathname.endsWith('/') ? path : `/${path}`,
  });
}

/** @returns the path without leading slashes */
function pathInRepository(path = defaultCatalogInfoPath): string {
  const relative = path.replace(/^\/+/, '');
  const isInside =
    relative !== '' &&
    !URL.canParse(relative) &&
    !relative
      .split(/[/\\]/)
      .some(part => part === '' || part === '.' || part === '..');
  if (isInside) return relative;
  throw new InputError(
    `catalogInfoPath: '${path}' is not a valid path in the repository. Use a path such as '${defaultCatalogInfoPath}', without '.', '..' and empty parts.`,
  );
}

/**
 * The catalog would store a password in the URL and show it on the entity's page; so would the action's output.
 *
 * @throws InputError that does not repeat it
 */
function requireNoUserinfo(field: string, text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url?.username && !url?.password) return;
  throw new InputError(
    `${field}: the URL on ${url.host} contains a user or password. Remove them; the catalog reads it with the credentials of Backstage's integrations.`,
  );
}
