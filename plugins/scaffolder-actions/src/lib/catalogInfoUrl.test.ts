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

describe('the address of a catalog file', () => {
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

  it('is the one that is given, also on a host without an integration', () => {
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
      /^repoContentsUrl: 'orders' is not a valid URL\. Set it to the output/,
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
    ].map(
      catalogInfoPath =>
        [
          { repoContentsUrl, catalogInfoPath },
          /^catalogInfoPath: '.*' is not a valid path in the repository\. Use a path such as '\/catalog-info\.yaml'/,
        ] as [CatalogInfoInput, RegExp],
    ),
  ])('is refused for %j', (input, message) => {
    expect(() => urlOf(input)).toThrow(message);
  });

  it.each(['catalogInfoUrl', 'repoContentsUrl'])(
    'is refused where %s has a password, which the error does not repeat',
    field => {
      const input = { [field]: 'https://me:hunter2@github.com/acme/orders' };
      expect(() => urlOf(input, { isDryRun: true })).toThrow(
        new RegExp(
          `^${field}: the URL on github\\.com contains a user or password\\.`,
        ),
      );
      expect(() => urlOf(input)).not.toThrow(/me:|hunter2/);
    },
  );
});
