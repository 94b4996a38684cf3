import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type GitHost, startGitHost } from './gitHost';
import { type DemoSettings, repositoryRoot } from './settings';

/** The organization of the demo's git host. */
const organization = 'demo';
/** User name in app-config.yaml. Backstage redacts it in its log, so it must not be a word that the log uses. */
const user = 'demo-publisher';

/** The edit of docs/publishing.md for Gitea with one organization, as arguments of sed. */
export function templateEdit({ gitPort }: Pick<DemoSettings, 'gitPort'>) {
  return [
    's/publish:github/publish:gitea/',
    `s/github\\.com/127.0.0.1:${gitPort}/`,
    `s/# allowedOwners: .*/allowedOwners: [${organization}]/`,
  ].flatMap(expression => ['-e', expression]);
}

/**
 * Starts the git host that the demo publishes to, and writes the shipped template for it to the state folder, as an
 * adopter does.
 *
 * @throws Error if the port is in use or `sed` is not installed
 */
export async function startPublishing(
  settings: DemoSettings,
): Promise<GitHost> {
  const shipped = path.join(
    repositoryRoot,
    'templates/private-serverless/template.yaml',
  );
  const folder = path.join(settings.stateDir, 'templates');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, 'template.yaml'),
    execFileSync('sed', [...templateEdit(settings), shipped]),
  );
  return startGitHost({
    directory: path.join(settings.stateDir, 'git'),
    port: settings.gitPort,
    user,
    password: settings.gitPassword,
    organization,
  });
}
