import { mockServices } from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import { type CatalogInfoInput, catalogInfoUrlOf } from './catalogInfoUrl';

const integrations = ScmIntegrations.fromConfig(
  mockServices.rootConfig({
    data: { integrations: { gitea: [{ host: 'gitea.example.com' }] } },
  }),
);
const urlOf = (input: CatalogInfoInput, options?: { isDryRun?: boolean }) =>
  catalogInfoUrlOf(input, integrations, options);
const repoContentsUrl = 'https://github.com/acme/orders/blob/main';

describe('the URL of a catalog file', () => {
  it.each([
    [undefined, 'https://github.com/acme/orders/tree/main/catalog-info.yaml'],
    ['/a/b.yaml', 'https://github.com/acme/orders/tree/main/a/b.yaml'],
    ['a/b.yaml', 'https://github.com/acme/orders/tree/main/a/b.yaml'],
  ])('is found from the root and the path %j', (catalogInfoPath, url) => {
    expect(urlOf({ repoContentsUrl, catalogInfoPath })).toBe(url);
  });

  it.each(['/catalog-info.yaml', 'catalog-info.yaml'])(
    'keeps the branch of a root that ends with a slash: %s',
    catalogInfoPath => {
      expect(
        urlOf({
          repoContentsUrl:
            'https://gitea.example.com/acme/orders/src/branch/main/',
          catalogInfoPath,
        }),
      ).toBe(
        'https://gitea.example.com/acme/orders/src/branch/main/catalog-info.yaml',
      );
    },
  );

  it('is catalogInfoUrl, also on a host without an integration', () => {
    const catalogInfoUrl = 'https://git.example/orders/catalog-info.yaml';
    expect(urlOf({ catalogInfoUrl })).toBe(catalogInfoUrl);
  });

  it.each<[CatalogInfoInput, RegExp]>([
    [{}, /^repoContentsUrl: is missing\. Set it to the output/],
    [
      { repoContentsUrl, catalogInfoUrl: 'https://git.example/x' },
      /^catalogInfoUrl: cannot be combined with repoContentsUrl\. Remove one/,
    ],
    [
      { catalogInfoUrl: 'https://git.example/x', catalogInfoPath: '/x' },
      /^catalogInfoUrl: cannot be combined with catalogInfoPath\. Remove one/,
    ],
    [
      { repoContentsUrl: 'orders' },
      /^repoContentsUrl: "orders" is not a valid URL of a web page\. Use the address/,
    ],
    [
      { repoContentsUrl: 'https://git.example/orders' },
      /^repoContentsUrl: no integration is configured for the host 'git\.example'\. Add/,
    ],
    ...[
      '',
      '/',
      '../x.yaml',
      '/a/../../x.yaml',
      'a//b',
      'a\\..\\b',
      './x',
      'https://git.example/x',
      '%2e%2e/x.yaml',
      'a/%2E%2e/%2e%2e/%2e%2e/other/blob/main/x.yaml',
      '.\t./x.yaml',
      '.\n./x.yaml',
      'x.yaml?other',
      'x.yaml#other',
    ].map(
      catalogInfoPath =>
        [
          { repoContentsUrl, catalogInfoPath },
          /^catalogInfoPath: ".*" is not a valid path in the repository\. Use a path such as '\/catalog-info\.yaml'/,
        ] as [CatalogInfoInput, RegExp],
    ),
  ])('is refused for %j', (input, message) => {
    expect(() => urlOf(input)).toThrow(message);
  });

  it.each(['file:///etc/passwd', 'data:text/plain,orders', 'orders'])(
    'is refused for %s, which is not the address of a web page',
    url => {
      for (const field of ['catalogInfoUrl', 'repoContentsUrl']) {
        expect(() => urlOf({ [field]: url })).toThrow(
          `${field}: "${url}" is not a valid URL of a web page.`,
        );
      }
    },
  );

  it('may be a placeholder in a dry run', () => {
    for (const field of ['catalogInfoUrl', 'repoContentsUrl']) {
      const input = { [field]: '<example>' };
      expect(urlOf(input, { isDryRun: true })).toBe('<example>');
    }
  });

  it.each([
    [
      'https://me:hunter2@github.com/acme/orders',
      /contains a user name or password/,
    ],
    [
      'https://hunter2@github.com/acme/orders',
      /contains a user name or password/,
    ],
    [
      'https://github.com/acme/orders?private_token=hunter2',
      /contains the parameter 'private_token'/,
    ],
    ['https://me:hunter2@git hub.com/acme', /the value \(not shown/],
    ['ssh://me:hunter2@github.com/acme', /the value \(not shown/],
    ['me:hunter2@github.com/acme', /the value \(not shown/],
  ])('is refused for %s, without repeating the password', (url, message) => {
    for (const field of ['catalogInfoUrl', 'repoContentsUrl'] as const) {
      for (const isDryRun of [false, true]) {
        expect(refusal({ [field]: url }, isDryRun)).toMatch(message);
        expect(refusal({ [field]: url }, isDryRun)).not.toMatch(/hunter2/);
      }
    }
    const input = { repoContentsUrl, catalogInfoPath: url };
    expect(refusal(input)).toMatch(/^catalogInfoPath: the value \(not shown/);
    expect(refusal(input)).not.toMatch(/hunter2/);
  });
});

/** @returns the message of the error, '' where the input is accepted */
function refusal(input: CatalogInfoInput, isDryRun = false): string {
  try {
    urlOf(input, { isDryRun });
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
