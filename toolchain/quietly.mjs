import { spawn } from 'node:child_process';

/**
 * Runs a command without showing its output, and terminates it when this process receives a signal to terminate.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ code: number, output: string }>} code -1 and the reason if the command cannot be started
 */
export function runQuietly(command, args, options) {
  return new Promise(resolve => {
    const child = spawn(command, args, {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    const end = () => {
      child.kill('SIGTERM');
      process.exitCode = 143;
    };
    for (const signal of ['SIGTERM', 'SIGHUP']) process.once(signal, end);
    let output = '';
    const keep = chunk => {
      output += chunk;
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const done = (code, text) => {
      for (const signal of ['SIGTERM', 'SIGHUP']) process.off(signal, end);
      resolve({ code, output: text });
    };
    child.once('error', error => done(-1, error.message));
    child.once('close', code => done(code ?? 1, output));
  });
}
