// Starts a PostgreSQL for tests and measurements, from the binaries of the system, with its own port and folder.
import { execFileSync, spawn } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const debian = '/usr/lib/postgresql';
const user = 'postgres';

/**
 * Starts the newest PostgreSQL of this machine, with an empty cluster and without durability.
 *
 * @returns {Promise<{ major: string, port: number, user: string, url: string, stop(): Promise<void> } | undefined>}
 *   undefined if PostgreSQL is not installed, or could run only as root, which PostgreSQL rejects
 * @throws Error with the output of PostgreSQL if it does not start
 */
export async function startPostgres() {
  const bin = binaries();
  const identity = unprivileged();
  if (!bin || !identity) return undefined;
  const isOtherUser = identity.uid !== undefined;
  // Other users may not have access to our temporary folder.
  const folder = mkdtempSync(
    path.join(isOtherUser ? '/tmp' : os.tmpdir(), 'postgres-'),
  );
  if (isOtherUser) chownSync(folder, identity.uid, identity.gid);
  const data = path.join(folder, 'data');
  const run = (command, ...args) =>
    execFileSync(path.join(bin, command), args, {
      ...identity,
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  const port = await freePort();
  let output = '';
  let server;
  const stop = async () => {
    if (server && server.exitCode === null && server.signalCode === null) {
      const ended = new Promise(resolve => server.once('exit', resolve));
      server.kill('SIGINT');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    run('initdb', '-D', data, '-U', user, '-A', 'trust', '-E', 'UTF8', '-N');
    const settings = {
      listen_addresses: '127.0.0.1',
      port,
      unix_socket_directories: folder,
      max_connections: 200,
      fsync: 'off',
    };
    server = spawn(
      path.join(bin, 'postgres'),
      [
        '-D',
        data,
        ...Object.entries(settings).flatMap(([name, value]) => [
          '-c',
          `${name}=${value}`,
        ]),
      ],
      { ...identity, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const collect = text => {
      output += text;
    };
    for (const stream of [server.stdout, server.stderr]) {
      stream.setEncoding('utf8').on('data', collect);
    }
    await until(server, () => output.includes('ready to accept connections'));
  } catch (error) {
    await stop();
    throw new Error(
      `Failed to start PostgreSQL of ${bin}: ${
        error.stderr ?? error.message
      }\n${output}`,
    );
  }
  return {
    major: run('postgres', '--version').match(/\d+/)[0],
    port,
    user,
    url: `postgresql://${user}@127.0.0.1:${port}/postgres`,
    stop,
  };
}

/** Folder of PostgreSQL's server programs, which is not on the PATH in Debian. */
function binaries() {
  const versions = existsSync(debian)
    ? readdirSync(debian).sort((a, b) => Number(b) - Number(a))
    : [];
  const folders = [
    ...versions.map(version => path.join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(path.delimiter),
  ];
  return folders.find(folder => existsSync(path.join(folder, 'initdb')));
}

/** User that runs it: the current user, or the user `postgres` of the system if the current one is root. */
function unprivileged() {
  if (process.getuid?.() !== 0) return {};
  try {
    const id = flag =>
      Number(execFileSync('id', [flag, user], { stdio: 'pipe' }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function until(server, isReady) {
  for (let tries = 600; !isReady(); tries--) {
    if (server.exitCode !== null) throw new Error('the process has exited');
    if (tries === 0) throw new Error('it is not ready after a minute');
    await sleep(100);
  }
}
