import { spawn } from 'node:child_process';
import path from 'node:path';

/** The result of a command. */
export type Result = { code: number; stdout: string; stderr: string };

const cli = path.join(__dirname, '../packages/cli/bin/private-serverless');

/** Runs the command line in a process of its own. @param cwd - the folder of its files */
export function command(cwd: string, ...args: string[]): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', chunk => {
      stdout += chunk;
    });
    child.stderr.on('data', chunk => {
      stderr += chunk;
    });
    child.once('error', reject);
    child.once('exit', code => resolve({ code: code ?? 1, stdout, stderr }));
  });
}

/** Runs a command that must succeed. @returns its output @throws Error with what it printed */
export async function succeed(cwd: string, ...args: string[]): Promise<string> {
  const { code, stderr, stdout } = await command(cwd, ...args);
  if (code === 0) return stdout;
  throw new Error(
    `private-serverless ${args[0]} exited with ${code}:\n${stderr}${stdout}`,
  );
}
