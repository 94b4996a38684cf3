import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { claimsOf, type StepName } from './claims';
import { command, succeed } from './command';
import type { Candidate } from './plan';

/** Where services are created, and how this machine reaches them. */
export type Site = {
  /** Folder for the generated repositories. */
  folder: string;
  /** Options that name the environment. */
  at: string[];
  /** Options of `outputs`, `drift` and `destroy`. */
  place: string[];
  /** Options of `probe`: resolver, proxy, trust bundle. */
  way: (
    candidate: Candidate,
    outputs: Record<string, string>,
  ) => Promise<string[]>;
  environment: string;
  /** Milliseconds until a new service must respond. */
  waitMs: number;
  /** Called with each confirmed claim. */
  confirmed(claim: number): void;
  print(line: string): void;
};

const pollMs = 5_000;

/** Name of the stack of a service. */
export const stackOf = ({ name }: Candidate, { environment }: Site) =>
  `${name}-${environment}`;

/**
 * Creates a service, checks what it shows, and destroys it, also after a failure.
 * @throws Error of the first step that failed
 */
export async function tryService(site: Site, candidate: Candidate) {
  const { entry, name, network } = candidate;
  const step = async <T>(
    what: StepName,
    text: string,
    run: () => Promise<T>,
  ) => {
    const begin = Date.now();
    const result = await run();
    const seconds = ((Date.now() - begin) / 1_000).toFixed(0);
    site.print(`✓ ${entry}, ${network} network: ${text} (${seconds} s)`);
    claimsOf(entry, what).forEach(site.confirmed);
    return result;
  };
  await generate(site, candidate);
  try {
    const outputs = await step('deploy', 'proven private and deployed', () =>
      deploy(site, name),
    );
    await step('again', 'deployed again without a change', () =>
      deployAgain(site, name),
    );
    await step('respond', `responds at ${outputs.EndpointUrl}`, () =>
      respond(site, candidate, outputs),
    );
    await step('drift', 'no drift', () =>
      succeed(site.folder, 'drift', ...stackOptions(site, candidate)),
    );
  } finally {
    await step('destroy', 'destroyed', () => destroy(site, candidate));
  }
}

function stackOptions(site: Site, candidate: Candidate): string[] {
  return ['--stack-name', stackOf(candidate, site), ...site.place];
}

async function generate(site: Site, { entry, name, network }: Candidate) {
  const answers = {
    name,
    description: 'Created by the acceptance run, which destroys it',
    owner: 'group:default/platform',
    environment: site.environment,
    network,
    entry,
    ci: 'none',
  };
  const file = `${name}.json`;
  writeFileSync(path.join(site.folder, file), JSON.stringify(answers));
  const config = site.at.slice(2);
  await succeed(
    site.folder,
    ...['generate', '--answers', file, '--out', name],
    ...config,
  );
}

async function deploy(
  site: Site,
  name: string,
): Promise<Record<string, string>> {
  const stdout = await succeed(
    site.folder,
    'deploy',
    name,
    ...site.at,
    '--json',
  );
  await succeed(site.folder, 'verify', name);
  return JSON.parse(stdout).outputs;
}

async function deployAgain(site: Site, name: string): Promise<void> {
  const stdout = await succeed(site.folder, 'deploy', name, ...site.at);
  if (!stdout.startsWith('Nothing to change')) {
    throw new Error(`The second deploy changed something:\n${stdout}`);
  }
}

/** Waits until the health path responds, from private addresses only. */
async function respond(
  site: Site,
  candidate: Candidate,
  outputs: Record<string, string>,
): Promise<void> {
  const url = outputs.EndpointUrl + outputs.HealthPath;
  const way = await site.way(candidate, outputs);
  const until = Date.now() + site.waitMs;
  for (;;) {
    const { stdout } = await command(
      site.folder,
      'probe',
      url,
      ...way,
      '--json',
    );
    const result = stdout ? JSON.parse(stdout) : {};
    if (result.healthy && result.private) return;
    if (Date.now() > until) {
      throw new Error(
        `${url} does not respond: ${JSON.stringify(result.failure)}`,
      );
    }
    await new Promise(resolve => setTimeout(resolve, pollMs));
  }
}

async function destroy(site: Site, candidate: Candidate): Promise<void> {
  const stdout = await succeed(
    site.folder,
    'destroy',
    ...stackOptions(site, candidate),
  );
  if (!stdout.startsWith('DELETE_COMPLETE')) {
    throw new Error(`${stackOf(candidate, site)} was not deleted:\n${stdout}`);
  }
}
