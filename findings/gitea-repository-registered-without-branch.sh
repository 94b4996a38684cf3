#!/usr/bin/env bash
# Two stock Backstage actions for Gitea do not fit each other. The steps `publish:gitea`, then `catalog:register` with
# `repoContentsUrl: ${{ steps.publish.output.repoContentsUrl }}`, as the templates in Backstage's documentation have them
# for other hosts, register an address that does not exist:
#
#   publish:gitea returns             https://HOST/acme/orders/src/branch/main/
#   catalog:register resolves it to   https://HOST/acme/orders/src/branch/catalog-info.yaml      (no `main`)
#
# The action resolves `/catalog-info.yaml` with the Gitea integration. That integration takes the last part of the path
# for a file, while those of GitHub, GitLab, Azure DevOps and Bitbucket know where the branch ends and keep it. Giving
# `catalogInfoPath: catalog-info.yaml`, without the slash, works with Gitea.
#
# Versions: @backstage/integration 2.2.0, @backstage/plugin-scaffolder-backend-module-gitea 0.2.25; seen on 2026-11-28.
#
# Needs Node, npm and the npm registry. Installs into a temporary folder and fails if the output is not the one above.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent @backstage/integration@2.2.0 @backstage/config@1.3.11

# What the publish action returns, in its own source.
npm pack --silent @backstage/plugin-scaffolder-backend-module-gitea@0.2.25 >/dev/null
tar xzf backstage-plugin-scaffolder-backend-module-gitea-0.2.25.tgz
grep -rqF '/src/branch/${defaultBranch}/' package/dist --include='*.js' ||
  { echo "publish:gitea returns another address now" >&2; exit 1; }

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
