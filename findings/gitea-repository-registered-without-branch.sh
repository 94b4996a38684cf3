#!/usr/bin/env bash
# Two stock Backstage actions for Gitea are not compatible. The steps `publish:gitea` and `catalog:register` with
# `repoContentsUrl: ${{ steps.publish.output.repoContentsUrl }}`, as Backstage's documentation shows them for other hosts,
# register a URL that does not exist:
#
#   publish:gitea returns             https://HOST/acme/orders/src/branch/main/
#   catalog:register resolves it to   https://HOST/acme/orders/src/branch/catalog-info.yaml      (without `main`)
#
# The action resolves `/catalog-info.yaml` with the Gitea integration. That integration interprets the last part of the path
# as a file. Those of GitHub, GitLab, Azure DevOps and Bitbucket detect the end of the branch and keep it. With Gitea, use
# `catalogInfoPath: catalog-info.yaml`, without the slash.
#
# Versions: @backstage/integration 2.2.0, @backstage/plugin-scaffolder-backend-module-gitea 0.2.25; observed on 2026-11-28.
#
# Requires Node, npm and the npm registry. Installs into a temporary folder and fails if the output differs from the above.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent @backstage/integration@2.2.0 @backstage/config@1.3.11

# The URL that the publish action returns, in its source.
npm pack --silent @backstage/plugin-scaffolder-backend-module-gitea@0.2.25 >/dev/null
tar xzf backstage-plugin-scaffolder-backend-module-gitea-0.2.25.tgz
grep -rqF '/src/branch/${defaultBranch}/' package/dist --include='*.js' ||
  { echo "publish:gitea returns a different URL now" >&2; exit 1; }

cat >resolve.cjs <<'JS'
const { ConfigReader } = require('@backstage/config');
const { ScmIntegrations } = require('@backstage/integration');

const integrations = ScmIntegrations.fromConfig(
  new ConfigReader({
    integrations: {
      gitea: [{ host: 'gitea.example.com' }],
      gitlab: [{ host: 'gitlab.com' }],
    },
  }),
);
for (const [base, url] of [
  ['https://gitea.example.com/acme/orders/src/branch/main/', '/catalog-info.yaml'],
  ['https://gitea.example.com/acme/orders/src/branch/main/', 'catalog-info.yaml'],
  ['https://gitlab.com/acme/orders/-/blob/main', '/catalog-info.yaml'],
]) {
  console.log(integrations.byUrl(base).resolveUrl({ base, url }));
}
JS
node resolve.cjs | tee seen
cat >expected <<'TEXT'
https://gitea.example.com/acme/orders/src/branch/catalog-info.yaml
https://gitea.example.com/acme/orders/src/branch/main/catalog-info.yaml
https://gitlab.com/acme/orders/-/blob/main/catalog-info.yaml
TEXT
diff expected seen
