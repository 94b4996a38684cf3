import { InputError } from '@backstage/errors';
import type { ScmIntegrationRegistry } from '@backstage/integration';

/** Location of a catalog file: its URL, or the URL of the repository's root and the path in the repository. */
export type CatalogInfoInput = {
  catalogInfoUrl?: string;
  repoContentsUrl?: string;
  catalogInfoPath?: string;
};

/** @see createRegisterEntityAction */
export const defaultCatalogInfoPath = '/catalog-info.yaml';

/**
 * The URL of the catalog file, in the form that the URL reader of the host expects.
 *
 * @param options.isDryRun - accepts and returns a value that is not a URL. A dry run skips most publish actions, and the
 *   scaffolder passes placeholders for their outputs
 * @throws InputError with the field, the value and the fix; without the value if it may contain a password or token
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
    webUrl('catalogInfoUrl', catalogInfoUrl, options);
    return catalogInfoUrl;
  }
  if (repoContentsUrl === undefined) {
    throw new InputError(
      'repoContentsUrl: is missing. Set it to the output repoContentsUrl of the publish step, or set catalogInfoUrl.',
    );
  }
  const path = pathInRepository(input.catalogInfoPath);
  const root = webUrl('repoContentsUrl', repoContentsUrl, options);
  if (!root) return repoContentsUrl;
  const integration = integrations.byUrl(repoContentsUrl);
  if (!integration) {
    throw new InputError(
      `repoContentsUrl: no integration is configured for the host '${root.host}'. Add the host under integrations in app-config.yaml.`,
    );
  }
  return integration.resolveUrl({
    base: repoContentsUrl,
    // The integration resolves a leading slash to the root that it finds in the URL. For Gitea's /src/branch/main/, that
    // root lacks the branch (@backstage/integration 2.2), so use a relative path if the URL is a folder.
    url: root.pathname.endsWith('/') ? path : `/${path}`,
  });
}

/**
 * In a URL, `%2e` is a dot, `?` and `#` end the path, and tabs and line breaks are dropped, so a path with one of these
 * could name another repository. https://url.spec.whatwg.org/#path-state
 */
// eslint-disable-next-line no-control-regex
const notInPath = /[%?#\\\u0000-\u001f\u007f]/;

/** @returns the path without leading slashes */
function pathInRepository(path = defaultCatalogInfoPath): string {
  const relative = path.replace(/^\/+/, '');
  const isInside =
    relative !== '' &&
    !URL.canParse(relative) &&
    !notInPath.test(relative) &&
    !relative
      .split('/')
      .some(part => part === '' || part === '.' || part === '..');
  if (isInside) return relative;
  throw new InputError(
    `catalogInfoPath: ${shown(
      path,
    )} is not a valid path in the repository. Use a path such as '${defaultCatalogInfoPath}', without '.', '..', empty parts, backslashes, '%', '?' and '#'.`,
  );
}

const secretParameter = /token|secret|password|signature|^sig$|api[-_]?key/i;

/**
 * Parses a URL. Rejects a password or token in it, because the catalog would show it on the entity page, and the scaffolder in
 * the output of the action.
 *
 * @returns undefined for a placeholder in a dry run
 * @throws InputError without the password or token
 */
function webUrl(
  field: string,
  text: string,
  { isDryRun = false }: { isDryRun?: boolean },
): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url && isDryRun && !mayHoldSecret(text)) return undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new InputError(
      `${field}: ${shown(
        text,
      )} is not a valid URL of a web page. Use the address that starts with https://, as the publish step returns it.`,
    );
  }
  const parameter = [...url.searchParams.keys()].find(name =>
    secretParameter.test(name),
  );
  if (url.username || url.password || parameter) {
    throw new InputError(
      `${field}: the URL on ${url.host} contains ${
        parameter ? `the parameter '${parameter}'` : 'a user name or password'
      }. Remove it; the catalog reads the URL with the credentials of Backstage's integrations.`,
    );
  }
  return url;
}

/** Whether a text that is not a valid web URL may contain a password or token. */
function mayHoldSecret(text: string): boolean {
  return /[@=]/.test(text);
}

function shown(text: string): string {
  return mayHoldSecret(text)
    ? 'the value (not shown, because it may contain a password)'
    : JSON.stringify(text);
}
