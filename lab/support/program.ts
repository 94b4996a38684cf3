import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program of the lab. */
export type Program = {
  /** As in the table. */
  name: string;
  /** Debian's package. Absent for what the lab does itself. */
  package?: string;
  /** Absolute path of the executable. */
  command: string;
  /** Command that prints the version. */
  version: string[];
};

/** What the lab does without a program. */
export const noProgram: Program = {
  name: 'network',
  command: process.execPath,
  version: [],
};

/** A running program, or an address of the lab. */
export type Instance = {
  address: string;
  port: number;
  /** More ports of the same program by name. */
  ports?: Record<string, number>;
  stop(): Promise<void>;
};

/** An address of the lab without a program of its own. */
export function place(address: string, port: number): Instance {
  return { address, port, stop: async () => {} };
}

/** Whether the program is installed. */
export function isInstalled(program: Program): boolean {
  return existsSync(program.command);
}

const versions = new Map<string, string>();

/** The version of an installed program, such as `1.11.1`. */
export function versionOf(program: Program): string {
  const known = versions.get(program.command) ?? readVersion(program);
  versions.set(program.command, known);
  return known;
}

function readVersion(program: Program): string {
  const [command, ...args] = program.version;
  if (command === undefined) return '';
  const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return /\d+\.\d+(\.\d+)?/.exec(`${stdout}${stderr}`)?.[0] ?? 'unknown';
}

/** How to start a program. */
export type StartOptions = {
  /** Folder for its output. */
  folder: string;
  address: string;
  port: number;
  args: string[];
  env?: Record<string, string>;
};

/**
 * Starts a program in the foreground and waits until it listens.
 * @throws Error with its output, if it ends or does not listen within 20 s
 */
export async function start(
  program: Program,
  options: StartOptions,
): Promise<Instance> {
  const { folder, address, port, args, env } = options;
  const log = path.join(folder, 'output.log');
  const sink = openSync(log, 'a');
  const child = spawn(program.command, args, {
    cwd: folder,
    stdio: ['ignore', sink, sink],
    env: { ...process.env, ...env },
  });
  const ended = new Promise<string>(resolve => {
    child.once('error', error => resolve(error.message));
    child.once('exit', (code, signal) =>
      resolve(`it ended with ${signal ?? code}`),
    );
  });
  const output = () => readFileSync(log, 'utf8');
  const failure = await Promise.race([
    ended,
    // Some programs end after they listen, if they cannot change their user.
    waitUntilListening(address, port).then(why => sleep(100, why)),
  ]);
  if (failure !== undefined) {
    await stop(child, ended);
    throw new Error(`${program.name}: ${failure}\n${output()}`);
  }
  return { address, port, stop: () => stop(child, ended) };
}

/** @returns why it does not listen, or undefined if it does */
async function waitUntilListening(
  address: string,
  port: number,
): Promise<string | undefined> {
  const end = Date.now() + 20_000;
  while (Date.now() < end) {
    if (await accepts(address, port)) return undefined;
    await sleep(50);
  }
  return `nothing listens on ${address}:${port} after 20 s`;
}

function accepts(address: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, address);
    const end = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

/** Ends a process by its id. Some programs wait for their clients after SIGTERM. */
async function stop(
  child: ChildProcess,
  ended: Promise<string>,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const patience = new AbortController();
  await Promise.race([
    ended,
    sleep(2000, undefined, patience).then(() => child.kill('SIGKILL')),
  ]);
  patience.abort();
  await ended;
}
