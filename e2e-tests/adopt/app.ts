import { type ChildProcess, spawn } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Running child processes. All are killed when this process exits. */
const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach(child => end(child, 'SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => process.exit(130));
}

const repositoryRoot = path.resolve(__dirname, '../..');
const createApp = '@backstage/create-app@0.9.2';

/** A Backstage app of an adopter: the folder of `create-app`, and functions to run commands in it. */
export class App {
  private readonly env: NodeJS.ProcessEnv;

  constructor(readonly folder: string, readonly logFile: string) {
    this.env = {
      ...process.env,
      CI: 'true',
      // SQLite is compiled. Its default of -O3 takes twice as long.
      CFLAGS: '-O1',
      CXXFLAGS: '-O1',
      YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
      YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
      YARN_ENABLE_PROGRESS_BARS: '0',
      YARN_ENABLE_TELEMETRY: '0',
      NODE_OPTIONS: '',
    };
  }

  /** Runs `create-app` and pins its packages to a release. Does not install them. */
  async create(frontend: 'new' | 'legacy', release: string): Promise<void> {
    const options = frontend === 'legacy' ? ['--legacy'] : [];
    await this.runProcess(
      'npx',
      ['--yes', createApp, '--skip-install', '--path', this.folder, ...options],
      { cwd: path.dirname(this.folder), input: 'acme\n' },
    );
    pin(this.folder, release);
  }

  /** Configures Yarn for our packages: a registry for the scoped ones, and the tarball of the generator (a dependency). */
  useRegistry(url: string, tarballs: Map<string, string>): void {
    appendFileSync(
      path.join(this.folder, '.yarnrc.yml'),
      `\nnpmScopes:\n  private-serverless:\n    npmRegistryServer: '${url}'\n`,
    );
    const generator = 'generator-private-serverless';
    const file = path.join(this.folder, 'package.json');
    const manifest = readJson(file);
    manifest.resolutions[generator] = `file:${tarballs.get(generator)}`;
    writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
  }

  /** Runs a block of shell commands at the root of the app. @throws Error with the end of its output */
  run(script: string): Promise<void> {
    return this.runProcess('bash', ['-euc', script], { cwd: this.folder });
  }

  /** Starts a command that runs until `stop`. Its output is written to the log. */
  start(script: string): ChildProcess {
    return this.startProcess('bash', ['-euc', `exec ${script}`], this.folder);
  }

  /** Starts the backend like `backstage-cli package start`, without watching files, and waits until it is ready. */
  async startBackend(url: string): Promise<ChildProcess> {
    const configs = ['app-config.yaml', 'app-config.local.yaml']
      .filter(file => existsSync(path.join(this.folder, file)))
      .flatMap(file => ['--config', path.join('../..', file)]);
    const child = this.startProcess(
      process.execPath,
      [
        '--require',
        path.join(
          this.folder,
          'node_modules/@backstage/cli/config/nodeTransform.cjs',
        ),
        '--no-node-snapshot',
        'src/index.ts',
        ...configs,
      ],
      path.join(this.folder, 'packages/backend'),
    );
    const deadline = Date.now() + 180_000;
    while (Date.now() < deadline) {
      if (child.exitCode !== null || child.signalCode !== null) break;
      const ready = await fetch(`${url}/.backstage/health/v1/readiness`).then(
        response => response.ok,
        () => false,
      );
      if (ready) return child;
      await sleep(500);
    }
    await stop(child);
    throw new Error(`The backend did not start:\n${this.endOfLog()}`);
  }

  private startProcess(
    command: string,
    args: string[],
    cwd: string,
  ): ChildProcess {
    const log = openSync(this.logFile, 'a');
    const child = spawn(command, args, {
      cwd,
      stdio: ['ignore', log, log],
      env: { ...this.env, NODE_ENV: 'development' },
      // Its own process group, so that `stop` also stops its children.
      detached: true,
    });
    closeSync(log);
    running.add(child);
    child.once('exit', () => running.delete(child));
    return child;
  }

  private async runProcess(
    command: string,
    args: string[],
    { cwd, input = '' }: { cwd: string; input?: string },
  ): Promise<void> {
    appendFileSync(this.logFile, `\n$ ${args.at(-1)}\n`);
    const log = openSync(this.logFile, 'a');
    const child = spawn(command, args, {
      cwd,
      stdio: ['pipe', log, log],
      env: this.env,
    });
    closeSync(log);
    child.stdin!.end(input);
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', resolve);
    });
    if (code !== 0) {
      throw new Error(`'${args.at(-1)}' failed:\n${this.endOfLog()}`);
    }
  }

  private endOfLog(): string {
    const lines = readFileSync(this.logFile, 'utf8').trim().split('\n');
    return lines.slice(-40).join('\n');
  }
}

/** Stops a process that `App` started and its children, and waits until it has exited. */
export async function stop(
  child: ChildProcess,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise(resolve => {
    child.once('exit', resolve);
  });
  end(child, signal);
  const timer = setTimeout(() => end(child, 'SIGKILL'), 15_000);
  await ended;
  clearTimeout(timer);
}

function end(child: ChildProcess, signal: NodeJS.Signals): void {
  process.kill(-child.pid!, signal);
}

/**
 * Pins every `@backstage` dependency of the app to the version of a release. For 1.55 also the transitive ones, because
 * their ranges allow newer versions. For 1.57, the newest release, our own packages keep their ranges.
 */
function pin(app: string, release: string): void {
  const versions = readJson(
    path.join(repositoryRoot, `toolchain/backstage/${release}.json`),
  );
  for (const folder of ['.', ...workspaces(app)]) {
    const file = path.join(app, folder, 'package.json');
    const manifest = readJson(file);
    for (const kind of ['dependencies', 'devDependencies']) {
      for (const name of Object.keys(manifest[kind] ?? {})) {
        if (versions[name]) manifest[kind][name] = versions[name];
      }
    }
    if (folder === '.') {
      const { resolutions, dependenciesMeta } = readJson(
        path.join(repositoryRoot, 'package.json'),
      );
      const foreign = Object.entries(resolutions).filter(
        ([name]) => !name.startsWith('@backstage/'),
      );
      Object.assign(manifest.resolutions, Object.fromEntries(foreign));
      if (release === '1.55') Object.assign(manifest.resolutions, versions);
      manifest.dependenciesMeta = dependenciesMeta;
    }
    writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
  }
  writeFileSync(
    path.join(app, 'backstage.json'),
    `${JSON.stringify({ version: `${release}.0` })}\n`,
  );
}

function workspaces(app: string): string[] {
  return ['packages', 'plugins'].flatMap(group =>
    readdirSync(path.join(app, group))
      .map(name => path.join(group, name))
      .filter(folder => existsSync(path.join(app, folder, 'package.json'))),
  );
}

function readJson(file: string) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
