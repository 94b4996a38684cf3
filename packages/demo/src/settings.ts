import { randomUUID } from 'node:crypto';
import path from 'node:path';

/** Where the demo listens and keeps its state. All of it is on the loopback interface of this machine. */
export type DemoSettings = {
  /** Port of Backstage, frontend and backend. */
  port: number;
  /** Port of the sandbox's AWS API; its resolver and its tunnel take the two ports after it. */
  sandboxPort: number;
  /** Port of the git host. */
  gitPort: number;
  /** What Backstage signs in to the git host with. */
  gitPassword: string;
  /** Absolute folder for the database, repositories, documentation, the sandbox's state and the backend's log. */
  stateDir: string;
};

/** The folder of the repository's own package.json. */
export const repositoryRoot = path.resolve(
  path.dirname(require.resolve('demo/package.json')),
  '../..',
);

/**
 * The settings of `npm start`, with what the environment says otherwise: DEMO_PORT, SANDBOX_PORT, GIT_PORT,
 * DEMO_STATE. The git host takes the port after those of the sandbox, with a new password each time.
 * @throws Error that names the variable if a port is not valid
 */
export function settingsFromEnvironment(
  env: NodeJS.ProcessEnv = process.env,
): DemoSettings {
  const sandboxPort = portOf(env, 'SANDBOX_PORT', 4510);
  return {
    port: portOf(env, 'DEMO_PORT', 7007),
    sandboxPort,
    gitPort: portOf(env, 'GIT_PORT', sandboxPort + 3),
    gitPassword: randomUUID(),
    stateDir: path.resolve(repositoryRoot, env.DEMO_STATE ?? '.demo'),
  };
}

function portOf(env: NodeJS.ProcessEnv, name: string, otherwise: number) {
  const text = env[name];
  if (text === undefined || text === '') return otherwise;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65532) {
    throw new Error(
      `${name}='${text}' is not a valid port. Use a whole number from 1 to 65532.`,
    );
  }
  return port;
}
